"""Near-copies by themselves: the compiled path gives what the plain one does, and both what sets say."""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from folders import SHARED
from provenance import copying
from provenance.config import Config
from provenance.core.kernels import near, tokens
from provenance.core.near import copies as plain
from provenance.core.near.copies import NearCopies
from provenance.core.near.in_columns import near_copies as compiled
from provenance.core.text.normalise import compared_form, normalise_word, tokenise
from provenance.core.text.shingle import hash_word
from provenance.errors import NoArticlesError

needs_news = pytest.mark.skipif(
    not (SHARED / "data" / "news.jsonl.gz").is_file(),
    reason=f"no news articles at {SHARED}; set PROVENANCE_SHARED",
)
# Letters, digits, marks that join, combining and invisible characters, scripts without spaces, line breaks.
CHARACTERS = (
    "abcXYZ019.,-'\u0301\u00ad\u200b\u00e9\u0130\u4e2d\u6587\u0e01\u0e40\u0e32"
    "\u17d2\u1780\u1039\u1000\n\r\u2029 \ud800"
)
WORDS = st.sampled_from(
    [
        "the",
        "tide",
        "came",
        "in",
        "at",
        "four",
        "and",
        "went",
        "out",
        "again",
        "ten",
        "harbour",
        "bells",
        "1,000",
        "U.N.",
        "Été",
    ]
)
LINES = st.lists(WORDS, min_size=0, max_size=12).map(" ".join)
TEXTS = st.lists(st.lists(LINES, max_size=6).map("\n".join), max_size=8)


def codes_of(text: str) -> Any:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


@given(st.text(alphabet=CHARACTERS, max_size=30))
@settings(deadline=None)
def test_tokens_are_those_of_the_plain_path(text: str) -> None:
    starts, ends, unspaced = tokens.find_tokens(codes_of(text))
    expected = tokenise(text)
    assert starts.tolist() == expected.starts.tolist()
    assert ends.tolist() == expected.ends.tolist()
    assert unspaced.tolist() == expected.unspaced.tolist()


@given(st.lists(st.text(alphabet="abcXYZ019", min_size=1, max_size=40), min_size=1, max_size=20))
@settings(deadline=None)
def test_plain_tokens_have_the_hash_of_their_lower_case(words: list[str]) -> None:
    codes = codes_of(" ".join(words))
    starts, ends, _ = tokens.find_tokens(codes)
    hashes, left = tokens.hash_plain_tokens(codes, starts, ends)
    expected = [hash_word(word.lower()) for word in words]
    assert left.tolist() == [len(word) > 31 for word in words]
    assert [a for a, skipped in zip(hashes.tolist(), left, strict=True) if not skipped] == [
        b for b, skipped in zip(expected, left, strict=True) if not skipped
    ]


@given(st.lists(st.text(alphabet="abX\u00e9\u4e2d", min_size=1, max_size=4), min_size=1, max_size=4000))
@settings(max_examples=20, deadline=None)
def test_tokens_are_numbered_as_they_first_appear(words: list[str]) -> None:
    text = " ".join(words)
    codes = codes_of(text)
    starts, ends, _ = tokens.find_tokens(codes)
    numbers, first = tokens.number_tokens(codes, starts, ends)
    seen: dict[str, int] = {}
    cut = [text[a:b] for a, b in zip(starts.tolist(), ends.tolist(), strict=True)]
    assert numbers.tolist() == [seen.setdefault(word, len(seen)) for word in cut]
    assert [cut[at] for at in first.tolist()] == list(seen)


def same(left: NearCopies, right: NearCopies) -> None:
    for name in ("article", "same", "left", "right", "jaccard"):
        assert getattr(left, name).tolist() == getattr(right, name).tolist(), name


def trimmed(found: NearCopies, texts: list[str]) -> list[str]:
    return [
        texts[n][a:b].strip()
        for n, a, b in zip(found.article.tolist(), found.start.tolist(), found.end.tolist(), strict=True)
    ]


@given(TEXTS, st.integers(1, 4))
@settings(max_examples=60, deadline=None)
def test_the_compiled_path_finds_what_the_plain_one_does(texts: list[str], size: int) -> None:
    expected = plain.near_copies([texts], 0.3)
    found = compiled([texts[at : at + size] for at in range(0, len(texts), size)], 0.3, 2)
    same(found, expected)
    assert trimmed(found, texts) == trimmed(expected, texts)


def news(count: int) -> list[str]:
    import gzip

    with gzip.open(SHARED / "data" / "news.jsonl.gz", "rt", encoding="utf-8") as stream:
        return [json.loads(line)["text"] for line, _ in zip(stream, range(count), strict=False)]


@needs_news
def test_both_paths_agree_on_news() -> None:
    texts = news(1_500)
    expected = plain.near_copies([texts])
    found = compiled([texts[:700], texts[700:]], 0.5, 2)
    assert len(expected.left) > 50
    same(found, expected)
    assert trimmed(found, texts) == trimmed(expected, texts)


