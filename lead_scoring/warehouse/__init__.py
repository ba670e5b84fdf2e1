"""The warehouses that commands read: a DuckDB file, or a target of profiles.yml."""

from lead_scoring.warehouse.base import CannotConnectError, CannotReadError, RunAtWorkError, Warehouse
from lead_scoring.warehouse.duckdb_file import DuckDBWarehouse
from lead_scoring.warehouse.opening import open_either, open_file, open_host, open_target
from lead_scoring.warehouse.postgres import PostgresWarehouse
from lead_scoring.warehouse.spark import SparkWarehouse

__all__ = [
    "CannotConnectError",
    "CannotReadError",
    "DuckDBWarehouse",
    "PostgresWarehouse",
    "RunAtWorkError",
    "SparkWarehouse",
    "Warehouse",
    "open_either",
    "open_file",
    "open_host",
    "open_target",
]
