"""The report as JSON: a fixed layout, the same bytes, and careful reading back."""

from __future__ import annotations

import errno
import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.engines.local import LocalEngine
from provenance.errors import DamagedReportError
from provenance.model import SCHEMA, Problem, Report
from provenance.report.escape import for_json
from provenance.report.json import read_json, write_json
from provenance.report.schema import report_schema
from sample_report import empty_report, rich_report


def written(report: Report) -> str:
    stream = io.StringIO()
    write_json(report, stream)
    return stream.getvalue()


@pytest.mark.parametrize("full", ["at once", "amid it"])
def test_a_report_is_whole_where_there_is_no_room_beside_it(
    monkeypatch: pytest.MonkeyPatch, full: str
) -> None:
    class Full(io.StringIO):
        def flush(self) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

    def opened(*args: Any, **options: Any) -> io.StringIO:
        if full == "at once":
            raise OSError(errno.ENOSPC, "No space left on device")
        return Full()

    report = rich_report()
    expected = written(report)
    monkeypatch.setattr("provenance.report.json.MANY", 0)
    monkeypatch.setattr("provenance.report.json.tempfile.TemporaryFile", opened)
    stream = io.StringIO()
    write_json(report, stream, LocalEngine(2).beside)
    assert stream.getvalue() == expected


@pytest.mark.parametrize("copies", [0, 1, 2, 9])
@pytest.mark.parametrize("jobs", [1, 2])
def test_what_another_process_writes_stands_where_it_belongs(
    monkeypatch: pytest.MonkeyPatch, copies: int, jobs: int
) -> None:
    report = replace(rich_report(), matches=rich_report().matches[:1] * copies)
    monkeypatch.setattr("provenance.report.json.MANY", 0)
    stream = io.StringIO()
    write_json(report, stream, LocalEngine(jobs).beside)
    assert stream.getvalue() == written(report)


def test_what_a_process_wrote_that_ended_amid_it_is_written_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    def halfway(function: Callable[[Any], Any], given: Any) -> Callable[[], Any]:
        given[1].write("half a record")
        return lambda: function(given)

    monkeypatch.setattr("provenance.report.json.MANY", 0)
    stream = io.StringIO()
    write_json(rich_report(), stream, halfway)
    assert stream.getvalue() == written(rich_report())


def read(text: str) -> Report:
    return read_json(io.StringIO(text), "old/report.json")


def changed(change: Callable[[dict[str, Any]], object]) -> str:
    data = json.loads(written(rich_report()))
    change(data)
    return json.dumps(data)