@needs_news
def test_nearly_all_pairs_are_found_and_no_other() -> None:
    texts = news(600)
    found = compiled([texts], 0.5, 1)
    words = [
        tuple(compared_form(normalise_word(text[a:b])) for a, b in zip(*_ends(text), strict=True))
        for text in trimmed(found, texts)
    ]
    sets = {
        n: {one[k : k + 3] for k in range(len(one) - 2)}
        for n, one in enumerate(words)
        if found.same[n] == n and len(one) > 2
    }
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, held in sets.items():
        for shingle in held:
            holders[shingle].append(number)
    shared = Counter(pair for held_by in holders.values() for pair in combinations(held_by, 2))
    union = {(a, b): len(sets[a]) + len(sets[b]) - common for (a, b), common in shared.items()}
    true = {pair: round(n / union[pair], 4) for pair, n in shared.items() if 2 * n >= union[pair]}
    pairs = dict(
        zip(zip(found.left.tolist(), found.right.tolist(), strict=True), found.jaccard.tolist(), strict=True)
    )
    assert pairs.items() <= true.items()
    assert len(pairs) >= 0.97 * len(true) > 10


def _ends(text: str) -> tuple[list[int], list[int]]:
    cut = tokenise(text)
    return cut.starts.tolist(), cut.ends.tolist()


@pytest.mark.parametrize("find", [plain.near_copies, compiled])
def test_hard_wrapped_lines_are_one_paragraph(find: Any) -> None:
    wrapped = (
        "The tide came in at four and went out again at ten, and nobody in\nthe harbour saw the grey boat"
        " that had\nbeen lying there since the bells of the old church\nrang for the last time in the year."
    )
    texts = [wrapped, wrapped.replace("\n", " "), "Another line.\nAnd one more that ends here."]
    found = find([texts], 0.5, 1)
    assert found.article.tolist() == [0, 1, 2, 2]
    assert found.same.tolist() == [0, 0, 2, 3]


def test_a_large_bucket_is_tied_by_a_star_and_a_chain() -> None:
    packed = np.array([5 << 8 | n for n in range(20)] + [9 << 8 | 3], dtype=np.uint64)
    pairs = {(int(p) >> 32, int(p) & 0xFFFFFFFF) for p in near.tied(packed[::-1].copy(), 8, 16)}
    assert pairs == {(0, n) for n in range(1, 20)} | {(n, n + 1) for n in range(19)}


def test_a_paragraph_repeated_costs_no_pairs() -> None:
    line = "Subscribe to our newsletter and never miss what happens in the harbour."
    found = compiled([[line] * 50_000], 0.5, 2)
    assert (found.collapsed, len(found.left)) == (49_999, 0)


def test_articles_are_read_as_a_comparison_reads_them(tmp_path: Path) -> None:
    records = [
        {"id": str(n), "text": f"The tide came in at four and left at ten, as on day {n}."} for n in (1, 2)
    ]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, records)) + "\nnot json\n", encoding="utf-8")
    done = copying.near_copies([tmp_path], Config(jobs=1))
    assert [article.id for article in done.articles] == ["1", "2"]
    assert [problem.line for problem in done.problems] == [3]
    assert (done.found.left.tolist(), done.found.right.tolist()) == ([0], [1])
    with pytest.raises(NoArticlesError):
        (tmp_path / "a.jsonl").write_text("", encoding="utf-8")
        copying.near_copies([tmp_path])


def test_small_collections_wait_for_no_compiler(tmp_path: Path) -> None:
    import subprocess

    (tmp_path / "a.txt").write_text("The tide came in at four.\n", encoding="utf-8")
    code = (
        f"import sys; from provenance import copying; copying.near_copies([{str(tmp_path)!r}]);"
        " sys.exit('numba' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_character_references_hide_no_near_copy() -> None:
    texts = [
        f"“Smith & Co{mark}s caf{e} is closed,” the owners{mark} agent said on Friday in a letter to guests."
        for mark, e in (("’", "é"), ("&#8217;", "&eacute;"))
    ]
    found = compiled([texts], 0.5, 1)
    same(found, plain.near_copies([texts], 0.5))
    assert found.same.tolist() == [0, 0]
    wrapped = "The minister told the house on Tuesday that the price of bread{}would rise{}The others left."
    broken = [
        wrapped.format(" ", ".&#10;"),
        wrapped.format("&NewLine;", ".\n"),
        wrapped.format("\n", "&#10;"),
        wrapped.format("&#10;", ",&#8217;\n"),
    ]
    lines = compiled([broken], 0.5, 1)
    same(lines, plain.near_copies([broken], 0.5))
    assert np.bincount(lines.article).tolist() == [1, 2, 1, 2]
    assert lines.start[0] == 0
