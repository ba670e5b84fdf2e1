"""Run dbt and count what it asks of DuckDB: python benchmarks/counted_dbt.py OUT ARGUMENTS-OF-DBT …

OUT gets, as JSON, the CPU seconds of each node (one must run at a time: LEAD_SCORING_THREADS=1), how many SQL
statements were run and how many bytes their scans read, as a warehouse bills that charges for the columns a query
names, whatever it filters: rows that DuckDB's profile says were scanned, times the width of the columns that the scan
hands on, as DuckDB holds them (a number 4 to 16 bytes, a text 16, however long). Columns that only a filter looks at
are not in it. What DuckDB answers from its statistics alone reads nothing.
"""

import json
import sys
import time
from pathlib import Path
from threading import Lock

import duckdb
from dbt.adapters.duckdb.environments import local
from dbt.cli.main import dbtRunner

MEASURES = ("OPERATOR_TYPE", "OPERATOR_CARDINALITY", "OPERATOR_ROWS_SCANNED", "RESULT_SET_SIZE")
counted = {"statements": 0, "bytes": 0, "cpu_of_nodes": {}}
profiled: set[local.DuckDBCursorWrapper] = set()
lock = Lock()


def bytes_of(node: dict) -> float:
    """Return the bytes that the scans of a profile read; none where there is no profile."""
    read = sum(bytes_of(child) for child in node.get("children", ()))
    if node.get("operator_type") == "TABLE_SCAN" and node["operator_cardinality"]:
        read += node["operator_rows_scanned"] * node["result_set_size"] / node["operator_cardinality"]
    return read


def main() -> None:
    """Run dbt, write the counts, and end as dbt does."""
    wrapper = local.DuckDBCursorWrapper
    run = wrapper.execute

    def execute(self: local.DuckDBCursorWrapper, sql: str, bindings: object = None) -> object:
        if self not in profiled:
            run(self, "set enable_profiling = 'no_output'")
            run(self, f"set custom_profiling_settings = '{json.dumps(dict.fromkeys(MEASURES, 'true'))}'")
            profiled.add(self)
        # each of several statements that come together has a profile of its own
        for statement in [sql] if bindings else [one.query for one in duckdb.extract_statements(sql)]:
            result = run(self, statement, bindings)
            read = bytes_of(json.loads(self.get_profiling_information(format="json")))
            with lock:
                counted["statements"] += 1
                counted["bytes"] += read
        return result

    def clock(event: object) -> None:
        """Note what the process had spent when a node began, then what the node took."""
        if event.info.name in ("NodeStart", "NodeFinished"):
            node, spent = event.data.node_info.unique_id, time.process_time()
            counted["cpu_of_nodes"][node] = spent - counted["cpu_of_nodes"].get(node, 0)

    wrapper.execute = execute
    ended = dbtRunner(callbacks=[clock]).invoke(sys.argv[2:])
    Path(sys.argv[1]).write_text(json.dumps(counted), encoding="utf-8")
    if ended.exception:
        print(ended.exception)
    sys.exit(0 if ended.success else 1)


if __name__ == "__main__":
    main()
