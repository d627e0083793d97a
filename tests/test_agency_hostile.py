"""Agency files, feeds and tables made to take all time or memory end as problems; the rest is compared."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import duckdb
import pytest

import agency_samples as samples
from scratch_corpus import AFP_QUAY, article

MOST_SECONDS: Final = 10.0
MOST_MIB: Final = 512
SECRET: Final = "The words of a file that nobody named."
# Reads one file as a run does; processor time and memory are those of the run and of its guarded process.
READ: Final = """
import json, resource, sys
from provenance.config import Config
from provenance.files.formats import guard
from provenance.files.source import FileSource
from provenance.model import Problem

source = FileSource([sys.argv[1]], Config())
found = list(source)
guard.close()
used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
# A process begins with the peak of whoever started it in its usage, and with none of it here.
own = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))
problems = [one for one in found if isinstance(one, Problem)]
print(json.dumps({
    "texts": [one.text[:200] for one in found if not isinstance(one, Problem)],
    "problems": [one.reason for one in problems],
    "seconds": sum(one.ru_utime + one.ru_stime for one in used),
    "mib": (own + used[1].ru_maxrss) / 1024,
}))
"""
LAUGHS: Final = (
    '<!DOCTYPE nitf [<!ENTITY a0 "ha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    + "]>"
)


def _nitf(text: str, head: str = "", attribute: str = "") -> bytes:
    return f"{head}<nitf{attribute}><body><body.content><p>{text}</p></body.content></body></nitf>".encode()


def _rss(text: str) -> bytes:
    items = f"<item><description><![CDATA[{text}]]></description></item>"
    return f'<rss version="2.0"><channel><title>Harbour Post</title>{items}</channel></rss>'.encode()


def _ninjs(**fields: Any) -> bytes:
    return json.dumps({"uri": "urn:halden:1", "pubstatus": "usable", **fields}).encode()


def _parquet(path: Path, query: str) -> bytes:
    duckdb.connect().execute(f"COPY ({query}) TO '{path}' (FORMAT parquet)")
    return path.read_bytes()


def _external(path: Path, form: str) -> bytes:
    secret = path.parent.parent / "secret.txt"
    secret.write_text(SECRET, encoding="utf-8")
    return _nitf("See &e;.", form.replace("SECRET", secret.as_uri()))


# What makes the file, and what its problem says.
HOSTILE: Final[dict[str, tuple[Callable[[Path], bytes], str]]] = {
    "laughs.xml": (lambda _: _nitf("&a9;", LAUGHS), "XML"),
    "laughs-in-attribute.xml": (lambda _: _nitf("x", LAUGHS, ' uno="&a9;"'), "XML"),
    "quadratic.xml": (
        lambda _: _nitf("&a;" * 100_000, f'<!DOCTYPE nitf [<!ENTITY a "{"ha" * 50_000}">]>'),
        "XML",
    ),
    "external.xml": (
        lambda path: _external(path, '<!DOCTYPE nitf [<!ENTITY e SYSTEM "SECRET">]>'),
        "declares XML entities",
    ),
    "parameter.xml": (
        lambda path: _external(path, '<!DOCTYPE nitf [<!ENTITY % p SYSTEM "SECRET"> %p;]>'),
        "XML",
    ),
    "nested.xml": (lambda _: b"<nitf>" * 1_000_000 + b"</nitf>" * 1_000_000, "depth"),
    "attributes.xml": (lambda _: b"<rss " + b"".join(b'a%d="" ' % n for n in range(1_000_000)), "XML"),
    "many.xml": (lambda _: b"<feed>" + b"<entry/>" * 8_000_000 + b"</feed>", "memory"),
    "nested.rss": (lambda _: _rss("<b>" * 1_000_000 + "deep" + "</b>" * 1_000_000), "not read to its end"),
    "one-tag.rss": (lambda _: _rss("<p>" + "&" * 3_000_000 + "<" * 3_000_000 + ">"), ""),
    "cut.rss": (lambda _: samples.RSS[:900], "no well-formed XML"),
    "lines.xml": (
        lambda _: samples.TEI_WHOLE.replace(b"Le mur", b'har-<lb break="no"/>bour ' * 400_000),
        "",
    ),
    "brackets.json": (lambda _: b"[" * 100_000 + b"]" * 100_000, "nested too deeply"),
    "objects.json": (lambda _: b'{"uri":' * 100_000 + b"1" + b"}" * 100_000, "nested too deeply"),
    "digits.json": (lambda _: b'{"uri": "x", "version": ' + b"9" * 5_000_000 + b"}", "no JSON"),
    "cut.json": (lambda _: _ninjs(body_text="It fell.")[:-4], "no JSON"),
    "nested.json": (lambda _: _ninjs(body_xhtml="<i>" * 1_000_000 + "deep"), "not read to its end"),
    "long.json": (lambda _: _ninjs(body_text="word " * 6_000_000), "cannot be read"),
    "field.csv": (lambda _: b'id,text\n1,"' + b"word " * 20_000_000 + b'"\n', "20,000,000 characters"),
    "line.csv": (lambda _: b"id,text," + b"," * 100_000_000, "20,000,000 characters"),
    "quotes.csv": (lambda _: b'id,text\n1,"' + b"word\n" * 5_000_000, "20,000,000 characters"),
    "broken.parquet": (lambda _: b"PAR1" + bytes(range(256)) * 4_000 + b"PAR1", "no Parquet"),
    "cut.parquet": (
        lambda path: _parquet(path, "SELECT 'It fell.' AS text FROM range(9999)")[:-99],
        "no Parquet",
    ),
    "damaged.parquet": (
        lambda path: _damaged(
            _parquet(path, "SELECT repeat(i || ' fell. ', 20) AS text FROM range(9999) t(i)")
        ),
        "no Parquet",
    ),
    "repeated.parquet": (
        lambda path: _parquet(path, "SELECT repeat('word ', 200000) AS text FROM range(4100)"),
        "memory",
    ),
    "alike.parquet": (
        lambda path: _parquet(path, "SELECT repeat('word ', 2000) AS text FROM range(100000)"),
        "1,000 times its size",
    ),
}


def _damaged(data: bytes) -> bytes:
    """Return a file whose pages are overwritten and whose footer is whole."""
    return data[:40] + b"\xff" * (len(data) // 2) + data[40 + len(data) // 2 :]


def _write(folder: Path, name: str) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_bytes(HOSTILE[name][0](path))
    return path


def _read(path: Path) -> dict[str, Any]:
    done = subprocess.run([sys.executable, "-c", READ, str(path)], capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> float:
    """Return what a good file takes, in MiB."""
    path = tmp_path_factory.mktemp("good") / "good.xml"
    path.write_bytes(samples.NITF)
    found = _read(path)
    assert (len(found["texts"]), found["problems"]) == (1, [])
    return float(found["mib"])


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_ends_in_bounded_time_and_memory(name: str, base: float, tmp_path: Path) -> None:
    found = _read(_write(tmp_path / "in", name))
    told = HOSTILE[name][1]
    assert any(told in reason for reason in found["problems"]) or (not told and not found["problems"]), found
    assert SECRET not in " ".join(found["texts"])
    assert found["seconds"] < MOST_SECONDS
    assert found["mib"] - base < MOST_MIB


@pytest.mark.slow
def test_the_rest_of_the_corpus_is_compared(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    article(corpus, "a.txt", AFP_QUAY)
    (corpus / "b.xml").write_bytes(_nitf(AFP_QUAY))
    (corpus / "c.json").write_bytes(_ninjs(body_text=AFP_QUAY))
    (corpus / "d.csv").write_text(f'id,text\nd,"{AFP_QUAY}"\n', encoding="utf-8")
    _parquet(corpus / "e.parquet", f"SELECT 'e' AS id, '{AFP_QUAY}' AS text")
    (corpus / "f.rss").write_bytes(_rss(AFP_QUAY))
    # Rows before the limit are articles like others; comparing 25,000 of them is no matter of reading.
    names = [name for name, (_, told) in HOSTILE.items() if told and name != "alike.parquet"]
    for name in names:
        _write(corpus, name)
    out = tmp_path / "found.json"
    done = subprocess.run(
        [sys.executable, "-m", "provenance", "compare", str(corpus), "--encoder", "none", "--jobs", "2",
         "--format", "json", "--output", str(out)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    report = json.loads(out.read_text(encoding="utf-8"))
    assert {problem["path"] for problem in report["problems"]} == set(names)
    held = ["a.txt", "b.xml", "c.json", "d", "e", "f.rss#1"]
    pairs = {(pair["left"], pair["right"]) for pair in report["pairs"]}
    assert {(one, two) for one in held for two in held if one < two} <= pairs
