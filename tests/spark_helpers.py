"""Whether Spark can run here, and one engine for all tests."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from provenance import api
from provenance.config import Config
from provenance.engines.spark_session import check
from provenance.errors import MissingExtraError
from provenance.report.json import write_json

MASTER = "local[2]"


def why_not() -> str | None:
    """Return why Spark cannot run here, None if it can."""
    try:
        check()
    except MissingExtraError as error:
        return str(error)
    return None


needs_spark = pytest.mark.skipif(why_not() is not None, reason=why_not() or "Spark runs")


@cache
def engine() -> Any:
    """Return the engine, started when it is first wanted; it lives as long as the tests."""
    from provenance.engines.spark import SparkEngine

    started = SparkEngine(MASTER)
    started.session.sparkContext.addPyFile(str(Path(__file__).parent / "engine_tasks.py"))
    return started


def report_json(paths: list[str | Path], **settings: Any) -> str:
    """Return the JSON report on some paths."""
    stream = io.StringIO()
    write_json(api.compare(paths, Config(**{"encoder": "none"} | settings)), stream)
    return stream.getvalue()


def both(paths: list[str | Path], **settings: Any) -> tuple[str, str]:
    """Return the JSON reports of the embedded engine and of Spark."""
    by_spark = report_json(paths, engine="spark", master=MASTER, **settings)
    return report_json(paths, **settings), by_spark
