"""Start Spark, quietly, or say what is missing."""

from __future__ import annotations

import os
import re
import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from provenance.errors import MissingExtraError, UsageError

_PACKAGES: Final = ("pyspark", "pyarrow", "pandas")
_UNITS: Final = {"K": 1 / 1024, "M": 1.0, "G": 1024.0, "T": 1024.0 * 1024.0}
# Of one machine; a cluster's administrator sets these in spark-defaults.conf or with spark-submit --conf.
_LOCAL: Final = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.ui.enabled": "false",
}
# Java says so, each time, of a module that Spark asks for.
_NOTICE: Final = b"WARNING: Using incubator modules"
_SQL: Final = {
    # The plan is written for DuckDB, too: names between double quotes, arithmetic that does not wrap around.
    "spark.sql.ansi.enabled": "true",
    "spark.sql.ansi.doubleQuotedIdentifiers": "true",
    # Tables of integers travel as Arrow bytes, some 5 MB a task. As rows, which Spark makes of all tables
    # up to 48 MB, they take several times the memory; in its usual batches of 10,000, thousands of tasks.
    "spark.sql.execution.arrow.localRelationThreshold": "1MB",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "400000",
}


def session(master: str | None, jobs: int | None, memory: str) -> Any:
    """Return the Spark session that is there, or start one.

    Args:
        master: where to run, such as ``local[2]``, ``yarn`` or ``spark://host:7077``; None leaves that to
            ``spark-submit``, and else uses this machine.
        jobs: cores to use on this machine; None means all.
        memory: what the driver's Java process may take on this machine, such as ``2GiB``.

    Raises:
        MissingExtraError: if pyspark or Java is missing.
        UsageError: if Spark does not start.
    """
    check()
    from pyspark.sql import SparkSession

    # What spark-submit was told holds; a running session keeps what it was started with.
    submitted = "PYSPARK_GATEWAY_PORT" in os.environ
    builder = SparkSession.builder.appName("provenance").config("spark.ui.showConsoleProgress", "false")
    if not submitted or master is not None:
        where = master or (f"local[{jobs}]" if jobs else "local[*]")
        builder = builder.master(where)
        if where.startswith("local"):
            # Spark would take whatever python3 comes first on the path.
            os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
            for name, value in (_LOCAL | _sizes(where, memory)).items():
                builder = builder.config(name, value)
    if not submitted:
        # Results come back by many tasks; what a task returns is bounded by its chunk.
        builder = builder.config("spark.driver.maxResultSize", "0")
        builder = builder.config("spark.driver.extraJavaOptions", _quiet())
    try:
        with _without_notices():
            found = builder.getOrCreate()
    except Exception as error:
        raise UsageError(f"Spark did not start: {_first_line(error)}") from error
    found.sparkContext.setLogLevel("ERROR")
    return found


def fresh(session: Any) -> Any:
    """Return a session of the same application with names of its own, set up for the plan's SQL."""
    found = session.newSession()
    for name, value in _SQL.items():
        found.conf.set(name, value)
    return found


def check() -> None:
    """Look for pyspark and Java.

    Raises:
        MissingExtraError: if one is missing; the message names the command that installs it.
    """
    missing = [name for name in _PACKAGES if find_spec(name) is None]
    if missing:
        raise MissingExtraError(
            f"the Spark engine needs {', '.join(missing)}; install it with: pip install 'provenance[spark]'"
        )
    home = os.environ.get("JAVA_HOME")
    if shutil.which("java", path=os.path.join(home, "bin") if home else None) is None:
        where = f"below JAVA_HOME ({home})" if home else "on the path"
        raise MissingExtraError(
            f"the Spark engine needs Java 17 or later, and there is none {where}; install it with: "
            "apt-get install default-jre-headless"
        )


def _sizes(master: str, memory: str) -> dict[str, str]:
    """Return the driver's memory in whole MiB, and the parts of a shuffle: a few for each core."""
    number, unit = re.fullmatch(r"([\d.]+)\s*([KMGT])i?B", memory).groups()  # type: ignore[union-attr]
    cores = re.fullmatch(r"local(?:\[(\d+|\*).*\])?", master)
    count = cores[1] if cores else None
    held = (os.cpu_count() or 1) if count == "*" else int(count or 1)
    return {
        "spark.driver.memory": f"{max(512, round(float(number) * _UNITS[unit]))}m",
        "spark.sql.shuffle.partitions": str(2 * held),
    }


def _quiet() -> str:
    """Return the Java option that keeps Spark's log to errors from its first line on."""
    with resources.as_file(resources.files("provenance") / "data" / "log4j2.properties") as path:
        return f"-Dlog4j2.configurationFile={Path(path).as_uri()}"


@contextmanager
def _without_notices() -> Iterator[None]:
    """Let a process that is started meanwhile write to standard error, all but notices that say nothing."""
    own = os.dup(2)
    out, into = os.pipe()
    try:
        os.dup2(into, 2)
        yield
    finally:
        os.dup2(own, 2)
        os.close(into)
        # It reads for as long as the other process lives.
        threading.Thread(target=_pass_on, args=(out, own), daemon=True).start()


def _pass_on(out: int, into: int) -> None:
    with os.fdopen(out, "rb") as lines:
        for line in lines:
            if not line.startswith(_NOTICE):
                os.write(into, line)
    os.close(into)


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0] or type(error).__name__
