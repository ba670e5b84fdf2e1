"""A session of Spark for tests, as the project's profile opens it, with tables that end with the session."""

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from engine import PROJECT

from lead_scoring.load_raw import load_into_spark

# one session and small tables: what spreads work over machines, compiles it, shows it or keeps it would only cost time
SMALL = """
spark.default.parallelism 1
spark.hadoop.mapreduce.fileoutputcommitter.algorithm.version 2
spark.log.level ERROR
spark.sql.adaptive.enabled false
spark.sql.codegen.factoryMode NO_CODEGEN
spark.sql.codegen.wholeStage false
spark.sql.files.minPartitionNum 1
spark.sql.leafNodeDefaultParallelism 1
spark.sql.lightweightPlanChangeValidation false
spark.sql.maxPlanStringLength 1000
spark.sql.parquet.compression.codec uncompressed
spark.sql.shuffle.partitions 1
spark.sql.ui.retainedExecutions 1
spark.ui.enabled false
spark.ui.showConsoleProgress false
"""
# the second compiler of Java works longer on plans that are made once than it saves
JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"


class Spark:
    """The one session of this process; dbt and the commands find it when they run in this process."""

    def __init__(self) -> None:
        from pyspark.sql import SparkSession

        from lead_scoring import warehouse

        self.folder = Path(tempfile.mkdtemp(prefix="spark-"))
        (self.folder / "spark-defaults.conf").write_text(SMALL, encoding="utf-8")
        os.environ |= {
            "JDK_JAVA_OPTIONS": JAVA,
            "SPARK_CONF_DIR": str(self.folder),
            "LEAD_SCORING_SPARK_WAREHOUSE": str(self.folder),
            "LEAD_SCORING_SPARK_MASTER": "local[2]",
        }
        # what is said first stays: no metastore on disk
        SparkSession.builder.config("spark.sql.catalogImplementation", "in-memory").config(
            "spark.sql.warehouse.dir", str(self.folder / "tables")
        ).config("spark.driver.memory", "2g").getOrCreate()
        self.warehouse = warehouse.open_target("spark", ["spark"], PROJECT)
        self.session = self.warehouse.connection

    def asker(self) -> Callable:
        """Return a function: query (columns marked $name) and values → rows."""

        def rows(query: str, values: Mapping[str, object]) -> list[tuple]:
            nulls = {name for name, value in values.items() if value is None}
            has_numbers = any(isinstance(value, int | float | Decimal) for value in values.values())
            null = f"cast(null as {'decimal(18, 3)' if has_numbers else 'string'})"
            for name in values:
                query = query.replace(f"${name} as ", f"{null if name in nulls else f':{name}'} as ")
            given = {name: value for name, value in values.items() if name not in nulls}
            found = self.session.sql(query, given)
            found = found.toDF(*(f"column_{number}" for number in range(len(found.columns))))
            # Python makes no moment of the first day of the year 1 out of seconds: times come as text
            times = [name for name, kind in found.dtypes if kind.startswith("timestamp")]
            as_text = found.withColumns({name: found[name].cast("string") for name in times}).collect()
            return [
                tuple(
                    datetime.fromisoformat(cell) if name in times and cell is not None else cell
                    for name, cell in row.asDict().items()
                )
                for row in as_text
            ]

        return rows

    def clear(self) -> None:
        """Begin again with no table of an earlier run."""
        for schema in ("marts", "intermediate", "staging", "seeds"):
            self.session.sql(f"drop schema if exists {schema} cascade")

    def load(self, raw: Path) -> None:
        """Load a folder of raw files."""
        load_into_spark(self.session, raw)

    @staticmethod
    def dbt(*command: str, project: Path, target: Path, settings: Mapping[str, object]) -> str:
        """Run dbt in this process, where the session is; return what stopped it, or nothing."""
        from dbt.cli.main import dbtRunner

        where = {"--project-dir": project, "--profiles-dir": project, "--target-path": target}
        where |= {"--log-path": target / "logs", "--target": "spark", "--vars": json.dumps(dict(settings))}
        options = [str(word) for option in where.items() for word in option]
        done = dbtRunner().invoke(["--quiet", *command, *options])
        if done.success:
            return ""
        failed = [str(each.message) for each in done.result or [] if each.status in ("error", "fail")]
        return "\n".join(failed) or str(done.exception) or "failed"

    def stop(self) -> None:
        """Stop the session and remove its files."""
        self.session.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
