"""What agencies' files say of their use, who gave them, and how well they were read, reaches the verdict."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import agency_samples as samples
from provenance import api, checking, indexing
from provenance.cli.main import run
from provenance.config import Config
from provenance.core.deciding.verdict import ArticleVerdict
from scratch_corpus import BAND, FLOWERS, QUAY, article

PLAIN = Config(encoder="none", jobs=1)


def newsml(text: str, status: str, meta: str) -> bytes:
    body = f'<inlineData contenttype="text/plain">{text}</inlineData>'
    pub = f'<pubStatus qcode="stat:{status}"/>'
    return samples.document(samples.news_item(body=body, status=pub, meta=meta))


def ninjs(text: str, **fields: Any) -> bytes:
    item = {"uri": "urn:halden:1", "versioncreated": "2024-05-12T10:00:00Z", "body_text": text, **fields}
    return json.dumps(item).encode()


def put(folder: Path, name: str, data: bytes) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)
    return folder / name


def checked(new: Path, against: Path, *, indexed: bool) -> ArticleVerdict:
    if indexed:
        indexing.add([against], PLAIN)
    return checking.check([new], against, PLAIN).verdicts[0]


def notes(verdict: ArticleVerdict) -> list[tuple[str | None, str, str]]:
    return [(note.article, note.kind, note.text) for note in verdict.notes]


@pytest.mark.parametrize("indexed", [False, True])
@pytest.mark.parametrize("form", ["newsml", "ninjs"])
def test_a_cancelled_or_embargoed_item_that_is_held_is_told_of(
    form: str, indexed: bool, tmp_path: Path
) -> None:
    if form == "newsml":
        data = newsml(QUAY, "canceled", "<embargoed>2024-05-13T06:00:00Z</embargoed>")
    else:
        data = ninjs(QUAY, pubstatus="canceled", embargoed="2024-05-13T06:00:00Z")
    held = put(tmp_path / "held", "item.xml" if form == "newsml" else "item.json", data)
    draft = article(tmp_path, "draft.txt", QUAY, FLOWERS)
    found = notes(checked(draft, held.parent, indexed=indexed))
    assert (held.name, "status", "cancelled") in found
    assert (held.name, "embargo", "2024-05-13T06:00:00Z") in found


def test_a_new_item_that_is_withheld_is_told_of_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    held = article(tmp_path / "held", "a.txt", BAND).parent
    new = put(tmp_path / "new", "item.xml", newsml(QUAY, "withheld", "<embargoed/>"))
    assert run(["check", str(new), "--against", str(held), "--encoder", "none"]) == 0
    status = [
        line.split(None, 1)[1] for line in capsys.readouterr().out.splitlines() if line.startswith("Status")
    ]
    assert status[:2] == ["status: withheld", "embargo: until further notice"]
    assert "usage terms: Not for use in Sauvelande before Monday." in status


def test_a_kill_and_what_editors_said_stand_right_after_the_verdict(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = newsml(QUAY, "canceled", "<embargoed>2024-05-13T06:00:00Z</embargoed>")
    held = put(tmp_path / "held", "item.xml", data).parent
    draft = article(tmp_path, "draft.txt", QUAY, FLOWERS)
    assert run(["check", str(draft), "--against", str(held), "--encoder", "none"]) == 0
    lines = capsys.readouterr().out.splitlines()
    kinds = [line.split(": ")[1] for line in lines if line.startswith("Status")]
    assert kinds == ["status", "embargo", "editor note", "usage terms"]
    after = next(at for at, line in enumerate(lines) if at and not line.startswith("  "))
    assert lines[after] == "Status     item.xml: status: cancelled"
    assert lines[after + 1] == "Status     item.xml: embargo: 2024-05-13T06:00:00Z"
    assert lines.index("Status     item.xml: usage terms: Not for use in Sauvelande before Monday.") > next(
        at for at, line in enumerate(lines) if line.startswith("New here")
    )


@pytest.mark.parametrize("field", ["provider", "creditline", "copyrightholder"])
def test_who_provided_an_item_is_evidence_of_where_its_copies_come_from(field: str, tmp_path: Path) -> None:
    held = put(tmp_path / "held", "item.json", ninjs(QUAY, **{field: "AFP"}))
    draft = article(tmp_path, "draft.txt", QUAY, FLOWERS)
    verdict = checked(draft, held.parent, indexed=False)
    assert verdict.word in ("AGENCY COPY", "PROBABLY AGENCY COPY")
    assert verdict.origin.agency == "AFP"


@pytest.mark.parametrize("indexed", [False, True])
def test_text_that_ocr_was_not_sure_of_is_told_of(indexed: bool, tmp_path: Path) -> None:
    words = "".join(f'<String CONTENT="{word}" WC="0.6"/>' for word in QUAY.split())
    lines = f"<TextBlock><TextLine>{words}</TextLine></TextBlock>"
    page = f"<alto><Layout><Page><PrintSpace>{lines}</PrintSpace></Page></Layout></alto>"
    held = put(tmp_path / "held", "page.xml", page.encode()).parent
    sure = page.replace("0.6", "0.95")
    put(held, "sure.xml", sure.replace("harbour", "port").encode())
    report = api.compare([held], PLAIN)
    assert {one.id: one.ocr_confidence for one in report.articles} == {"page.xml": 0.6, "sure.xml": 0.95}
    assert [limit for limit in report.limits if "OCR" in limit] == [
        "words that OCR read wrongly; its mean confidence is below 0.8 in page.xml (0.60)"
    ]
    draft = article(tmp_path, "draft.txt", QUAY)
    assert notes(checked(draft, held, indexed=indexed)) == [("page.xml", "OCR", "mean confidence 0.60")]


def test_the_confidence_of_ocr_survives_a_saved_report(tmp_path: Path) -> None:
    put(tmp_path / "held", "page.xml", samples.ALTO)
    article(tmp_path / "held", "a.txt", BAND)
    saved = tmp_path / "report.json"
    assert run(["compare", str(tmp_path / "held"), "--encoder", "none", "--report", f"json={saved}"]) == 0
    found = {one.id: one.ocr_confidence for one in api.load_report(saved).articles}
    assert found == {"a.txt": None, "page.xml": 0.8}


def version(text: str, number: int, status: str = "usable", **fields: Any) -> bytes:
    return ninjs(text, version=str(number), pubstatus=status, **fields)


@pytest.mark.parametrize("indexed", [False, True])
@pytest.mark.parametrize("body", ["KILL. Do not use.", ""])
def test_a_kill_that_shares_no_text_is_told_of_by_the_id_of_what_it_kills(
    body: str, indexed: bool, tmp_path: Path
) -> None:
    held = put(tmp_path / "held", "first.json", version(QUAY, 1)).parent
    put(held, "second.json", version(body, 2, "canceled", ednote="Names were wrong."))
    verdict = checked(article(tmp_path, "draft.txt", QUAY, FLOWERS), held, indexed=indexed)
    assert [(n.article, n.kind, n.text, n.order, n.version_of) for n in verdict.notes] == [
        ("second.json", "status", "cancelled", "later version", "first.json"),
        ("second.json", "editor note", "Names were wrong.", "later version", "first.json"),
    ]


@pytest.mark.parametrize("indexed", [False, True])
def test_a_kill_of_the_new_article_itself_is_told_of(
    indexed: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    held = put(tmp_path / "held", "kill.json", version("", 2, "canceled")).parent
    if indexed:
        indexing.add([held], PLAIN)
    draft = put(tmp_path, "draft.json", version(QUAY, 1))
    assert run(["check", str(draft), "--against", str(held), "--encoder", "none"]) == 0
    told = capsys.readouterr().out
    assert "Status     kill.json, a later version of this article: status: cancelled\n" in told
    assert "no kill" not in told


@pytest.mark.parametrize("indexed", [False, True])
def test_a_kill_held_under_the_name_of_the_new_article_is_told_of(indexed: bool, tmp_path: Path) -> None:
    held = put(tmp_path / "held", "item.json", version(QUAY, 2, "canceled")).parent
    draft = put(tmp_path / "new", "item.json", version(f"{QUAY} {FLOWERS}", 1))
    assert ("item.json", "status", "cancelled") in notes(checked(draft, held, indexed=indexed))


@pytest.mark.parametrize("indexed", [False, True])
def test_what_was_withheld_before_and_released_since_is_no_news(indexed: bool, tmp_path: Path) -> None:
    held = put(tmp_path / "held", "first.json", version(BAND, 1, "withheld")).parent
    put(held, "second.json", version(QUAY, 2))
    put(held, "other.json", version(FLOWERS, 3, "canceled", uri="urn:halden:2"))
    assert notes(checked(article(tmp_path, "draft.txt", QUAY), held, indexed=indexed)) == []


def test_new_articles_that_are_checked_together_tell_of_one_another(tmp_path: Path) -> None:
    held = article(tmp_path / "held", "a.txt", BAND).parent
    first, kill = (
        put(tmp_path, "1.json", version(QUAY, 1)),
        put(tmp_path, "2.json", version("", 2, "canceled")),
    )
    draft = article(tmp_path, "draft.txt", QUAY)
    done = checking.check([first, kill, draft], held, PLAIN)
    told = {one.article: notes(one) for one in done.verdicts}
    assert told == {
        "1.json": [("2.json", "status", "cancelled")],
        "2.json": [(None, "status", "cancelled")],
        "draft.txt": [("2.json", "status", "cancelled")],
    }


@pytest.mark.parametrize("indexed", [False, True])
def test_a_kill_of_one_of_many_copies_stands_first(
    indexed: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    held = tmp_path / "held"
    for number in range(12):
        put(held, f"{number:02}.json", ninjs(QUAY, uri=f"urn:halden:a{number}", usageterms="Print only."))
    put(held, "90.json", ninjs(QUAY, uri="urn:halden:90", pubstatus="canceled"))
    put(held, "91.json", ninjs("KILL.", uri="urn:halden:a3", pubstatus="canceled"))
    draft = article(tmp_path, "draft.txt", QUAY)
    if indexed:
        indexing.add([held], PLAIN)
    assert run(["check", str(draft), "--against", str(held), "--encoder", "none"]) == 0
    status = [line for line in capsys.readouterr().out.splitlines() if line.startswith("Status")]
    assert status[0] == "Status     91.json, another version of 03.json: status: cancelled"
    assert status[1] == "Status     90.json: status: cancelled"


@pytest.mark.parametrize("command", ["check", "compare", "gate"])
def test_a_cancelled_item_without_text_is_an_article_and_runs(command: str, tmp_path: Path) -> None:
    kill = put(tmp_path / "held", "kill.xml", newsml(" ", "canceled", ""))
    given = {
        "check": ["check", str(kill), "--against", str(kill.parent)],
        "compare": ["compare", str(kill.parent), "--report", f"json={tmp_path / 'report.json'}"],
        "gate": ["gate", str(kill.parent)],
    }[command]
    assert run([*given, "--encoder", "none"]) == 0


def test_two_kills_without_text_are_two_articles(tmp_path: Path) -> None:
    held = put(tmp_path / "held" / "monday", "kill.json", version("", 2, "canceled")).parent.parent
    new = put(tmp_path / "new", "kill.json", version("", 2, "withheld", uri="urn:halden:2"))
    verdict = checked(new, held, indexed=True)
    assert verdict.left_out is None
    assert notes(verdict) == [(None, "status", "withheld")]


def test_what_editors_said_of_articles_survives_a_saved_report_and_is_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kill = version("", 2, "canceled", ednote="*Names* were <b>wrong</b>.", by="Ada Berg")
    held = put(tmp_path / "held", "kill.json", kill).parent
    article(held, "a.txt", BAND)
    made = {kind: tmp_path / f"report.{kind}" for kind in ("json", "markdown", "html")}
    given = [word for kind, path in made.items() for word in ("--report", f"{kind}={path}")]
    assert run(["compare", str(held), "--encoder", "none", *given]) == 0
    assert "\nStatus     kill.json [cancelled]\n" in capsys.readouterr().out
    plain, killed = api.load_report(made["json"]).articles
    assert (killed.status, killed.version, killed.provider_id) == ("cancelled", "2", "urn:halden:1")
    assert (killed.editor_note, killed.byline) == ("*Names* were <b>wrong</b>.", "Ada Berg")
    assert plain.status is None and plain.version is None
    listed = {row["id"]: row for row in json.loads(made["json"].read_text())["articles"]}
    assert "status" not in listed["a.txt"] and "embargo" not in listed["kill.json"]
    assert "| cancelled |" in made["markdown"].read_text()
    html = made["html"].read_text()
    assert "Status: <bdi>cancelled</bdi>." in html
    assert "Names* were &lt;b&gt;wrong" in html and "<b>wrong</b>" not in html


def test_a_report_without_what_editors_said_has_no_column_or_line_of_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    held = put(tmp_path / "held", "item.json", version(QUAY, 1)).parent
    assert run(["compare", str(held), "--encoder", "none", "--report", f"markdown={tmp_path / 'a.md'}"]) == 0
    assert "Status" not in capsys.readouterr().out
    assert "| status |" not in (tmp_path / "a.md").read_text()
