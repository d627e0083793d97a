"""Reports as tables that Spark writes, for library users and the command ``compare``."""

from __future__ import annotations

from typing import Any

from provenance.api import engine_of
from provenance.config import Config
from provenance.errors import UsageError
from provenance.model import Report


def check_parquet(path: str, config: Config) -> None:
    """Look whether tables can be written to a path, before anything is compared.

    Raises:
        UsageError: if the engine is not Spark, or something is there already.
        MissingExtraError: if pyspark or Java is missing.
    """
    engine: Any = engine_of(config)
    if config.engine != "spark":
        raise UsageError("Parquet is written by Spark; give --engine spark with --parquet")
    if engine.exists(path):
        raise UsageError(f"{path} is there already; move it, or name another place with --parquet")


def write_parquet(report: Report, path: str, config: Config) -> None:
    """Write the tables ``articles``, ``matches`` and ``clusters`` of a report below a Hadoop path.

    Raises:
        EngineError: if Spark cannot write there.
    """
    from provenance.report.parquet import tables

    engine: Any = engine_of(config)
    for name, table in tables(report).items():
        engine.write(table, f"{path.rstrip('/')}/{name}")
