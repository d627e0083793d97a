"""The objects at the edges: articles in, a report out.

Positions are half-open code-point offsets into an article's text. Inside the pipeline passages
live in numpy columns (``core.collection.columns``); these classes carry what was found to people and files.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

SCHEMA: Final = "provenance.report/1"

Relation = Literal["identical", "near-copy", "reworded", "translated"]
# Those of text taken over as it stands, or nearly so.
COPIED: Final[tuple[Relation, ...]] = ("identical", "near-copy")
Content = Literal["passage", "quote", "boilerplate", "formula"]
OriginKind = Literal[
    "wire-copy",
    "press-release",
    "shared-quote",
    "syndication",
    "boilerplate",
    "formula",
    "revision",
    "unknown",
]
QuotationKind = Literal["direct", "partial", "reported"]
CreditKind = Literal[
    "metadata",
    "dateline",
    "byline",
    "credit-line",
    "sign-off",
    "contribution",
    "told",
    "photo",
    "release-sign",
]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open stretch ``[start, end)`` of an article's text, in code points.

    Raises:
        ValueError: if the stretch is empty, negative or reversed.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"not a span: [{self.start}, {self.end})")

    def __len__(self) -> int:
        return self.end - self.start

    def cut(self, text: str) -> str:
        """Return the stretch of ``text`` that this span covers."""
        return text[self.start : self.end]

    def overlap(self, other: Span) -> int:
        """Return how many code points both spans cover."""
        return max(0, min(self.end, other.end) - max(self.start, other.start))


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One text with its id and what is known of it.

    ``text`` is the decoded file, unchanged, for plain text, and the extracted text for formats
    that need extraction (``extracted``). ``credits`` come from metadata only, never from the text.
    Front matter, if there is any, ends at ``body_start``: what stands before is not compared. Where a file
    holds several articles, ``record_line`` is the line of a record, or which record of a packed file it
    is, from 1. ``ocr_confidence`` is how sure optical character recognition was of the words on average,
    0 to 1. ``guessed_encoding`` is what a file was read as that is no Unicode and names no encoding.
    """

    id: str
    path: str
    text: str
    record_line: int | None = None
    title: str | None = None
    outlet: str | None = None
    published: str | None = None
    updated: str | None = None
    language: str | None = None
    url: str | None = None
    byline: str | None = None
    credits: tuple[str, ...] = ()
    provider_id: str | None = None
    version: str | None = None
    status: str | None = None
    embargo: str | None = None
    usage_terms: str | None = None
    editor_note: str | None = None
    ocr_confidence: float | None = None
    guessed_encoding: str | None = None
    extracted: bool = False
    body_start: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """Somebody's words, or a sentence that reports them.

    ``kind`` is ``direct`` for a sentence or clause between quotation marks, ``partial`` for quoted
    words inside a sentence of the reporter's own, ``reported`` for a sentence that says without
    quotation marks what somebody said. ``span`` is the words without the marks, ``outer`` includes
    them. ``speaker`` is the name or description the text gives, None where it gives none or a pronoun
    whose person is not plain; ``speaker_span`` is where the name, description or pronoun stands,
    ``cue`` the verb ("said"), and ``told`` who was told ("told AFP" gives "AFP").
    """

    span: Span
    outer: Span
    speaker: str | None = None
    speaker_span: Span | None = None
    cue: str | None = None
    told: str | None = None
    kind: QuotationKind = "direct"


