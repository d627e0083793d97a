"""A rich report for the tests of renderers and commands; every text in it is invented.

It holds every relation, content and origin, several clusters, hostile strings, East Asian text and
articles without metadata. Sides are cut from the articles' texts, so offsets and lines are true.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace

from provenance.model import (
    ArticleSummary,
    Cluster,
    Content,
    Edit,
    Evidence,
    Explanation,
    FeatureShare,
    Match,
    Member,
    Origin,
    OriginKind,
    Pair,
    Problem,
    Relation,
    Repeat,
    Report,
    Side,
)

LEAD = (
    "GENEVA (AFP) - The harbour commission said on Tuesday that the northern quay would stay closed "
    "until the cracks found in its piles have been measured by two independent surveyors."
)
LEAD_EDITED = (
    "The harbour commission said Tuesday that the northern quay would remain closed until the cracks "
    "found in its piles have been measured by two independent surveyors."
)
DENIAL = (
    "Despite the operator's strenuous denials, the inspectors have now recognised that the piles were "
    "never tested."
)
DENIAL_REWORDED = (
    "Despite firm denials by the operator, inspectors now acknowledge that nobody ever put the piles "
    "to a test."
)
SHORT = "Safety starts now"
QUAY_JA = "港湾委員会は火曜日、杭のひび割れが測定されるまで北埠頭を閉鎖すると発表した。"
RELEASE = (
    "The Blue Lantern Foundation is proud to present a new fund that will bring reading lamps to four "
    "thousand village schools before the end of the year."
)
FOOTER = "Sign up for our morning letter and never miss a story from the coast again."
FORMULA = "The company did not immediately respond to a request for comment."
HOSTILE = (
    "=cmd|'/c calc'!A0 <script>alert(1)</script> \x1b[31mred\x1b[0m \u202eelgnis\u202c | **bold** "
    "[link](javascript:alert) ::error::stop ##[group]x and the ferry sailed on"
)
HOSTILE_ID = "::error::odd\x1b[2Jname\u202e.txt"

TEXTS = {
    "coast-post/2031-03-04-quay.txt": (
        f"Quay shut\n\n{LEAD_EDITED}\n\n“{DENIAL}” said Ada Verne.\n\n“{SHORT},” she said.\n\n{FOOTER}"
    ),
    "harbour-daily/2031-03-04-quay-closed.txt": (
        f"Quay closed\n\n{LEAD}\n\n“{DENIAL_REWORDED}” Ada Verne said.\n\n“{SHORT}.”"
        f"\n\n{FORMULA}\n\n{FORMULA}"
    ),
    "harbour-daily/2031-03-05-quay-closed.txt": f"Quay closed, updated\n\n{LEAD}\n\nA second survey follows.",
    "hill-herald/lamps.txt": f"Lamps\n\n{RELEASE}\n\n{FORMULA}\n\n{FOOTER}",
    "valley-times/lamps.txt": f"Light\n\n{RELEASE}\n\n“{DENIAL}” Verne told reporters.",
    "港/北埠頭.txt": f"北埠頭\n\n{QUAY_JA}",
    "alone.txt": "TOKYO (AFP) - Nobody else holds this text about a very small comet.",
    HOSTILE_ID: f"Odd\n\n{HOSTILE}.\n\nThe end.",
    "odd-copy.txt": f"Copy\n\n{HOSTILE}!",
    "quiet.txt": "Nothing of note was said in the village on that day.",
}

_KNOWN = {
    "coast-post": ("The Coast Post", "2031-03-04T09:15:00Z"),
    "harbour-daily": ("Harbour Daily", "2031-03-04T07:30:00Z"),
    "hill-herald": ("Hill Herald", "2031-02-11"),
    "valley-times": ("Valley Times", None),
}


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _words(text: str) -> int:
    """Count words; two characters make one where there are no spaces."""
    return max(len(text.split()), sum(ord(mark) > 0x2FFF for mark in text) // 2)


def side(article: str, shared: str, occurrence: int = 0) -> Side:
    text = TEXTS[article]
    start = -1
    for _ in range(occurrence + 1):
        start = text.index(shared, start + 1)
    end = start + len(shared)
    return Side(
        article=article,
        start=start,
        end=end,
        line=text.count("\n", 0, start) + 1,
        text=shared,
        before=text[max(0, start - 32) : start],
        after=text[end : end + 32],
        fingerprints=(_digest(shared),),
    )


def origin(
    kind: OriginKind, agency: str | None, confidence: float, *supports: str, against: str = ""
) -> Origin:
    return Origin(
        kind=kind,
        agency=agency,
        confidence=confidence,
        supports=tuple(Evidence(kind="fact", detail=detail) for detail in supports),
        against=(Evidence(kind="fact", detail=against),) if against else (),
    )


def _match(
    sides: tuple[Side, Side],
    relation: Relation,
    content: Content,
    score: float,
    cluster: str | None,
    **more: str,
) -> Match:
    left, right = sorted(sides, key=lambda side: side.article)
    return Match(
        id=_digest(left.article + right.article + left.text + right.text),
        relation=relation,
        content=content,
        score=score,
        left=left,
        right=right,
        words=min(_words(left.text), _words(right.text)),
        cluster=cluster,
        speaker=more.get("speaker"),
        evidence=(
            Evidence(kind="candidate", detail="rare shingles in common"),
            Evidence(kind="longest-run", detail="23 equal words in a row"),
        ),
        label=more.get("label"),
        features={"longest_run": 23.0, "containment": 0.912345678, "rare_terms": 1 / 3},
    )


COAST, DAILY, DAILY_LATER, HILL, VALLEY, JAPAN, ALONE, ODD, ODD_COPY, QUIET = TEXTS

_MATCHES = (
    _match((side(COAST, LEAD_EDITED), side(DAILY, LEAD)), "near-copy", "passage", 0.9876, "c1"),
    _match(
        (side(COAST, DENIAL), side(DAILY, DENIAL_REWORDED)),
        "reworded",
        "quote",
        0.81,
        "c2",
        speaker="Ada Verne",
    ),
    _match((side(COAST, SHORT), side(DAILY, SHORT)), "identical", "quote", 0.7, None),
    _match((side(COAST, LEAD_EDITED), side(DAILY_LATER, LEAD)), "near-copy", "passage", 0.9871, "c1"),
    _match((side(DAILY, LEAD), side(DAILY_LATER, LEAD)), "identical", "passage", 1.0, "c1", label="revision"),
    _match((side(HILL, RELEASE), side(VALLEY, RELEASE)), "identical", "passage", 1.0, "c3"),
    _match(
        (side(COAST, DENIAL), side(VALLEY, DENIAL)), "identical", "quote", 0.99, "c2", speaker="Ada Verne"
    ),
    _match((side(DAILY, LEAD), side(JAPAN, QUAY_JA)), "translated", "passage", 0.64, "c1"),
    _match((side(COAST, FOOTER), side(HILL, FOOTER)), "identical", "boilerplate", 0.98, "c4"),
    _match((side(DAILY, FORMULA), side(HILL, FORMULA)), "identical", "formula", 0.6, "c5"),
    _match((side(ODD, HOSTILE), side(ODD_COPY, HOSTILE)), "identical", "passage", 1.0, "c6"),
)

_PAIR_ORIGINS = {
    (COAST, DAILY): origin(
        "wire-copy",
        "AFP",
        0.95,
        f"{DAILY} has the dateline GENEVA (AFP) :3",
        "same words in one order",
        "3 passages, no quotation among the longest",
        against="no AFP item is held",
    ),
    (COAST, DAILY_LATER): origin("syndication", None, 0.7, "both outlets belong to one house"),
    (DAILY, DAILY_LATER): origin("revision", None, 0.9, "same outlet, one day later"),
    (HILL, VALLEY): origin("press-release", "Blue Lantern Foundation", 0.8, "proud to present"),
    (COAST, VALLEY): origin("shared-quote", None, 0.75, "one speaker, Ada Verne"),
    (DAILY, JAPAN): origin(
        "unknown", None, 0.6, "one statement in two languages", against="no credit in 港/北埠頭.txt"
    ),
    (COAST, HILL): origin("boilerplate", None, 0.9, "stands at the end of both"),
    (DAILY, HILL): origin("formula", None, 0.8, "recurs without a common text"),
    (ODD, ODD_COPY): origin("unknown", None, 0.2),
}

_CLUSTER_ORIGINS = {
    "c1": origin("wire-copy", "AFP", 0.95, "dateline GENEVA (AFP)"),
    "c2": origin("shared-quote", None, 0.75, "one speaker, Ada Verne"),
    "c3": origin("press-release", "Blue Lantern Foundation", 0.8, "proud to present"),
    "c4": origin("boilerplate", None, 0.9, "stands at the end of both"),
    "c5": origin("formula", None, 0.8, "recurs without a common text"),
    "c6": origin("unknown", None, 0.2, against="<script>no credit</script>"),
}


def _article(key: str) -> ArticleSummary:
    text = TEXTS[key]
    outlet, published = _KNOWN.get(key.partition("/")[0], (None, None))
    if key == DAILY_LATER:
        published = "2031-03-05T08:00:00Z"
    own = origin("wire-copy", "AFP", 0.8, "dateline AFP :1") if "(AFP)" in text else Origin()
    return ArticleSummary(
        id=key,
        path=key,
        record_line=None,
        title=text.partition("\n")[0],
        outlet=outlet,
        published=published,
        updated=None,
        language="ja" if key == JAPAN else "en",
        url=None,
        credits=("AFP",) if key == DAILY else (),
        text=text,
        passages=text.count("\n\n") + 1,
        words=len(text.split()),
        reused=0.37 if key in (COAST, DAILY) else 0.0,
        quoted=0.123456 if key in (COAST, DAILY) else 0.0,
        origin=own,
    )


def _pairs(matches: tuple[Match, ...]) -> tuple[Pair, ...]:
    ids: dict[tuple[str, str], list[str]] = {}
    for match in matches:
        ids.setdefault((match.left.article, match.right.article), []).append(match.id)
    ends = {tuple(sorted(key)): value for key, value in _PAIR_ORIGINS.items()}
    return tuple(
        Pair(
            left=left,
            right=right,
            matches=tuple(found),
            left_share=0.61,
            right_share=0.004,
            origin=ends[left, right],
        )
        for (left, right), found in sorted(ids.items())
    )


def _cluster(key: str) -> Cluster:
    sides = {s for match in _MATCHES if match.cluster == key for s in (match.left, match.right)}
    members = sorted((s.article, s.start, s.end) for s in sides)
    return Cluster(
        id=key,
        origin=_CLUSTER_ORIGINS[key],
        members=tuple(Member(article=a, start=s, end=e) for a, s, e in members),
        collapsed=9 if key == "c4" else 0,
        labelled=key == "c3",
        excerpt=min((s.text for s in sides), key=lambda text: (len(text), text)),
    )


def rich_report() -> Report:
    """A report with one of everything."""
    matches = tuple(sorted(_MATCHES, key=lambda m: (m.left.article, m.right.article, m.left.start)))
    return Report(
        version="0.1.0",
        settings={
            "min_score": 0.5,
            "encoder": "none",
            "exclude": ["*.bak"],
            "reworded": True,
            "outlet_from": None,
        },
        fingerprint=_digest("settings"),
        articles=tuple(_article(key) for key in sorted(TEXTS)),
        matches=matches,
        pairs=_pairs(matches),
        clusters=tuple(_cluster(key) for key in sorted(_CLUSTER_ORIGINS)),
        repeats=(
            Repeat(
                article=DAILY,
                relation="identical",
                left=side(DAILY, FORMULA),
                right=side(DAILY, FORMULA, occurrence=1),
            ),
        ),
        problems=(
            Problem(path="broken/\x1b[31mphoto.txt", reason="not text in any known encoding\n::error::x"),
            Problem(path="feed.jsonl", reason='no field "text"', line=17),
        ),
        ignored=3,
        limits=(
            "Other languages: no encoder was used, so translations were not looked for.",
            "Passages of fewer than 5 words were not compared.",
        ),
        counts={"articles": len(TEXTS), "matches": len(matches), "furniture": 12, "passages": 31},
    )


def empty_report() -> Report:
    """A report about one article, in which nothing was found."""
    whole = rich_report()
    return replace(
        whole,
        articles=whole.articles[-1:],
        matches=(),
        pairs=(),
        clusters=(),
        repeats=(),
        problems=(),
        ignored=0,
        limits=(),
        counts={},
    )


def sample_explanation() -> Explanation:
    """Why the reworded quotation matches."""
    match = next(match for match in rich_report().matches if match.relation == "reworded")
    return Explanation(
        left=match.left,
        right=match.right,
        match=match,
        score=0.81,
        features=(
            FeatureShare(name="rare_terms", value=4.25, share=1.5),
            FeatureShare(name="length_ratio", value=0.9, share=-0.25),
        ),
        alignment=(
            Edit(kind="equal", left="Despite ", right="Despite "),
            Edit(
                kind="replace",
                left="the operator's strenuous denials, the ",
                right="firm denials by the operator, ",
            ),
            Edit(kind="equal", left="inspectors ", right="inspectors "),
            Edit(kind="delete", left="have ", right=""),
            Edit(kind="equal", left="now ", right="now "),
            Edit(kind="replace", left="recognised ", right="acknowledge "),
            Edit(kind="equal", left="that ", right="that "),
            Edit(
                kind="replace",
                left="the piles were never tested.",
                right="nobody ever put the piles to a test.",
            ),
        ),
        reasons=("Both sides name the same speaker.", "7 rare terms in common."),
    )
