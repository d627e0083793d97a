"""Reports for the tests of the HTML page, and what is in a page; every text is invented."""

from __future__ import annotations

import base64
import io
import json
import random
import re
import zlib
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Final

from provenance.core.text.pages import page_among, page_starts
from provenance.model import (
    ArticleSummary,
    Cluster,
    Evidence,
    Match,
    Member,
    Origin,
    OriginKind,
    Pair,
    Report,
    Side,
)
from provenance.report.html import write_html
from sample_report import rich_report

_BLOCK: Final = re.compile(
    r'<script type="application/json" id="d-([^"]+)"( data-packed)?>(.*?)</script>', re.S
)
_SYLLABLES: Final = ("ka", "lor", "mi", "ten", "dra", "vo", "sel", "un", "par", "ite", "gan", "rol")
_VOID: Final = {"meta", "br", "input", "link", "img", "hr", "path", "rect", "circle", "line"}

HOSTILE_TITLE: Final = "<script>alert(1)</script>"
HOSTILE_LINES: Final = (
    "<script>alert(1)</script> <!-- </script><script>document.title='owned'</script> said the harbour master",
    '"><img src=x onerror=alert(1)> was what the clerk of the lower valley wrote on the slip that morning',
    "=cmd|'/c calc'!A0 stood in the first cell of the table that the surveyors handed to the council",
    "\x1b[31mred\x1b[0m \x1b]0;owned\x07 and \u202egnorw\u202c marks were printed on every bill of lading",
    "::error::stop here ##[error]forged ::set-output name=x::y was read aloud by the deputy on Sunday",
)


def page(report: Report) -> str:
    """Return the page of a report."""
    stream = io.StringIO(newline="")
    write_html(report, stream)
    return stream.getvalue()


def data(html: str) -> dict[str, Any]:
    """Return what the blocks of a page hold, unpacked, by name."""
    found = {}
    for name, packed, body in _BLOCK.findall(html):
        text = zlib.decompress(base64.b64decode(body)).decode() if packed else body
        found[name] = json.loads(text)
    return found


