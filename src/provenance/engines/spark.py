"""The Spark engine: the same SQL, tasks and clusters on a cluster, or on this machine's cores.

Only integers, task results and packed articles come back to the driver; docs/spark.md says what the driver
itself does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

import numpy as np

from provenance.core.seams import afterwards
from provenance.engines.spark_session import fresh, session
from provenance.errors import EngineError
from provenance.ports import Columns

Array = np.ndarray[Any, Any]

# Tasks of one wave for each core: results come back, and progress is heard, wave by wave.
_WAVE: Final = 8


class SparkEngine:
    """Runs on Spark; starts it where no session is there.

    Args:
        master: where to run, such as ``local[2]`` or ``yarn``; None leaves it to ``spark-submit``.
        jobs: cores to use if Spark runs on this machine.
        memory: what the driver's Java process may take on this machine.

    Raises:
        MissingExtraError: if pyspark or Java is missing.
        UsageError: if Spark does not start.
    """

    embedded = False

    def __init__(self, master: str | None = None, jobs: int | None = None, memory: str = "2GiB") -> None:
        self.session = session(master, jobs, memory)
        self.jobs: int = self.session.sparkContext.defaultParallelism

    def query(self, sql: str, tables: Mapping[str, Columns]) -> dict[str, Array]:
        """Run one query over integer columns; rows come in no particular order."""
        import pyarrow as pa

        # Queries run side by side and name their tables alike: each has a session for itself.
        own = fresh(self.session)
        with failures():
            for name, columns in tables.items():
                table = pa.table({column: np.ascontiguousarray(v) for column, v in columns.items()})
                own.createDataFrame(table).createOrReplaceTempView(name)
            found = own.sql(sql).toArrow()
        return {name: found.column(name).to_numpy() for name in found.column_names}

    def spread(
        self, function: Callable[[Any, Any], Any], tasks: Iterable[Any], shared: Any = None
    ) -> Iterator[Any]:
        """Apply a module-level function to ``shared`` and every task, results in the tasks' order.

        One task runs in this process. ``shared`` is broadcast: every Python process of an executor holds it
        once, whatever the number of tasks.
        """
        queue = list(tasks)
        if len(queue) < 2:
            for task in queue:
                yield function(shared, task)
            return
        context = self.session.sparkContext
        with failures():
            held = context.broadcast(shared)
        try:
            for begin in range(0, len(queue), _WAVE * self.jobs):
                wave = queue[begin : begin + _WAVE * self.jobs]
                with failures():
                    found = context.parallelize(wave, len(wave)).map(_Task(function, held)).collect()
                yield from found
        finally:
            held.destroy()

    def exists(self, path: str) -> bool:
        """Say whether there is anything at a Hadoop path."""
        with failures():
            place = self.session._jvm.org.apache.hadoop.fs.Path(path)
            system = place.getFileSystem(self.session._jsc.hadoopConfiguration())
            return bool(system.exists(place))

    def write(self, table: Any, path: str) -> None:
        """Write an Arrow table as Parquet to a Hadoop path where nothing is yet."""
        with failures():
            self.session.createDataFrame(table).write.mode("error").parquet(path)

    def beside(self, function: Callable[[Any], Any], given: Any) -> Callable[[], Any]:
        """Return what applies a function when its result is asked for: it would have far to travel."""
        return afterwards(function, given)

    def lead(self, left: Array, right: Array, score: Array) -> Array:
        """Return the leader of every node, as ``core.passages.cluster.lead`` does, by joins."""
        from provenance.engines.spark_clusters import lead

        with failures():
            return lead(fresh(self.session), left, right, score)


class _Task:
    """Applies a function to what all tasks share, where the task runs."""

    def __init__(self, function: Callable[[Any, Any], Any], shared: Any) -> None:
        self.function = function
        self.shared = shared

    def __call__(self, task: Any) -> Any:
        return self.function(self.shared.value, task)


class failures:  # noqa: N801 - reads like the functions of contextlib
    """Turns what Spark raises into one error with one line, the cause behind it."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if error is None:
            return
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException

        if isinstance(error, (Py4JError, PySparkException)):
            raise EngineError(f"Spark failed: {reason(str(error))}") from error


def reason(told: str) -> str:
    """Return the line that matters of what Spark says of a failure: a Python task's own error, if any."""
    lines = [line.strip().removeprefix(": ") for line in told.splitlines() if line.strip()]
    for number, line in enumerate(lines):
        if line.startswith("Traceback (most recent call last)"):
            rest = lines[number + 1 :]
            own = [one for one in rest if not one.startswith(("File ", "at ", "^", "~")) and ": " in one]
            if own:
                return own[0]
    own = [line for line in lines if not line.startswith("An error occurred while calling")]
    return own[0] if own else "its Java process ended; more memory for it (--memory) may help"
