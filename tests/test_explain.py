"""Why two places match, or why not."""

from __future__ import annotations

import io
import json
import math
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from made_columns import models
from provenance import api
from provenance.config import Config
from provenance.core.matching.candidates import LEAST_SHARE
from provenance.core.matching.score import INPUTS, JUDGES, LOGGED, START, Model, probability, shares
from provenance.core.reporting.explain import _quoted_weight, aligned, match_features, unit_features
from provenance.core.text.normalise import normalise_word, tokenise
from provenance.errors import UsageError
from provenance.model import Explanation, Report
from provenance.report.explanation import write_explanation
from provenance.report.json import read_json, write_json

# Whether an encoder is installed makes no difference to what these tests say.
PLAIN = Config(encoder="none")

HARBOUR = """Harbour gates fail second inspection

The harbour commission said on Tuesday that the eastern sluice gates had failed an inspection.

“The sluice gates were never tested under load, and the contractor knew it,” said Ottoline Marsh.

Engineers sealed the eastern basin at dawn and moved forty barges to the upper quay before the tide turned.

A brass band played on the promenade in the evening.
"""

TIDEWAY = """Barges moved as sluice fails

“The sluice gates were never tested under load, and the contractor knew it,” Ottoline Marsh told reporters.

Before the tide turned, forty barges were moved to the upper quay by engineers who sealed the eastern basin.

Read also: Ten things to do in Velmouth this weekend

Ticket prices for the municipal zoo will rise by a tenth next spring.
"""