@dataclass(frozen=True, slots=True, kw_only=True)
class Segments:
    """An article cut into units.

    ``paragraphs`` are in order, trimmed of white space and disjoint. ``furniture[i]`` says that
    paragraph ``i`` is no part of the article. ``sentences`` are in order and trimmed, each inside
    paragraph ``sentence_paragraph[k]``; a quotation of several sentences is split as well.
    """

    paragraphs: tuple[Span, ...]
    furniture: tuple[bool, ...]
    sentences: tuple[Span, ...]
    sentence_paragraph: tuple[int, ...]
    quotations: tuple[Quotation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """A mark of an agency or house in an article: where it stands and of what kind it is.

    ``span`` is None for metadata. A ``photo`` credit credits a picture, never the text. With ``release``
    the text is said to be a press release, and ``agency`` is the wire or issuer; a ``release-sign`` is
    one of the marks that press releases carry, which proves little alone. A ``contribution`` says that an
    agency added to what somebody else reported: "Additional reporting by AFP". An empty agency means that
    none is named. ``part`` is the stretch that a mark at the end of one brief of several credits; None
    is the whole article.
    """

    agency: str
    kind: CreditKind
    detail: str
    span: Span | None = None
    line: int | None = None
    release: bool = False
    part: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One checkable fact."""

    kind: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a text likely comes from, and what speaks for and against it."""

    kind: OriginKind = "unknown"
    agency: str | None = None
    confidence: float = 0.0
    supports: tuple[Evidence, ...] = ()
    against: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One side of a match. ``line`` counts from 1; ``before`` and ``after`` hold up to 32 characters.

    ``page`` is the one it begins on, from 1; None where the article's text marks no pages.
    ``fingerprints`` are the xxh3-128 digests (32 hexadecimal digits) of the normalised sentences
    that the span touches, in order.
    """

    article: str
    start: int
    end: int
    line: int
    text: str
    before: str
    after: str
    fingerprints: tuple[str, ...]
    page: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Two passages with a common text. ``left`` is in the article with the smaller id.

    ``features`` are the numbers that the score was computed from, by name; ``words`` counts the
    words of the shorter side (in scripts without spaces between words, two characters are one).
    """

    id: str
    relation: Relation
    content: Content
    score: float
    left: Side
    right: Side
    words: int
    cluster: str | None = None
    speaker: str | None = None
    evidence: tuple[Evidence, ...] = ()
    label: str | None = None
    features: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two articles with all their matches added up; shares are of each article's own words."""

    left: str
    right: str
    matches: tuple[str, ...]
    left_share: float
    right_share: float
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A passage in a cluster."""

    article: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Passages tied by matches; every member has a verified match to the leader, which comes first.

    ``collapsed`` counts passages, equal to the first one or near-copies of it, whose matches with others than
    that one are not listed.
    """

    id: str
    origin: Origin
    members: tuple[Member, ...]
    collapsed: int
    labelled: bool
    excerpt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """The same text twice in one article."""

    article: str
    relation: Relation
    left: Side
    right: Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something in the user's files that could not be read.

    ``line`` counts from 1: lines, or records of a packed file.
    """

    path: str
    reason: str
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleSummary:
    """An article as the report lists it.

    ``text`` is None where the report does not carry texts; front matter in it ends at ``body_start``.
    ``words`` counts the words outside furniture; ``reused`` and ``quoted`` are the shares of them in
    passages and in quotations that other articles hold, too. Each word counts once: what one match calls
    a quotation and another a passage is reused.
    """

    id: str
    path: str
    record_line: int | None
    title: str | None
    outlet: str | None
    published: str | None
    updated: str | None
    language: str | None
    url: str | None
    credits: tuple[str, ...]
    text: str | None
    passages: int
    words: int
    reused: float
    quoted: float
    origin: Origin
    ocr_confidence: float | None = None
    byline: str | None = None
    provider_id: str | None = None
    version: str | None = None
    status: str | None = None
    embargo: str | None = None
    usage_terms: str | None = None
    editor_note: str | None = None
    body_start: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All that one run found. Sorted, without clock or absolute paths: same input, same bytes.

    ``counts`` holds whole numbers by name (articles, passages, words, matches by relation and
    content, furniture, ...); ``limits`` says in plain sentences what the run could not have seen.
    ``ignored`` counts files and records that were left out, or that hold no article; ``ignored_by`` says
    how many for which reason.
    """

    version: str
    settings: Mapping[str, object]
    fingerprint: str
    articles: tuple[ArticleSummary, ...]
    matches: tuple[Match, ...]
    pairs: tuple[Pair, ...]
    clusters: tuple[Cluster, ...]
    repeats: tuple[Repeat, ...]
    problems: tuple[Problem, ...]
    ignored: int
    limits: tuple[str, ...]
    counts: Mapping[str, int]
    ignored_by: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureShare:
    """One feature of a score: its value and what it adds, in log-odds."""

    name: str
    value: float
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One step of an alignment: ``equal``, ``replace``, ``delete`` (left only) or ``insert`` (right only)."""

    kind: Literal["equal", "replace", "delete", "insert"]
    left: str
    right: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why two places match, or why they do not.

    ``match`` is the reported match, if there is one; ``reasons`` are plain sentences.
    """

    left: Side
    right: Side
    match: Match | None
    score: float
    features: tuple[FeatureShare, ...]
    alignment: tuple[Edit, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A kind of file that can be read.

    ``endings`` are those of files' names, ``needs`` the packages that it takes, ``missing`` those of them
    that are not installed, and ``install`` the command that installs them (None where none is missing).
    """

    kind: str
    reads: str
    endings: tuple[str, ...]
    needs: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    install: str | None = None