class Nesting(HTMLParser):
    """Reads a page as strictly as one can without a grammar: what opens closes, in order, once."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []
        self.ids: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()
        self.faults += [f"{tag} is never closed" for tag in self.open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if tag == "a" and "a" in self.open:
            self.faults.append("a link within a link")
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        if not self.open or self.open[-1] != tag:
            self.faults.append(f"</{tag}> closes {self.open[-1:]} at {self.getpos()}")
        elif self.open:
            self.open.pop()


def large_report(clusters: int, *, texts: bool = True, seed: int = 11) -> Report:
    """Return a report with some clusters of three articles each, one passage in common, all in new words."""
    chance = random.Random(seed)
    words = sorted({"".join(chance.choices(_SYLLABLES, k=3)) for _ in range(1500)})
    articles: list[ArticleSummary] = []
    matches: list[Match] = []
    pairs: list[Pair] = []
    made: list[Cluster] = []
    for number in range(clusters):
        passage = " ".join(chance.choices(words, k=30))
        kind: OriginKind = ("wire-copy", "shared-quote", "unknown")[number % 3]
        origin = _origin(kind, number)
        sides = []
        for copy in range(3):
            before = " ".join(chance.choices(words, k=20)).capitalize() + ".\n\n"
            text = f"{before}{passage}.\n\n{' '.join(chance.choices(words, k=25))}."
            name = f"outlet-{(number + copy) % 40:02}/{number:05}-{copy}.txt"
            articles.append(_article(name, text if texts else None, number, copy, origin))
            sides.append(_side(name, text, len(before), len(before) + len(passage)))
        sides.sort(key=lambda side: side.article)
        members = tuple(Member(article=s.article, start=s.start, end=s.end) for s in sides)
        key = f"{number:016x}"
        for left, right in ((0, 1), (0, 2)):
            match = _match(f"{number:015x}{right}", sides[left], sides[right], key)
            matches.append(match)
            pairs.append(
                Pair(
                    left=sides[left].article,
                    right=sides[right].article,
                    matches=(match.id,),
                    left_share=0.4,
                    right_share=0.4,
                    origin=origin,
                )
            )
        made.append(
            Cluster(
                id=key,
                origin=origin,
                members=members,
                collapsed=0,
                labelled=number % 10 == 0,
                excerpt=passage,
            )
        )
    return replace(
        rich_report(),
        articles=tuple(sorted(articles, key=lambda article: article.id)),
        matches=tuple(sorted(matches, key=lambda match: (match.left.article, match.right.article))),
        pairs=tuple(sorted(pairs, key=lambda pair: (pair.left, pair.right))),
        clusters=tuple(made),
        repeats=(),
        problems=(),
    )


def hostile_corpus(folder: Path) -> None:
    """Write two articles whose title and text are hostile, and one that is not."""
    folder.mkdir()
    body = "\n\n".join(f"{line}, and {n + 2} fishermen nodded at it." for n, line in enumerate(HOSTILE_LINES))
    for name, end in (("a.txt", "The brass band came home."), ("b.txt", "The flower show opened late.")):
        front = f"---\ntitle: \"{HOSTILE_TITLE}\"\noutlet: '{name} <b>'\n---\n"
        text = f"{front}{HOSTILE_TITLE}\n\n{body}\n\n{end}\n"
        (folder / name).write_text(text, encoding="utf-8", newline="")
    (folder / "c.txt").write_text("Nothing of note was said in the village.\n", encoding="utf-8")


def astral_report() -> Report:
    """A report of one match that stands behind characters outside the basic plane."""
    report = rich_report()
    shared = "the ferry 🚢 sailed on past the light"
    texts = (f"😀😀 Then {shared}.", f"Later, 🎈, {shared} again.")
    match = report.matches[0]
    sides = []
    for side, text in zip((match.left, match.right), texts, strict=True):
        start = text.index(shared)
        sides.append(replace(side, start=start, end=start + len(shared), text=shared))
    held = {sides[0].article: texts[0], sides[1].article: texts[1]}
    articles = tuple(replace(a, text=held[a.id]) for a in report.articles if a.id in held)
    pair = replace(next(p for p in report.pairs if match.id in p.matches), matches=(match.id,))
    only = replace(match, left=sides[0], right=sides[1], cluster=None)
    return replace(report, articles=articles, matches=(only,), pairs=(pair,), clusters=(), repeats=())


def paged_report() -> Report:
    """A report whose articles begin a page with each of their paragraphs."""
    report = rich_report()
    texts = {a.id: (a.text or "").replace("\n\n", "\n\f") for a in report.articles}

    def paged(side: Side) -> Side:
        return replace(side, page=page_among(page_starts(texts[side.article]), side.start))

    return replace(
        report,
        articles=tuple(replace(a, text=texts[a.id]) for a in report.articles),
        matches=tuple(replace(m, left=paged(m.left), right=paged(m.right)) for m in report.matches),
    )


def unspaced_report() -> Report:
    """A report of one match amid long text without spaces, cut through characters outside the basic plane."""
    report = rich_report()
    shared = "港湾委員会は火曜日、杭のひび割れが測定されるまで北埠頭を閉鎖すると発表した"
    text = "𠮷" * 301 + shared + "𠮷" * 301
    match = report.matches[0]
    sides = [
        replace(side, start=301, end=301 + len(shared), text=shared) for side in (match.left, match.right)
    ]
    ids = [side.article for side in sides]
    articles = tuple(replace(a, text=text, language="ja") for a in report.articles if a.id in ids)
    pair = replace(next(p for p in report.pairs if match.id in p.matches), matches=(match.id,))
    only = replace(match, left=sides[0], right=sides[1], cluster=None)
    return replace(report, articles=articles, matches=(only,), pairs=(pair,), clusters=(), repeats=())


def _origin(kind: OriginKind, number: int) -> Origin:
    agency = ("AFP", "Reuters", "dpa")[number % 9 // 3] if kind == "wire-copy" else None
    facts = (Evidence(kind="fact", detail=f"30 equal words in a row, {number}"),)
    return Origin(kind=kind, agency=agency, confidence=0.9, supports=facts)


def _article(name: str, text: str | None, number: int, copy: int, origin: Origin) -> ArticleSummary:
    return ArticleSummary(
        id=name,
        path=name,
        record_line=None,
        title=f"Report {number} of the valley, version {copy}",
        outlet=f"Outlet {name[7:9]}",
        published=f"2031-{number % 12 + 1:02}-{copy + 1:02}",
        updated=None,
        language=("en", "de", "ar")[number % 3],
        url=None,
        credits=(),
        text=text,
        passages=3,
        words=75,
        reused=0.4,
        quoted=0.0,
        origin=origin,
    )


def _side(name: str, text: str, start: int, end: int) -> Side:
    return Side(
        article=name,
        start=start,
        end=end,
        line=3,
        text=text[start:end],
        before=text[max(0, start - 32) : start],
        after=text[end : end + 32],
        fingerprints=("0" * 32,),
    )


def _match(identity: str, left: Side, right: Side, cluster: str) -> Match:
    return Match(
        id=identity,
        relation="identical",
        content="passage",
        score=0.99,
        left=left,
        right=right,
        words=30,
        cluster=cluster,
        evidence=(Evidence(kind="run", detail="longest run 30 equal words"),),
    )