PARISH = """Un conseil municipal agité

Le conseil municipal de la commune a discuté pendant trois heures de la rénovation de la piscine.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (("harbour.txt", HARBOUR), ("tideway.txt", TIDEWAY), ("parish.txt", PARISH)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def report(folder: Path) -> Report:
    return api.compare([folder], PLAIN)


def explained(folder: Path, left: str, right: str, config: Config = PLAIN) -> Explanation:
    return api.explain_places(str(folder / left), str(folder / right), config)


def placed(left: str, right: str, against: Path, config: Config = PLAIN) -> Explanation:
    return api.explain_places(left, right, config, [str(against)])


def reasons(explanation: Explanation) -> str:
    return " ".join(explanation.reasons)


def shown(explanation: Explanation, width: int = 100) -> str:
    stream = io.StringIO()
    write_explanation(explanation, stream, width)
    return stream.getvalue()


def odds(score: float) -> float:
    return math.log(score / (1 - score))


texts = st.lists(
    st.sampled_from(["the", "The", "sluice", "1,000", "don’t", "“", "”", ", ", " ", "\n", "水", "門", "é"]),
    max_size=20,
).map("".join) | st.text(max_size=12)


# The alignment


@given(texts, texts)
def test_the_steps_of_an_alignment_rebuild_both_texts(left: str, right: str) -> None:
    steps = aligned(left, right)
    assert "".join(step.left for step in steps) == left
    assert "".join(step.right for step in steps) == right


@given(texts, texts)
def test_equal_steps_hold_equal_words_and_no_two_others_are_neighbours(left: str, right: str) -> None:
    def words(text: str) -> list[str]:
        found = tokenise(text)
        return [normalise_word(text[a:b]) for a, b in zip(found.starts, found.ends, strict=True)]

    steps = aligned(left, right)
    for step in steps:
        if step.kind == "equal":
            assert words(step.left) == words(step.right)
        assert (step.kind == "insert") == (not step.left)
        assert (step.kind == "delete") == (not step.right)
    assert all("equal" in (a.kind, b.kind) for a, b in pairwise(steps))


def test_an_opening_mark_stays_with_the_word_it_opens() -> None:
    steps = aligned("He said “tested” twice", "He said “never” twice")
    assert [(step.kind, step.left, step.right) for step in steps] == [
        ("equal", "He said ", "He said "),
        ("replace", "“tested” ", "“never” "),
        ("equal", "twice", "twice"),
    ]


# A match of a report


def test_every_match_of_a_report_is_explained_by_its_own_sides(report: Report) -> None:
    assert {match.relation for match in report.matches} >= {"near-copy", "reworded"}
    for match in report.matches:
        explanation = api.explain_match(report, match.id)
        assert (explanation.match, explanation.left, explanation.right) == (match, match.left, match.right)
        assert explanation.score == match.score
        assert "".join(step.left for step in explanation.alignment) == match.left.text
        assert explanation.reasons


def test_the_shares_of_a_score_add_up_to_its_log_odds(report: Report) -> None:
    for match in report.matches:
        if 0 < match.score < 0.999:
            total = sum(feature.share for feature in api.explain_match(report, match.id).features)
            assert total == pytest.approx(odds(match.score), abs=0.1)
    weighed = [match for match in report.matches if match.relation == "reworded"]
    assert weighed
    for match in weighed:
        total = sum(feature.share for feature in api.explain_match(report, match.id).features)
        assert 1 / (1 + math.exp(-total)) == pytest.approx(match.score, abs=0.001)


def test_a_reworded_match_shows_its_features_as_measured() -> None:
    model = Model(intercept=-4.0, weights=tuple(0.5 for _ in INPUTS))
    given_values = {
        "words": 20.0, "containment": 0.75, "elsewhere": 1.5, "order": 0.5, "surprise": 3.0, "cosine": 0.5
    }  # fmt: skip
    row = [
        math.log1p(given_values.get(name, 0.0)) if name in LOGGED else given_values.get(name, 0.0)
        for name in INPUTS
    ]
    found = {f.name: f for f in match_features(shares(model, row), probability(model, row), model)}
    assert {name: found[name].value for name in given_values} == given_values
    assert found[START].share == -4.0


def test_inputs_without_a_weight_are_no_features_of_a_match() -> None:
    model = Model(intercept=-4.0, weights=tuple(0.5 if name == "order" else 0.0 for name in INPUTS))
    row = [1.0] * len(INPUTS)
    assert shares(model, row) == {"order": 0.5, START: -4.0}
    found = match_features(shares(model, row), probability(model, row), model)
    assert [(f.name, f.share) for f in found] == [("order", 0.5), (START, -4.0)]
    assert [f.name for f in unit_features(model, row, 0.0, 0.0)] == ["order", START]


def test_the_model_that_scored_a_match_is_known_by_where_it_starts(report: Report) -> None:
    known = models()
    starts = [judge.final.intercept for judge in known.judges]
    assert len(set(starts)) == len(JUDGES)
    for judge in known.judges:
        assert known.of(shares(judge.final, [1.0] * len(INPUTS))) is judge.final
    assert known.of({"identity": 0.9}) is None
    assert {match.features.get(START) for match in report.matches} <= {None, *starts[:2]}


def test_units_scored_by_their_quoted_words_alone_say_so_of_all_words_in_common() -> None:
    model = Model(intercept=-9.0, weights=(0.5,) * len(INPUTS))
    found = {f.name: f for f in unit_features(model, [1.0] * len(INPUTS), 100.0, 1.0)}
    assert START not in found
    assert found["surprise"].share == 0.0
    assert _quoted_weight(found).startswith("The words in common stand in quotation marks on both sides")


def test_a_report_of_another_version_keeps_its_shares_but_not_their_meaning(report: Report) -> None:
    match = next(match for match in report.matches if START in match.features)
    explanation = api.explain_match(replace(report, version="0.0.0-other"), match.id)
    assert all(math.isnan(feature.value) for feature in explanation.features)
    known = min(match.score, 0.9999)
    assert sum(f.share for f in explanation.features) == pytest.approx(odds(known), abs=0.1)
    assert "nan" not in shown(explanation)


def test_a_copied_quotation_says_what_its_words_weigh_and_how_much_is_needed(report: Report) -> None:
    match = next(match for match in report.matches if match.content == "quote")
    explanation = api.explain_match(report, match.id)
    assert "at most 13 of them in a row" in reasons(explanation)
    assert "Most of the words in common stand in quotation marks on both sides" in reasons(explanation)
    weights = {feature.name: feature.value for feature in explanation.features}
    assert weights["quoted_surprise"] > weights["quoted_surprise_needed"]


def test_equal_texts_are_called_equal(tmp_path: Path) -> None:
    paragraph = HARBOUR.splitlines()[6]
    (tmp_path / "a.txt").write_text(f"Tugboats\n\n{paragraph.upper()}\n", encoding="utf-8")
    (tmp_path / "b.txt").write_text(f"At the lock\n\n{paragraph}\n", encoding="utf-8")
    (match,) = api.compare([tmp_path], PLAIN).matches
    explanation = explained(tmp_path, "a.txt:3", "b.txt:3")
    assert explanation.match == match
    assert explanation.reasons == ("All 19 words are equal, case and punctuation aside.",)
    assert [step.kind for step in explanation.alignment] == ["equal"]


def test_a_saved_report_explains_as_the_fresh_one_does(report: Report) -> None:
    stream = io.StringIO()
    write_json(report, stream)
    saved = read_json(io.StringIO(stream.getvalue()), "report.json")
    for match in report.matches:
        assert shown(api.explain_match(saved, match.id)) == shown(api.explain_match(report, match.id))


def test_an_unknown_match_names_those_that_are_near(report: Report) -> None:
    known = report.matches[0].id
    with pytest.raises(UsageError, match=known):
        api.explain_match(report, known[:-1] + ("0" if known[-1] != "0" else "1"))


# Two places that match


def test_places_of_a_match_are_explained_as_the_match_is(folder: Path) -> None:
    report = api.compare([folder / "harbour.txt", folder / "tideway.txt"], PLAIN)
    for match in report.matches:
        left, right = (f"{side.article}:{side.line}" for side in (match.left, match.right))
        explanation = explained(folder, left, right)
        assert explanation.match is not None
        assert explanation.match.id == match.id
        assert explanation.reasons == api.explain_match(report, match.id).reasons


def test_the_left_place_stays_on_the_left(folder: Path) -> None:
    explanation = explained(folder, "tideway.txt:3", "harbour.txt:5")
    assert explanation.match is not None
    assert (explanation.left.article, explanation.right.article) == ("tideway.txt", "harbour.txt")
    assert explanation.left == explanation.match.right


def test_any_line_of_a_hard_wrapped_paragraph_leads_to_its_match(tmp_path: Path) -> None:
    words = TIDEWAY.splitlines()[2]
    lines = [words[:60], words[60:]]
    (tmp_path / "wrapped.txt").write_text("\n".join([*lines, "", *lines[::-1]]), encoding="utf-8")
    (tmp_path / "harbour.txt").write_text(HARBOUR, encoding="utf-8")
    found = [explained(tmp_path, f"wrapped.txt:{line}", "harbour.txt:5").match for line in (1, 2)]
    assert found[0] is not None
    assert found[0] == found[1]


def test_articles_of_a_collection_go_by_their_ids_or_beginnings(folder: Path) -> None:
    explanation = placed("harb:5", "tideway.txt:3", folder)
    assert explanation.match is not None
    by_file = placed(str(folder / "harbour.txt:5"), "tide:3", folder)
    assert by_file.match == explanation.match


def test_a_file_outside_the_collection_is_compared_with_it(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    draft = tmp_path_factory.mktemp("inbox") / "draft.txt"
    draft.write_text(TIDEWAY, encoding="utf-8")
    (folder / "tideway.txt").unlink()
    explanation = placed(f"{draft}:3", str(folder / "harbour.txt:5"), folder)
    assert explanation.match is not None
    assert explanation.left.text.startswith("The sluice gates")


def test_a_record_is_named_by_its_id(tmp_path: Path) -> None:
    records = [{"id": "north/1", "text": HARBOUR}, {"id": "south/2", "text": TIDEWAY}]
    packed = tmp_path / "all.jsonl"
    packed.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    explanation = placed("north/1:5", "south/2:3", packed)
    assert explanation.match is not None
    with pytest.raises(UsageError, match=r"all\.jsonl: holds 2 articles; name one by its id"):
        api.explain_places(f"{packed}:1", f"{packed}:2")


# Two places that do not match


def test_texts_with_nothing_in_common_were_never_found(folder: Path) -> None:
    explanation = explained(folder, "harbour.txt:9", "tideway.txt:9")
    assert explanation.match is None
    assert "No search found the pair: no sentence or quotation is equal" in reasons(explanation)
    assert f"{LEAST_SHARE // 100}% is needed" in reasons(explanation)
    assert "No words were copied" in reasons(explanation)
    assert not explanation.features
    assert "Only the articles named were compared" in reasons(explanation)


def test_a_score_below_the_asked_one_is_told_with_its_features(folder: Path) -> None:
    usual = explained(folder, "harbour.txt:7", "tideway.txt:5")
    assert usual.match is not None
    strict = explained(folder, "harbour.txt:7", "tideway.txt:5", Config(min_score=1.0, encoder="none"))
    assert strict.match is None
    assert strict.score == usual.score
    assert f"The score of {strict.score:.2f} is below 1.00." in strict.reasons
    assert {f.name: f.share for f in strict.features} == pytest.approx(
        {f.name: f.share for f in usual.features}, abs=0.001
    )


def test_reworded_text_is_not_sought_where_only_near_copies_were_asked_for(folder: Path) -> None:
    explanation = explained(folder, "harbour.txt:9", "tideway.txt:9", Config(reworded=False))
    assert "reworded passages were not searched for" in reasons(explanation)


def test_two_short_lines_are_said_to_be_too_short_for_a_rewording(folder: Path) -> None:
    (folder / "draw.txt").write_text("Tideway Rovers v Velmouth Harbour\n\n" + HARBOUR, encoding="utf-8")
    (folder / "cup.txt").write_text("Velmouth Harbour v Tideway Rovers\n\n" + PARISH, encoding="utf-8")
    told = reasons(explained(folder, "draw.txt:1", "cup.txt:1"))
    assert "It is no reworded text either: that takes 6 words on both sides." in told


def test_an_equal_line_of_a_few_words_is_said_to_be_no_match_by_itself(folder: Path) -> None:
    (folder / "draw.txt").write_text("Harbour news\n\n" + HARBOUR, encoding="utf-8")
    (folder / "cup.txt").write_text("Harbour news\n\n" + PARISH, encoding="utf-8")
    told = reasons(explained(folder, "draw.txt:1", "cup.txt:1"))
    assert "Up to 3 words outside quotation marks are a match only next to other text in common." in told


def test_furniture_is_named_as_such(folder: Path) -> None:
    explanation = explained(folder, "harbour.txt:7", "tideway.txt:7")
    assert explanation.match is None
    assert "tideway.txt:7 was set aside as furniture" in reasons(explanation)
    assert shown(explanation).startswith("no match reported; not scored\n")


def test_front_matter_is_not_compared(folder: Path) -> None:
    head = "---\ntitle: Gates\nauthor: A. Reeve\n---\n"
    (folder / "front.txt").write_text(head + HARBOUR, encoding="utf-8")
    explanation = explained(folder, "front.txt:2", "tideway.txt:3")
    assert "front.txt:2 is front matter: it is not compared." in explanation.reasons


def test_languages_that_differ_are_named(folder: Path) -> None:
    explanation = explained(folder, "harbour.txt:3", "parish.txt:3")
    assert "languages differ (en, fr)" in reasons(explanation)


def test_text_twice_in_one_article_is_a_repeat(tmp_path: Path) -> None:
    lines = HARBOUR.splitlines()
    again = lines[4].replace("said Ottoline Marsh", "Ottoline Marsh told the board")
    (tmp_path / "twice.txt").write_text("\n".join([*lines, "", again]), encoding="utf-8")
    explanation = explained(tmp_path, "twice.txt:5", f"twice.txt:{len(lines) + 2}")
    assert explanation.match is None
    assert "this one is listed as such" in reasons(explanation)


def test_what_else_matches_at_either_place_is_told(folder: Path) -> None:
    explanation = placed("harbour:5", "tideway:5", folder)
    assert explanation.match is None
    assert "harbour.txt:5 has a match in tideway.txt:3 (near-copy quote, score" in reasons(explanation)
    assert "Only the articles named" not in reasons(explanation)


def test_a_rival_that_resembles_one_side_more_is_named(folder: Path) -> None:
    partial = "At dawn the engineers sealed a basin, and barges waited for the turning tide at some quay.\n"
    (folder / "waterside.txt").write_text(f"Waterside notes\n\n{partial}", encoding="utf-8")
    explanation = placed("harbour:7", "waterside:3", folder, Config(min_score=1.0, encoder="none"))
    assert "harbour.txt:7 resembles tideway.txt:5 more." in explanation.reasons


def test_a_statement_taken_by_a_surer_match_is_named(folder: Path) -> None:
    neighbour = "Barges lay at the upper quay all week, and engineers slept in the eastern basin office.\n"
    (folder / "harbour.txt").write_text(f"{HARBOUR}\n{neighbour}", encoding="utf-8")
    explanation = explained(folder, "harbour.txt:11", "tideway.txt:5", Config(min_score=0.0, encoder="none"))
    assert explanation.match is None
    assert "Another passage of the same article claims these words with a higher score" in reasons(
        explanation
    )
    assert "harbour.txt:7." in reasons(explanation)


def test_the_place_asked_about_is_explained_where_another_article_holds_the_same_paragraph(
    folder: Path,
) -> None:
    (folder / "almanac.txt").write_text(f"An almanac\n\n{HARBOUR.splitlines()[6]}\n", encoding="utf-8")
    partial = "At dawn the engineers sealed a basin, and barges waited for the turning tide at some quay.\n"
    (folder / "waterside.txt").write_text(f"Waterside notes\n\n{partial}", encoding="utf-8")
    for name in ("harbour.txt:7", "almanac.txt:3"):
        explanation = placed("waterside:3", name, folder, Config(min_score=1.0, encoder="none"))
        assert f"{name} resembles tideway.txt:5 more." in explanation.reasons


def test_a_surer_match_is_named_by_its_place_in_the_article_asked_about(folder: Path) -> None:
    neighbour = "Barges lay at the upper quay all week, and engineers slept in the eastern basin office.\n"
    for name, text in (("harbour", f"{HARBOUR}\n{neighbour}"), ("almanac", HARBOUR.splitlines()[6] + "\n")):
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    config = Config(min_score=0.0, encoder="none")
    told = reasons(placed("harbour:11", "tideway:5", folder, config))
    assert "claims these words with a higher score" in told
    assert ": harbour.txt:7." in told


def test_of_sentences_that_come_as_close_the_one_on_the_line_asked_about_is_shown(folder: Path) -> None:
    close = "At dawn the engineers sealed a basin, and barges waited for the turning tide at\nsome quay."
    between = (
        "Nobody in all of Velmouth had seen anything of the old lock\nkeeper since the spring fair in May."
    )
    wrapped = f"{close} {between}\n{close} That was all."
    (folder / "waterside.txt").write_text(f"Waterside notes\n\n{wrapped}\n", encoding="utf-8")
    for line in (3, 6):
        explanation = placed(f"waterside:{line}", "harbour:7", folder, Config(min_score=1.0, encoder="none"))
        assert (explanation.left.line, explanation.left.text[:7]) == (line, "At dawn")


def test_an_equal_paragraph_that_runs_often_is_listed_once_with_each(tmp_path: Path) -> None:
    paragraph = HARBOUR.splitlines()[6]
    for number in range(12):
        (tmp_path / f"copy{number:02}.txt").write_text(f"Item {number}\n\n{paragraph}\n", encoding="utf-8")
    explanation = placed("copy04:3", "copy07:3", tmp_path)
    assert explanation.match is None
    assert "Both paragraphs are equal, word for word." in explanation.reasons
    assert "more than 8 places" in reasons(explanation)


# Places that are none


@pytest.mark.parametrize(
    ("left", "message"),
    [
        ("harbour.txt:2", "harbour.txt:2: there is no text on this line; the nearest is on line 1 or 3"),
        ("harbour.txt:99", "harbour.txt:99: there is no such line; the text has 9"),
        ("harbour.txt", "harbour.txt: not a place"),
        ("harbour.txt:0", "harbour.txt:0: not a place"),
        ("harbour.txt:second", "harbour.txt:second: not a place"),
        ("harbuor.txt:3", "harbuor.txt: no such file or folder; did you mean"),
        ("notes.xyz:1", "notes.xyz: is left out"),
        ("blank.txt:1", "blank.txt: empty"),
        ("tideway.txt:3", "are in the same paragraph"),
    ],
)
def test_a_place_that_cannot_be_looked_at_is_named(folder: Path, left: str, message: str) -> None:
    (folder / "notes.xyz").write_text("Some notes.", encoding="utf-8")
    (folder / "blank.txt").write_text("\n\n", encoding="utf-8")
    with pytest.raises(UsageError) as error:
        explained(folder, left, "tideway.txt:3", Config(exclude=("nothing",), encoder="none"))
    assert message in str(error.value)


def test_a_folder_is_no_place(folder: Path) -> None:
    with pytest.raises(UsageError, match="is a folder"):
        api.explain_places(f"{folder}:3", str(folder / "harbour.txt:3"))


def test_an_article_that_the_collection_does_not_hold_is_named(folder: Path) -> None:
    with pytest.raises(UsageError, match=r"no such file, and no article's id; did you mean harbour\.txt"):
        placed("harbur.txt:3", "tideway.txt:3", folder)


# The page


@pytest.mark.parametrize("width", [40, 80, 120])
def test_every_line_fits_and_none_ends_in_white_space(folder: Path, width: int) -> None:
    for right in ("tideway.txt:5", "tideway.txt:9"):
        lines = shown(explained(folder, "harbour.txt:7", right), width).splitlines()
        assert all(len(line) <= width and line == line.rstrip() for line in lines)


def test_the_total_of_the_shares_stands_below_them(report: Report) -> None:
    match = min(report.matches, key=lambda match: match.score)
    assert f"log-odds of {match.score:.2f}" in shown(api.explain_match(report, match.id))
