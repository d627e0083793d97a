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
from provenance.core.verdict import ArticleVerdict
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
    folder.mkdir(exist_ok=True)
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
