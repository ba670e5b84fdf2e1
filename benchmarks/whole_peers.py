"""Scores and ledger as others would compute them, row for row: python benchmarks/whole_peers.py PEER RAW POLICY OUT

PEER is one of duckdb (whole_duckdb.sql), chdb (ClickHouse in a process) and polars (streaming, sums of floats).
Each reads the raw tables of generate_raw.py and the policy of scale_policy.py and writes scores.parquet and
ledger.parquet into OUT: points, totals, score, band and BANT verdict of all leads, and every entry of the ledger.
No history, opportunities, hand-off, feedback, checks or texts: what the project does besides is not in their time.
`rows_that_differ` compares what they wrote with what a run of the project published.
"""

import shutil
import sys
from pathlib import Path

from peers import AS_OF

FOLDER = Path(__file__).parent
# public table of the project: file of a peer, and the columns that both have
COMPARED = {
    "lead_scores": (
        "scores",
        "contact_id, fit_points, bant_points, interest_points, fit_total, interest_total, score, band, bant_verdict",
    ),
    "lead_score_reasons": (
        "ledger",
        "contact_id, entry, subscore, criterion, rule_id, events, last_event_date, points",
    ),
}


def duckdb_peer(raw: Path, policy: Path, out: Path) -> None:
    """DuckDB by hand; exact."""
    import duckdb

    with duckdb.connect(out / "hand.duckdb") as connection:
        connection.execute("set threads = 2; set memory_limit = '4.5GB'; set TimeZone = 'UTC'")
        connection.execute("set preserve_insertion_order = false")
        for name, value in {"raw": raw, "policy": policy}.items():
            connection.execute(f"set variable {name} = '{value}'")
        connection.execute(f"set variable as_of = date '{AS_OF}'")
        connection.execute(f"set variable until = timestamp '{AS_OF}' + interval 1 day")
        connection.execute((FOLDER / "whole_duckdb.sql").read_text(encoding="utf-8"))
        for table in ("scores", "ledger"):
            connection.execute(f"copy {table} to '{out / table}.parquet'")


def chdb_peer(raw: Path, policy: Path, out: Path) -> None:
    """ClickHouse; exact."""
    from whole_chdb import write

    write(raw, policy, out)


def polars_peer(raw: Path, policy: Path, out: Path) -> None:
    """Polars, streaming; sums of floats, rounded."""
    from whole_polars import write

    write(raw, policy, out)


PEERS = {"duckdb": duckdb_peer, "chdb": chdb_peer, "polars": polars_peer}


def rows_that_differ(warehouse: Path, out: Path) -> dict[str, int]:
    """Return how many rows of each public table the project has and the peer has not, or the other way round."""
    import duckdb

    found = {}
    with duckdb.connect() as connection:
        connection.execute(f"attach '{warehouse}' as project (read_only)")
        for table, (file, columns) in COMPARED.items():
            sides = (
                f"select {columns} from project.marts.{table} where is_champion",
                f"select {columns} from '{out / file}.parquet'",
            )
            queries = (f"(({one}) except all ({other}))" for one, other in (sides, sides[::-1]))
            (rows,) = connection.execute(
                "select " + " + ".join(f"(select count(*) from {query})" for query in queries)
            ).fetchone()
            found[table] = rows
    return found


def main() -> None:
    """Let one peer write its files."""
    peer, raw, policy, out = sys.argv[1], *map(Path, sys.argv[2:5])
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    PEERS[peer](raw.resolve(), policy.resolve(), out.resolve())


if __name__ == "__main__":
    main()
