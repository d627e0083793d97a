"""Turn the annotations of the sample corpus into offsets (corpus/annotations.toml -> corpus/expected.json).

    python tools/annotate_corpus.py [--check]

Every annotated text is searched in the article as the package reads it, and must stand at exactly one
place there (a repeat says which one). ``--check`` writes nothing and fails when expected.json is out of date.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from provenance.config import Config  # noqa: E402
from provenance.core.text.normalise import normalise_word, tokenise  # noqa: E402
from provenance.files.source import FileSource  # noqa: E402
from provenance.model import Article, Span  # noqa: E402

CORPUS = ROOT / "corpus"
ABOUT = (
    "What the invented articles of this folder share, annotated by hand: people, outlets, companies, towns "
    "and events do not exist, and the agencies named wrote none of it. Half-open offsets in code points of "
    "the article's text as read (for HTML: as extracted). Tier 1: verbatim or lightly edited; 2: the same "
    "statement in other words or another language; 3: loose or very short, accepted but not required. "
    "Written by tools/annotate_corpus.py."
)
SKIP = " [...] "


class AnnotationError(Exception):
    """An annotation that does not fit the articles; the message says which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A stretch of an article, and the wording it belongs to."""

    article: Article
    span: Span
    wording: str = ""

    @property
    def text(self) -> str:
        return self.span.cut(self.article.text)

    def as_json(self) -> dict[str, Any]:
        """Return the form the annotation files use."""
        return {"article": self.article.id, "start": self.span.start, "end": self.span.end, "text": self.text}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """Two places with a common text; ``ids`` are the groups it was put together from."""

    ids: tuple[str, ...]
    content: str
    tier: int
    left: Place
    right: Place
    speaker: str | None
    note: str | None

    @property
    def copied(self) -> bool:
        return self.left.wording == self.right.wording

    @property
    def relation(self) -> str:
        """Name the relation, from language, wording and words."""
        if self.left.article.language != self.right.article.language:
            return "translated"
        if not self.copied:
            return "reworded"
        return "identical" if words(self.left.text) == words(self.right.text) else "near-copy"


def words(text: str) -> list[str]:
    """Return the normalised words of a text."""
    tokens = tokenise(text)
    bounds = zip(tokens.starts.tolist(), tokens.ends.tolist(), strict=True)
    return [normalise_word(text[start:end]) for start, end in bounds]


def read_articles() -> dict[str, Article]:
    """Read the corpus as the package does.

    Raises:
        AnnotationError: if a file cannot be read.
    """
    found: dict[str, Article] = {}
    for one in FileSource([CORPUS], Config()):
        if not isinstance(one, Article):
            raise AnnotationError(f"{one.path}: {one.reason}")
        found[one.id] = one
    return found


def occurrences(article: Article, wanted: str) -> list[Span]:
    """Find a text in an article, whatever the white space between its words.

    Args:
        article: Where to search.
        wanted: The text; " [...] " stands for the shortest stretch of the same paragraph.
    """
    paragraph_end = r"\n" if article.extracted else r"\n[ \t]*\n"
    skipped = rf"(?:(?!{paragraph_end}).)*?"
    parts = [r"\s+".join(map(re.escape, part.split())) for part in wanted.split(SKIP.strip())]
    pattern = re.compile(skipped.join(parts), re.DOTALL)
    return [Span(match.start(), match.end()) for match in pattern.finditer(article.text)]


class Locator:
    """Finds annotated texts in the articles, by the short names of the annotations."""

    def __init__(self, articles: Mapping[str, Article], names: Mapping[str, str]) -> None:
        self._articles = articles
        self._names = names

    def article(self, name: str) -> Article:
        """Return the article with a short name."""
        if name not in self._names:
            raise AnnotationError(f"no article is named {name!r}")
        if self._names[name] not in self._articles:
            raise AnnotationError(f"{name}: the corpus holds no article {self._names[name]!r}")
        return self._articles[self._names[name]]

    def place(self, name: str, text: str, wording: str = "", occurrence: int | None = None) -> Place:
        """Return where a text stands; without an occurrence (from 1) it must stand there once."""
        article = self.article(name)
        spans = occurrences(article, text)
        if occurrence is None and len(spans) != 1:
            raise AnnotationError(f"{article.id}: {len(spans)} times, not once: {text!r}")
        if occurrence is not None and len(spans) < occurrence:
            raise AnnotationError(f"{article.id}: {len(spans)} times, no occurrence {occurrence}: {text!r}")
        return Place(article=article, span=spans[(occurrence or 1) - 1], wording=wording)


def expanded(groups: list[dict[str, Any]], locate: Locator) -> Iterator[Shared]:
    """Yield every two members of every group."""
    for group in groups:
        members = group["members"]
        places = [locate.place(at, one["text"], one["wording"]) for one in members for at in one["at"]]
        if len({place.article.id for place in places}) != len(places):
            raise AnnotationError(f"group {group['id']}: an article twice")
        for left, right in combinations(sorted(places, key=lambda place: place.article.id), 2):
            apart = left.wording != right.wording
            reworded = apart and left.article.language == right.article.language
            own = group | group.get("reworded", {}) if reworded else group
            yield Shared(
                ids=(group["id"],),
                content=group.get("content", "passage"),
                tier=own.get("tier", 2 if apart else 1),
                left=left,
                right=right,
                speaker=group.get("speaker"),
                note=own.get("note"),
            )


def merged(shared: list[Shared]) -> list[Shared]:
    """Join copies that follow one another in one paragraph on both sides, as one stretch was copied.

    A pair that lies within another of its relation on both sides is left out.
    """
    ordered = sorted(
        shared, key=lambda one: (one.left.article.id, one.right.article.id, one.left.span, one.right.span)
    )
    result: list[Shared] = []
    for one in ordered:
        if result and _continues(result[-1], one):
            result[-1] = _joined(result[-1], one)
        else:
            result.append(one)
    return [one for one in result if not any(_nested(one, other) for other in result)]


def _nested(inner: Shared, outer: Shared) -> bool:
    places_within = _within(inner.left, outer.left) and _within(inner.right, outer.right)
    return inner is not outer and places_within and inner.relation == outer.relation


def _within(inner: Place, outer: Place) -> bool:
    same = inner.article.id == outer.article.id
    return same and outer.span.start <= inner.span.start and inner.span.end <= outer.span.end


def _continues(first: Shared, then: Shared) -> bool:
    return (
        first.copied
        and then.copied
        and first.content == then.content
        and _next_to(first.left, then.left)
        and _next_to(first.right, then.right)
    )


def _next_to(first: Place, then: Place) -> bool:
    if first.article.id != then.article.id or then.span.start < first.span.end:
        return False
    gap = first.article.text[first.span.end : then.span.start]
    return not gap.strip() and "\n\n" not in gap and not (first.article.extracted and "\n" in gap)


def _joined(first: Shared, then: Shared) -> Shared:
    def both(a: Place, b: Place) -> Place:
        return Place(article=a.article, span=Span(a.span.start, b.span.end), wording=a.wording)

    return Shared(
        ids=first.ids + then.ids,
        content=first.content,
        tier=min(first.tier, then.tier),
        left=both(first.left, then.left),
        right=both(first.right, then.right),
        speaker=first.speaker,
        note=first.note if first.note == then.note else None,
    )


def pair_json(one: Shared, number: int) -> dict[str, Any]:
    """Return a pair in the form of the annotation files."""
    optional = {"speaker": one.speaker, "note": one.note}
    return {
        "id": f"{'+'.join(one.ids)}-{number}",
        "relation": one.relation,
        "content": one.content,
        "tier": one.tier,
        "left": one.left.as_json(),
        "right": one.right.as_json(),
        **{key: value for key, value in optional.items() if value},
    }


def numbered(shared: list[Shared]) -> list[dict[str, Any]]:
    """Return all pairs, numbered within their groups."""
    counts: dict[tuple[str, ...], int] = {}
    pairs = []
    for one in shared:
        counts[one.ids] = counts.get(one.ids, 0) + 1
        pairs.append(pair_json(one, counts[one.ids]))
    return pairs


def pair_origins(origins: list[dict[str, Any]], locate: Locator) -> list[dict[str, Any]]:
    """Return an origin for every two of the articles named together, in order."""
    found = []
    for origin in origins:
        told = {"origin": origin["kind"], "agency": origin.get("agency")}
        ids = sorted(locate.article(name).id for name in origin["articles"])
        for left, right in combinations(ids, 2):
            found.append({"left": left, "right": right, **told})
    return sorted(found, key=lambda one: (one["left"], one["right"]))


def article_origins(kinds: Mapping[str, Mapping[str, list[str]]], locate: Locator) -> list[dict[str, Any]]:
    """Return the origins of single articles, in order."""
    found = [
        {"article": locate.article(name).id, "origin": kind, "agency": agency or None}
        for kind, agencies in kinds.items()
        for agency, names in agencies.items()
        for name in names
    ]
    return sorted(found, key=lambda one: one["article"])


def mention_json(mention: dict[str, Any], locate: Locator) -> dict[str, Any]:
    """Return what an article says of an agency."""
    evidence = [locate.place(mention["at"], text).as_json() for text in mention["texts"]]
    note = {"note": mention["note"]} if "note" in mention else {}
    return {"agency": mention["agency"], "credit": mention["credit"], "evidence": evidence, **note}


def front_matter(articles: Mapping[str, Article]) -> Iterator[dict[str, Any]]:
    """Yield the front matter of the Markdown articles: part of the text, but not of the article."""
    for article in articles.values():
        head = re.match(r"---\n.*?\n---(?=\n)", article.text, re.DOTALL)
        if head and article.path.endswith(".md"):
            yield Place(article=article, span=Span(0, head.end())).as_json()


def check_origins(shared: list[Shared], origins: list[dict[str, Any]]) -> None:
    """See that articles have one origin as a pair exactly where they share something required."""
    required = {(one.left.article.id, one.right.article.id) for one in shared if one.tier < 3}
    named = [(one["left"], one["right"]) for one in origins]
    faults = [
        ("share something and have no origin", required - set(named)),
        ("have an origin and share nothing", set(named) - required),
        ("have two origins", {pair for pair in named if named.count(pair) > 1}),
    ]
    for complaint, pairs in faults:
        if pairs:
            listed = [f"{left} and {right} {complaint}" for left, right in sorted(pairs)]
            raise AnnotationError("; ".join(listed))


def build() -> dict[str, Any]:
    """Put the whole annotation together.

    Raises:
        AnnotationError: if a text is not where it should be, or the parts contradict one another.
    """
    source = tomllib.loads((CORPUS / "annotations.toml").read_text(encoding="utf-8"))
    articles = read_articles()
    locate = Locator(articles, source["names"])
    shared = merged(list(expanded(source["group"], locate)))
    origins = pair_origins(source["origin"], locate)
    check_origins(shared, origins)
    return {
        "schema": "provenance.expected/1",
        "about": ABOUT,
        "pairs": numbered(shared),
        "pair_origins": origins,
        "article_origins": article_origins(source["article_origins"], locate),
        "not_shared": [
            {
                "left": locate.place(one["left"]["at"], one["left"]["text"]).as_json(),
                "right": locate.place(one["right"]["at"], one["right"]["text"]).as_json(),
                "note": one["note"],
            }
            for one in source["not_shared"]
        ],
        "within_article_repeats": [
            {
                "article": locate.article(one["at"]).id,
                "a": locate.place(one["at"], one["text"], occurrence=one["first"]).as_json(),
                "b": locate.place(one["at"], one["text"], occurrence=one["second"]).as_json(),
            }
            for one in source["repeat"]
        ],
        "page_furniture": [
            *(locate.place(one["at"], one["text"]).as_json() for one in source["furniture"]),
            *front_matter(articles),
        ],
        "agency_mentions": {
            locate.article(one["at"]).id: mention_json(one, locate) for one in source["mention"]
        },
    }


def main() -> int:
    """Write or check corpus/expected.json."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--check", action="store_true", help="write nothing; fail where out of date")
    only_check = parser.parse_args().check
    target = CORPUS / "expected.json"
    try:
        expected = build()
    except AnnotationError as error:
        print(error, file=sys.stderr)
        return 1
    text = json.dumps(expected, ensure_ascii=False, indent=1) + "\n"
    if only_check:
        if not target.is_file() or target.read_text(encoding="utf-8") != text:
            print(f"{target} is out of date: run {Path(sys.argv[0]).name} without --check", file=sys.stderr)
            return 1
        return 0
    target.write_text(text, encoding="utf-8")
    print(f"{len(expected['pairs'])} pairs, {len(expected['pair_origins'])} pair origins: {target}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
