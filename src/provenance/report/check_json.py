"""What ``check`` found of new articles as JSON: the report that ``compare`` writes, the verdicts in front."""

from __future__ import annotations

import io
import json
from typing import TextIO

from provenance.core.deciding.held_passages import HeldPassage
from provenance.core.deciding.verdict import ArticleVerdict, Note
from provenance.model import Evidence
from provenance.report.check_text import Checked, label_words
from provenance.report.escape import for_json
from provenance.report.json import write_json


def write_check_json(done: Checked, stream: TextIO) -> None:
    """Write the report as ``compare`` does, with the verdicts in front."""
    held = io.StringIO()
    write_json(done.report, held)
    verdicts = json.dumps([_record(one) for one in done.verdicts], ensure_ascii=False)
    against: dict[str, object] = {
        "against": done.against,
        "articles": done.held,
        "agencies": dict(sorted(done.agencies.items())),
    }
    if done.added is not None:
        change = done.added.change
        against["taken_in"] = {
            "added": change.added, "changed": change.changed, "unchanged": change.unchanged
        }  # fmt: skip
    text = held.getvalue()
    schema, _, rest = text.partition(",\n")
    escaped = for_json(f'"verdicts": {verdicts},\n"held": {json.dumps(against, ensure_ascii=False)}')
    stream.write(f"{schema},\n{escaped},\n{rest}")


def _record(one: ArticleVerdict) -> dict[str, object]:
    return {
        "article": one.article,
        "verdict": one.word,
        "agency": one.origin.agency,
        "confidence": one.origin.confidence,
        "for": [_fact(fact) for fact in one.origin.supports],
        "against": [_fact(fact) for fact in one.origin.against],
        "passages": [_passage(p) for p in one.passages],
        "quotations": [_passage(p) for p in one.quotations],
        "reused": one.reused,
        "quoted": one.quoted,
        "longest_run": one.longest_run,
        "since": one.since,
        "new": [list(lines) for lines in one.new],
        "furniture": one.furniture,
        "set_aside": dict(one.set_aside),
        "repeats": one.repeats,
        "credit": one.credit,
        "notes": [_note(n) for n in one.notes],
        "left_out": one.left_out,
        "label": label_words(one) or None,
    }


def _fact(fact: Evidence) -> dict[str, str]:
    return {"kind": fact.kind, "detail": fact.detail}


def _note(one: Note) -> dict[str, str | None]:
    told = {"article": one.article, "kind": one.kind, "text": one.text}
    return told if one.order is None else told | {"order": one.order, "version_of": one.version_of}


def _passage(one: HeldPassage) -> dict[str, object]:
    return {
        "start": one.span.start,
        "end": one.span.end,
        "line": one.line,
        **_page(one.page),
        "content": one.content,
        "relation": one.relation,
        "words": one.words,
        "speaker": one.speaker,
        "places": [
            {
                "article": p.article,
                "line": p.line,
                **_page(p.page),
                "outlet": p.outlet,
                "published": p.published,
                "relation": p.relation,
            }
            for p in one.places
        ],
    }


def _page(page: int | None) -> dict[str, int]:
    return {} if page is None else {"page": page}