@pytest.mark.parametrize("make", [rich_report, empty_report])
def test_a_report_satisfies_the_shipped_schema(make: Callable[[], Report]) -> None:
    schema = report_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads(written(make())), schema, cls=jsonschema.Draft202012Validator)


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data["matches"][0].update(extra=1),
        lambda data: data["articles"][0].pop("words"),
        lambda data: data["pairs"][0]["origin"].update(kind="gossip"),
        lambda data: data["matches"][0]["left"].update(start=-1),
        lambda data: data["matches"][0]["left"].update(fingerprints=["short"]),
    ],
)
def test_the_schema_refuses_what_no_report_holds(change: Callable[[dict[str, Any]], object]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(json.loads(changed(change)), report_schema())


def test_what_is_written_reads_back_as_the_same_report_but_for_rounding() -> None:
    report = rich_report()
    back = read(written(report))
    assert back.articles[0].text == report.articles[0].text
    assert [match.id for match in back.matches] == [match.id for match in report.matches]
    assert back.clusters == report.clusters
    assert back.problems == report.problems
    assert back.repeats == report.repeats
    assert back.pairs == report.pairs
    assert written(back) == written(report)


def test_keys_stand_in_the_order_of_the_layout() -> None:
    data = json.loads(written(rich_report()))
    assert " ".join(data) == (
        "schema version settings fingerprint articles matches pairs clusters repeats problems "
        "ignored limits counts"
    )
    assert " ".join(data["matches"][0]) == (
        "id relation content score cluster words left right speaker evidence label features"
    )
    assert list(data["pairs"][0]["origin"]) == ["kind", "agency", "confidence", "for", "against"]


def test_the_bytes_do_not_depend_on_the_order_of_mappings() -> None:
    report = rich_report()
    matches = tuple(replace(m, features=dict(reversed(list(m.features.items())))) for m in report.matches)
    turned = replace(
        report,
        matches=matches,
        settings=dict(reversed(list(report.settings.items()))),
        counts=dict(reversed(list(report.counts.items()))),
    )
    assert written(turned) == written(report)


def test_floats_have_at_most_four_decimals_and_no_negative_zero() -> None:
    report = replace(rich_report(), settings={"a": -0.00001, "b": [1 / 3]})
    text = written(report)
    assert '"a": 0.0' in text
    assert not re.search(r"\d\.\d{5}", re.sub(r'"(?:[^"\\]|\\.)*"', '""', text))


def test_a_text_is_left_out_where_the_report_does_not_carry_it() -> None:
    report = rich_report()
    bare = replace(report, articles=tuple(replace(article, text=None) for article in report.articles))
    assert all("text" not in article for article in json.loads(written(bare))["articles"])
    assert read(written(bare)).articles == tuple(replace(a, quoted=round(a.quoted, 4)) for a in bare.articles)


def test_a_lone_surrogate_is_escaped_and_comes_back() -> None:
    report = replace(rich_report(), problems=(Problem(path="bad\udcff.txt", reason="name"),))
    text = written(report)
    assert text.encode("utf-8")
    assert "\\udcff" in text
    assert read(text).problems[0].path == "bad\udcff.txt"


@given(st.text(), st.text())
def test_any_text_survives_writing_and_reading(path: str, reason: str) -> None:
    problem = Problem(path=path, reason=reason, line=3)
    assert read(written(replace(empty_report(), problems=(problem,)))).problems == (problem,)


def test_east_asian_text_is_written_as_it_is() -> None:
    assert "港湾委員会" in written(rich_report())


def test_the_file_ends_with_a_newline_and_opens_with_the_schema() -> None:
    text = written(rich_report())
    assert text.startswith('{"schema": "provenance.report/1",\n')
    assert text.endswith("}\n")
    assert not text.endswith("\n\n")


@pytest.mark.parametrize("share", [0.0, 0.3, 0.99])
def test_a_report_cut_short_is_named_with_the_place(share: float) -> None:
    text = written(rich_report())
    with pytest.raises(DamagedReportError, match=r"old/report\.json .*no complete JSON .*line"):
        read(text[: int(len(text) * share)])


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda d: d.update(schema="provenance.report/9"), "its schema is 'provenance.report/9'"),
        (lambda d: d.pop("schema"), "not one of our reports"),
        (lambda d: d["matches"][3]["left"].pop("start"), r"matches\[3\]\.left\.start is missing"),
        (lambda d: d["matches"][0].update(score="high"), r"matches\[0\]\.score has the wrong type"),
        (lambda d: d["matches"][0].update(words=True), r"words has the wrong type"),
        (lambda d: d["matches"][0].update(relation="alike"), "'alike', none of identical"),
        (lambda d: d["matches"][0]["left"].update(end=0), "left.end is 0, less than"),
        (lambda d: d["articles"].pop(), "refers to the article"),
        (lambda d: d["matches"].pop(), "refers to the match"),
        (lambda d: d["clusters"].pop(), "refers to the cluster"),
        (lambda d: d["articles"].append(d["articles"][0]), "lists one article id twice"),
        (lambda d: d["counts"].update(articles=1.5), "counts.articles is no number as expected"),
        (lambda d: d.update(pairs={}), "pairs has the wrong type"),
        (lambda d: d["pairs"].append(7), r"pairs\[\d+\] is no object"),
        (lambda d: d.update(limits=[3]), "limits holds something that is no text"),
    ],
)
def test_a_damaged_report_is_refused_and_the_field_named(
    change: Callable[[dict[str, Any]], object], fault: str
) -> None:
    with pytest.raises(DamagedReportError, match=fault) as caught:
        read(changed(change))
    assert "old/report.json" in str(caught.value)
    assert "provenance compare" in str(caught.value)


@pytest.mark.parametrize("text", ["[]", "3", '"x"', "null", "NaN", "[" * 100_000, '{"schema": 1}', "{}"])
def test_json_that_is_no_report_is_refused(text: str) -> None:
    with pytest.raises(DamagedReportError):
        read(text)


def test_another_schema_version_is_named_beside_the_one_that_is_read() -> None:
    with pytest.raises(DamagedReportError, match=SCHEMA):
        read('{"schema": "provenance.report/2"}')


def test_bytes_that_are_no_text_are_refused() -> None:
    stream = io.TextIOWrapper(io.BytesIO(b'{"schema": "\xff"}'), encoding="utf-8")
    with pytest.raises(DamagedReportError, match="not UTF-8"):
        read_json(stream, "x.json")


@given(st.text())
def test_json_is_written_out_where_it_could_drive_a_terminal_and_says_the_same(text: str) -> None:
    made = for_json(json.dumps(text, ensure_ascii=False))
    assert json.loads(made) == text
    made.encode("utf-8")
    assert not set(made) & set("\x1b\x7f\x9b\u200b\u200e\u202e\u2028\u2066\ufeff\U000e0041")


def test_a_report_on_hostile_titles_drives_no_terminal() -> None:
    hostile = "\x1b[31m \x9b31m \u202ereversed \u2028 \U000e0041 \ud800 é 港 \u200d"
    report = rich_report()
    named = replace(report, articles=(replace(report.articles[0], title=hostile), *report.articles[1:]))
    text = written(named)
    assert not re.search("[\x1b\x7f-\x9f\u2028-\u202e\ud800-\udfff\U000e0041]", text)
    assert "é 港 \u200d" in text
    assert read(text).articles[0].title == hostile
