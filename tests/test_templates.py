"""Wording that is filled in with other numbers and names is a formula; a story told again is none."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from made_columns import compared, cut_texts, made_article, tables
from provenance.core.cutting.cut import cut
from provenance.core.matching.story import Stories
from provenance.core.passages.expand import Passage, Tie
from provenance.core.passages.frames import counting, tallied
from provenance.core.passages.slots import NAMES, NUMBERS, UNSPACED_RUN, runs, touched
from provenance.core.passages.templates import formulas
from provenance.core.text.numerals import number_at
from provenance.model import Content, Report

FIRMS = (
    ("Harwick Valves", "HRW", ("41", "37", "2,318,400", "2,101,700", "18.4", "16.9"), "makes bronze taps"),
    ("Ostrava Glass", "OGL", ("18", "12", "961,250", "640,800", "7.7", "5.2"), "blows lamps for lighthouses"),
    ("Pemberley Foods", "PFD", ("63", "58", "5,402,900", "4,977,300", "61.0", "55.3"), "cans peas and pears"),
    ("Quillon Paper", "QLN", ("29", "34", "1,488,600", "1,745,100", "24.6", "27.8"), "rolls blotting paper"),
    ("Tamsin Yarns", "TMY", ("9", "22", "377,050", "921,400", "3.9", "4.8"), "spins angora for gloves"),
)
TABLE = (
    "{name} first quarter net\n\nShr {0} cts vs {1} cts, net {2} dlrs vs {3} dlrs, sales {4} mln dlrs vs "
    "{5} mln.\n\nPer share amounts have been adjusted for the {1} pct stock dividend that was distributed to "
    "holders of record in December, said the board of {name}, which {trade}."
)


def earnings(firm: tuple[str, str, Sequence[str], str]) -> str:
    name, _, numbers, trade = firm
    return TABLE.format(*numbers, name=name, trade=trade)


def report_on(texts: Sequence[str], *, outlet: str | None = None, end: str = "") -> Report:
    return compared(
        [
            made_article(f"a{n}", text + end, outlet=outlet or f"Outlet {n}", published=f"2024-03-{n + 1:02}")
            for n, text in enumerate(texts)
        ]
    )


def contents(report: Report) -> set[Content]:
    return {match.content for match in report.matches}


def test_earnings_of_several_firms_share_a_formula_and_no_text() -> None:
    report = report_on([earnings(firm) for firm in FIRMS])
    assert len(report.matches) > 3
    assert contents(report) == {"formula"}


def test_formulas_of_one_agency_are_never_called_wire_copy() -> None:
    report = report_on([earnings(firm) for firm in FIRMS], outlet="The Courier", end="\n\n(Reuters)")
    assert len(report.pairs) > 3
    assert "formula" in contents(report)
    assert {pair.origin.kind for pair in report.pairs} <= {"formula", "boilerplate"}
    assert {cluster.origin.kind for cluster in report.clusters} <= {"formula", "boilerplate"}


def test_two_copies_of_one_table_are_a_passage_however_many_others_there_are() -> None:
    report = report_on([earnings(firm) for firm in (*FIRMS, FIRMS[0])])
    copies = {m.content for m in report.matches if (m.left.article, m.right.article) == ("a0", "a5")}
    assert copies == {"passage"}


def test_wording_with_few_figures_that_two_articles_share_is_no_formula() -> None:
    assert contents(report_on([earnings(firm) for firm in FIRMS[:2]])) == {"passage"}


STORY = (
    "Rescuers in Lorn pulled {0} people from the ferry Solveig after it struck the Anders rock on Tuesday, "
    "and {1} were taken to hospital in Port Kessel.\n\nThe ferry had left Sund at six with {2} passengers, "
    "said Captain Ada Berg, who was on the bridge when the Solveig lost its rudder off Cape Mirren."
)


def test_a_story_told_again_with_other_numbers_is_no_formula() -> None:
    versions = [("14", "three", "212"), ("31", "nine", "219"), ("57", "twelve", "224"), ("60", "15", "230")]
    report = report_on([STORY.format(*numbers) for numbers in versions])
    assert len(report.matches) > 3
    assert contents(report) == {"passage"}


def test_a_number_that_is_written_out_is_filled_in_too() -> None:
    numbers = [("six", "five"), ("four", "eleven"), ("two", "seven"), ("three", "ten"), ("nine", "eight")]
    texts = [
        f"{name} pays\n\nQuarterly dividend {a} cts vs {b} cts in the prior quarter\n\nThe firm {trade}."
        for (name, _, _, trade), (a, b) in zip(FIRMS, numbers, strict=True)
    ]
    assert contents(report_on(texts)) <= {"formula"}


NOTICE = (
    "The bank has arranged some {} billion marks of repurchases for the day, said Carl Dunn in Lorn.\n\n"
    "Dealers in Sund had expected that the Bank of Lorn would begin its supply of reserves to the banks."
)
AMOUNTS = ("two", "three", "four", "five", "six", "1.5", "2.5", "3.5")


def test_notices_that_name_the_same_bodies_day_by_day_are_formulas() -> None:
    days = [NOTICE.format(AMOUNTS[n % len(AMOUNTS)]) for n in range(24)]
    found = [m for m in report_on(days).matches if m.relation == "near-copy" and m.left.line == 1]
    assert len(found) > 200
    assert {m.content for m in found} == {"formula"}


def test_where_no_names_are_written_an_article_with_other_numbers_is_no_notice() -> None:
    report = "港口办公室今天关闭了{}个泊位，因为码头的木桩已经腐烂，修理工程将持续{}个星期，费用为{}万元。"
    for other in ((3, 7, 160), (2, 5, 120)):
        two = cut_texts(report.format(2, 5, 120), report.format(*other), language="zh")
        assert not Stories(two).notices([(0, 1)])[0]
    days = Stories(cut_texts(*(NOTICE.format(AMOUNTS[n % len(AMOUNTS)]) for n in range(24))))
    assert days.notices([(0, 1)])[0]


HEADLINE = "LORN GRAIN EXPORT LICENCES FALL IN WEEK\n\n"


@pytest.mark.parametrize(
    ("others", "content"), [(STORY, "passage"), ("\n\n".join(map(earnings, FIRMS)), "formula")]
)
def test_a_headline_alone_is_common_text_where_both_tell_one_story(others: str, content: Content) -> None:
    told = STORY.format("14", "three", "212")
    found = report_on([HEADLINE + told, HEADLINE + others.format("14", "three", "212")])
    assert {m.content for m in found.matches if m.left.line == 1} == {content}


GERMAN = "Das Amt für Statistik Lorn meldete Montag neue Zahlen zur Inflation im Handel mit Garn.\n\n"


def test_a_german_sentence_is_no_headline_for_its_nouns() -> None:
    other = "\n\n".join(map(earnings, FIRMS))
    found = report_on([GERMAN + STORY.format("14", "three", "212"), GERMAN + other])
    assert {m.content for m in found.matches if m.left.line == 1} == {"passage"}


RESCUE = (
    "Rescuers pulled {} children and {} adults from the sea off Cape Morrow after their boat had capsized in "
    "a sudden squall; {} of them had swum for hours."
)


@pytest.mark.parametrize(
    "figures", [("three", "two", "Eight"), ("5", "4", "9")], ids=["in words", "another toll"]
)
def test_prose_is_no_form_for_its_figures(figures: Sequence[str]) -> None:
    texts = [RESCUE.format("3", "2", "8"), RESCUE.format(*figures)]
    assert contents(report_on(texts)) == {"passage"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Zwölf", "12"),
        ("11cm", "11"),
        ("1,200", "1.200"),
        ("$1,234,567", "1234567"),
        ("quatre", "4"),
        ("duas", "2"),
        ("40p", "40"),
        ("1.2 million", "1,200,000"),
        ("1,2 Millionen", "1.200.000"),
        ("two mln", "2000000"),
        ("68- billion", "68,000,000,000"),
        ("3.50", "3,5"),
        ("$2.0", "2"),
        ("12,345.60", "12.345,6"),
    ],
)
def test_a_number_is_one_however_it_is_written(one: str, other: str) -> None:
    token = re.match(r"[\w$.,]+", one)
    assert token is not None
    assert number_at(one, 0, token.end())[0] == number_at(other, 0, len(other))[0]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1.25", "125"),
        ("6-3/8", "6-5/8"),
        ("three", "4"),
        ("2.5", "25"),
        ("0.125", "125"),
        ("12,345.678", "12345678"),
        ("1" + "0" * 30, "1" + "0" * 29 + "1"),
        ("9" * 40, "1" + "0" * 40),
        ("9" * 999_999 + " million", "1"),
    ],
)
def test_other_numbers_stay_others(one: str, other: str) -> None:
    assert number_at(one, 0, len(one))[0] != number_at(other, 0, len(other))[0]


def test_a_whole_number_and_a_fraction_are_one() -> None:
    assert number_at("at 6-3/8 pct", 3, 4) == ("6-3/8", 8)
    assert number_at("at 6 3/8 pct", 3, 4) == ("6-3/8", 8)
    assert number_at("at six pct", 3, 6) == ("6", 6)
    assert number_at("3 Mill Road", 0, 1) == ("3", 1)


@pytest.mark.parametrize(
    ("written", "end"), [("06:58", 5), ("6h58", 4), ("6 h 58", 6), ("6\u00a0h\u00a058", 6)]
)
def test_a_time_of_day_is_one_number(written: str, end: int) -> None:
    assert number_at(written + " and so on", 0, 1) == ("6:58", end)


@pytest.mark.parametrize("written", ["6:5", "6:585", "25:10", "6:58:10", "6 hours"])
def test_what_only_looks_like_a_time_of_day_is_none(written: str) -> None:
    assert ":" not in number_at(written, 0, 1)[0]


SUN = (
    "{place} weather\n\n{sky}\n\nSunrise over the harbour {}. Sunset over the harbour {}. "
    "Lighting-up time on the quays {}."
)
CLEAR = "Clear spells will come to {} from the west, and Ada Berg of the Port Office expects a calm evening."
STORMY = "Storms are on their way to {}, and the ferry Solveig will stay in Sund, said Captain Olaf Mirren."


@pytest.mark.parametrize(
    ("times", "content"),
    [(("06:57", "16:25", "16:55"), {"formula"}), (("06:58", "16:22", "16:52"), {"passage"})],
    ids=["other times", "the same times"],
)
def test_the_times_of_two_notices_alone_show_a_form(times: Sequence[str], content: set[Content]) -> None:
    one = SUN.format("06:58", "16:22", "16:52", place="Lorn", sky=CLEAR.format("Lorn"))
    other = SUN.format(*times, place="Kessel", sky=STORMY.format("Kessel"))
    found = [match for match in report_on([one, other]).matches if "Sunrise" in match.left.text]
    assert {match.content for match in found} == content


DOORS = (
    "Doors of the old customs hall on the northern quay stand open to visitors from {} until {} "
    "on every working day of the week, as they have since the roof was mended."
)


def test_two_times_in_a_sentence_are_no_form() -> None:
    texts = [
        DOORS.format(*hours) + "\n\n" + told
        for hours, told in (
            (("10:15", "12:30"), CLEAR.format("Lorn")),
            (("11:45", "13:20"), STORMY.format("Kessel")),
        )
    ]
    assert contents(report_on(texts)) == {"passage"}


PAYMENT = "The board of the mill set the quarterly payment at {} cts a share for all holders of record."


def test_what_is_filled_in_does_not_depend_on_which_others_are_asked() -> None:
    # With a soft hyphen in it, a number is the same one and has a character more.
    numbers = ("7041", "7041", "70\u00ad41", "5150", "6260", "7370", "8480", "18482", "18482")
    c = cut_texts(*(PAYMENT.format(number) for number in numbers))
    places = [
        Passage(article=n, block=n, first=int(c.block_first[n]), last=int(c.block_last[n]))
        for n in range(len(numbers))
    ]
    ties = [Tie(left=one, right=other, generators=1, claim=None) for one, other in combinations(places, 2)]
    together = formulas(c, ties, Stories(c), counting(c))
    assert together == [formulas(c, [tie], Stories(c), counting(c))[0] for tie in ties]
    # Two articles that have a long number to themselves are the only ones with a text in common.
    assert [n for n, filled in enumerate(together) if not filled] == [len(ties) - 1]


def shares(*texts: str) -> float | None:
    return Stories(cut_texts(*texts)).shares([(0, 1)])[0, 1]


def test_articles_that_share_names_and_numbers_tell_one_story() -> None:
    told = STORY.format("14", "three", "212")
    again = (
        "On Tuesday the Solveig struck the Anders rock. Captain Ada Berg had 212 aboard from Sund to Lorn."
    )
    share = shares(told, again)
    assert share is not None
    assert share > 0.5
    assert shares(told, told) == 1.0
    assert shares(told, earnings(FIRMS[0])) == 0.0


def test_reports_that_name_the_same_bodies_with_other_numbers_tell_different_stories() -> None:
    daily = (
        "The Bank of Lorn said it gave the Sund money market {} mln marks at {} pct and {} mln at {} pct, "
        "after {} mln on Monday. The Bank of Lorn expects a shortage of {} mln."
    )
    share = shares(daily.format(120, 4.5, 310, 4.6, 75, 640), daily.format(88, 5.1, 415, 5.3, 52, 790))
    assert share is not None
    assert share < 0.2


def test_articles_with_next_to_no_names_tell_nothing() -> None:
    assert shares("The port is closed today.", "Boats stay in port.") is None


@given(st.permutations([STORY.format("14", "three", "212"), *map(earnings, FIRMS[:2])]))
@settings(max_examples=6, deadline=None)
def test_a_story_is_shared_both_ways(texts: list[str]) -> None:
    stories = Stories(cut_texts(*texts))
    for a in range(3):
        for b in range(3):
            assert stories.shares([(a, b)])[a, b] == stories.shares([(b, a)])[b, a]


rows = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3)), max_size=60)


@given(rows, st.data())
def test_frames_are_tallied_without_what_is_taken_away(
    held: list[tuple[int, int]], data: st.DataObject
) -> None:
    gone = [row for row in held if data.draw(st.booleans())]
    left = Counter(held) - Counter(gone)
    (row, filling), (less, fewer) = (np.array(some, dtype=np.int64).reshape(-1, 2).T for some in (held, gone))
    articles, fillings = tallied(6, row, filling, (less, fewer))
    assert articles.tolist() == [sum(n for (frame, _), n in left.items() if frame == at) for at in range(6)]
    assert fillings.tolist() == [sum(frame == at for frame, _ in left) for at in range(6)]


@pytest.mark.parametrize(
    ("text", "numbers", "names"),
    [
        (
            "The board of Harwick Valves paid six cts on 14 March.",
            ["six", "14"],
            ["harwick", "valves", "march"],
        ),
        ("HARWICK VALVES PAYS 14 CTS", ["14"], []),
        ("Harwick paid.", [], []),
    ],
)
def test_numbers_and_names_are_slots_but_capitals_of_headlines_are_not(
    text: str, numbers: list[str], names: list[str]
) -> None:
    c = cut_texts(text)
    t = touched(c, np.array([[0, 1, 0, 1]]))
    words = [text[a:b].lower() for a, b in zip(c.start.tolist(), c.end.tolist(), strict=True)]
    assert [w for w, kind in zip(words, t.kind.tolist(), strict=True) if kind == NUMBERS] == numbers
    assert [w for w, kind in zip(words, t.kind.tolist(), strict=True) if kind == NAMES] == names


def test_runs_differ_in_their_slots_only_where_numbers_and_names_do() -> None:
    c = cut_texts("The board paid 14 cts.", "The board paid 20 cts.", "The board lost 20 cts.")
    spans = [(int(a), int(b)) for a, b in zip(c.block_first, c.block_last, strict=True)]
    r = runs(touched(c, np.array([[*spans[0], *spans[1]], [*spans[0], *spans[2]]])))
    groups = [set(r.key[r.article == n].tolist()) for n in range(3)]
    fillings = [r.filling[r.article == n].tolist() for n in range(3)]
    assert groups[0] == groups[1] != groups[2]
    assert fillings[0] != fillings[1]
    # The runs begin at the edge of the sentence and end there: five words and two edges.
    assert [len(one) for one in fillings] == [4, 4, 4]


FORECAST = "中国气象局预报，明天北京市晴到多云，最高气温{}度，最低气温{}度，偏北风{}级，请市民注意防晒。{}"
REST = (
    "港口工人今天清理了码头。",
    "小学生参观了新建的图书馆。",
    "两家面包店延长了营业时间。",
    "村民们在河边种下柳树。",
    "歌手将在周末举行演唱会。",
)


def test_forms_are_told_in_writing_without_spaces_too() -> None:
    numbers = ((25, 17, 3), (27, 14, 2), (22, 9, 4), (31, 20, 1), (19, 8, 5))
    articles = [
        made_article(f"a{n}", FORECAST.format(*given, rest), language="zh")
        for n, (given, rest) in enumerate(zip(numbers, REST, strict=True))
    ]
    assert contents(compared(articles)) == {"formula"}
    # In two articles alone, their figures tell.
    assert contents(compared(articles[:2])) == {"formula"}


STORM = (
    "It drove the ferry {} miles off course, tore {} feet of railing from its deck, "
    "cooled the town to {} degrees.",
    "Er trieb die Fähre {} Kilometer vom Kurs ab, riss {} Meter Reling vom Deck, "
    "kühlte die Stadt auf {} Grad.",
)


@pytest.mark.parametrize(("languages", "form"), [(("en", "de"), False), (("en", "en"), True)])
def test_a_translation_with_converted_units_is_no_form(languages: tuple[str, str], form: bool) -> None:
    texts = STORM[0].format(12, 40, 50), STORM[1].format(19, 13, 10)
    assert figures_tell(texts, languages) is form


def test_figures_tell_a_form_though_the_language_of_one_article_was_told_wrongly() -> None:
    assert figures_tell((STORM[0].format(12, 40, 50), STORM[0].format(19, 13, 10)), ("en", "nl"))


def figures_tell(texts: Sequence[str], languages: Sequence[str]) -> bool:
    """Say whether the two texts are a form, by themselves."""
    c = cut([made_article(f"a{n}", texts[n], language=languages[n]) for n in (0, 1)], tables())
    one, other = (
        Passage(article=n, block=n, first=int(c.block_first[n]), last=int(c.block_last[n])) for n in (0, 1)
    )
    tie = Tie(left=one, right=other, generators=1, claim=None)
    return formulas(c, [tie], Stories(c), counting(c))[0]


def test_runs_are_longer_in_writing_without_spaces() -> None:
    c = cut_texts("港口今天关闭，共有很多船停航。", language="zh")
    r = runs(touched(c, np.array([[0, 1, 0, 1]])))
    assert set((r.last - r.first).tolist()) == {UNSPACED_RUN}
