"""When somebody's words are stock wording, when they stay a quotation, and what by-lines are."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from made_columns import compared as compare
from made_columns import cut_texts, made_article
from provenance import api
from provenance.config import Config
from provenance.core.matching.story import Stories
from provenance.core.passages.finding import differ, name_words
from provenance.model import Content, Report

STOCK = "We take the safety of all our {} extremely seriously and are cooperating fully with the authorities"
STORIES = {
    "fair": "The big wheel on the common stopped on Sunday with forty riders aboard and the organ playing. "
    "It took firefighters three hours to bring everyone down by ladder, and a wedding party missed its own "
    "dinner. The ride was built in 1994, has been sold twice since then, and had passed its yearly test in "
    "April, as a plate beside the ticket booth still says. Two inspectors measured bolts all night long.",
    "bakery": "Glass was found in a tin loaf that a lorry fitter had bought on the corner of Quay Street. He "
    "needed stitches but kept his sandwich for the laboratory, which traced the sliver to a strip light over "
    "the cooling racks. Shelves in nine shops were cleared before noon, and bread now comes from a rival in "
    "the next town, a thing last done during the flour strike. Sleeves of plastic will cover forty tubes.",
    "coach": "A tour bus slid off the mountain road above the lake and came to rest against a walnut tree. "
    "Its passengers, members of a gardening club, climbed out one by one along a rope tied to a snow plough. "
    "The driver told rescuers that his brakes had faded on the descent; the canton had meant to put a steel "
    "barrier there, and built a roundabout. Sweet peas won the club second prize the same evening.",
}
WHO = {"fair": "Bernard Stokes", "bakery": "Alison Fennimore", "coach": "Brightwater Tours"}


def compared(
    tmp_path_factory: pytest.TempPathFactory, texts: dict[str, str], **front: Sequence[str]
) -> Report:
    folder = tmp_path_factory.mktemp("stock")
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    rows = ["file,outlet,byline"] + [f"{name}.txt,Outlet {name},{front.get(name, '')}" for name in texts]
    (folder / "manifest.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return api.compare([folder], Config(jobs=1))


def contents(report: Report, words: str) -> set[Content]:
    return {match.content for match in report.matches if words in match.left.text}


def stories(speakers: dict[str, str]) -> dict[str, str]:
    return {
        name: f'{story}\n\n"{STOCK.format("guests")}," said {speakers[name]}.\n\nNobody was hurt in {name}.'
        for name, story in STORIES.items()
    }


def test_words_that_each_article_gives_to_somebody_else_are_a_formula(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    report = compared(tmp_path_factory, stories(WHO))
    assert contents(report, "extremely seriously") == {"formula"}


def test_words_of_one_speaker_stay_a_quotation_however_often_they_recur(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    report = compared(tmp_path_factory, stories(dict.fromkeys(WHO, "Bernard Stokes")))
    assert contents(report, "extremely seriously") == {"quote"}


def test_a_line_that_the_metadata_give_as_the_author_is_no_passage(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    texts = {name: f"Story {name}\n\nOLUWASEUN REYES-MARCHAND\n\n{story}" for name, story in STORIES.items()}
    assert contents(compared(tmp_path_factory, texts), "REYES") <= {"passage", "formula"}
    front = dict.fromkeys(STORIES, "Oluwaseun Reyes-Marchand")
    assert contents(compared(tmp_path_factory, texts, **front), "REYES") <= {"boilerplate"}


SIGN_OFF = "Reporting by Ada Lindqvist and Tomas Reyes in Port Lorn; Editing by Neville Strake"


def test_a_sign_off_in_common_is_no_passage(tmp_path_factory: pytest.TempPathFactory) -> None:
    texts = {
        name: f"PORT LORN (Reuters) - {story}\n\nNobody was hurt in {name}.\n\n({SIGN_OFF})"
        for name, story in STORIES.items()
    }
    assert contents(compared(tmp_path_factory, texts), "Lindqvist") <= {"boilerplate"}


def test_a_dateline_in_common_is_no_match() -> None:
    bodies = (
        "重庆市涪陵水上绿色综合服务区如期建成投入运营，长江上游的船舶从此可以就近加水充电。",
        "国务院联防联控机制印发通知，要求离开口岸城市的人员持有核酸检测阴性证明。",
    )
    articles = [
        made_article(f"a{i}", f"新闻-新华网 新华社武汉12月11日电（记者王贤）{body}", language="zh")
        for i, body in enumerate(bodies)
    ]
    assert compare(articles).matches == ()


@pytest.mark.parametrize(
    ("one", "other", "wanted"),
    [
        ("Bernard Stokes", "Alison Fennimore", True),
        ("Bernard Stokes", "Mr Stokes", False),
        ("Stokes", "she", False),
        ("a police spokesman", "Alison Fennimore", False),
        (None, "Alison Fennimore", False),
    ],
)
def test_speakers_differ_only_where_both_are_named_and_share_no_word(
    one: str | None, other: str | None, wanted: bool
) -> None:
    assert differ(one, other) is wanted
    assert differ(other, one) is wanted


def test_a_name_is_its_longer_capitalised_words() -> None:
    assert name_words("Councillor Neville Strake, who holds the portfolio") == {
        "councillor",
        "neville",
        "strake",
    }


BACKGROUND = (
    "The Lorn causeway, which carries nine in ten of the island's lorries, was closed by the winter storm."
)


def dated(days: Sequence[str], stories: Sequence[str]) -> Report:
    return compare(
        [
            made_article(f"a{n}", f"{story}\n\n{BACKGROUND}", outlet=f"Outlet {n}", published=day)
            for n, (day, story) in enumerate(zip(days, stories, strict=True))
        ]
    )


# They name the same people, so that they look like one story.
MEETINGS = tuple(
    f"Mayor Ada Berg of Lorn met Consul Tomas Reyes and Master Neville Strake in Port Kessel. {text}"
    for text in (
        "They spoke of herring quotas that Brussels had cut by a third before the fleet sailed north.",
        "A choir sang while schoolchildren handed out buns, and rain drove everyone under the roof.",
        "Nothing was signed because the interpreter had missed her train from the capital that day.",
    )
)


def test_a_phrase_that_comes_back_after_years_is_a_formula_even_among_the_same_people() -> None:
    near = dated(("2024-03-01", "2024-03-02", "2024-03-04"), MEETINGS)
    assert contents(near, "causeway") == {"passage"}
    far = dated(("2021-03-01", "2022-11-02", "2024-03-04"), MEETINGS)
    assert contents(far, "causeway") == {"formula"}


WEATHER = (
    " Snow fell on the pass for a second day, and two ploughs were sent from the valley. A farmer lost eleven"
    " sheep in a drift, found nine of them under a hedge, and gave the finder a cheese of his own making."
)


def test_somebodys_words_stay_a_quotation_within_one_outlet() -> None:
    told = stories(dict.fromkeys(WHO, "Bernard Stokes"))
    report = compare([made_article(name, text, outlet="Port Herald") for name, text in told.items()])
    assert contents(report, "extremely seriously") == {"quote"}


@pytest.mark.parametrize(("besides", "content"), [("", "boilerplate"), (STORIES["fair"][:190], "passage")])
def test_a_paragraph_of_one_outlet_is_boilerplate_where_the_articles_share_little_besides(
    besides: str, content: Content
) -> None:
    paragraph = "The Lorn causeway was closed by the winter storm of last year."
    others = (STORIES["bakery"], STORIES["coach"], MEETINGS[0] + " " + MEETINGS[1][-80:] + WEATHER)
    report = compare(
        [
            made_article(f"a{n}", f"{story}\n\n{paragraph}\n\n{besides}", outlet="Port Herald")
            for n, story in enumerate(others)
        ]
    )
    assert contents(report, "causeway") == {content}


def test_words_in_common_are_counted_in_runs_of_eight() -> None:
    words = [f"word{n}" for n in range(40)]
    texts = (
        " ".join(words[:20]),
        " ".join(words[5:25]),
        " ".join([*words[:7], *words[30:40]]),
    )
    columns = cut_texts(*texts)
    assert Stories(columns).words_in_common([(0, 1), (0, 2), (1, 2)]) == {(0, 1): 8, (0, 2): 0, (1, 2): 0}
