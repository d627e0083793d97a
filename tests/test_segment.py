"""How an article is cut into paragraphs and sentences."""

from __future__ import annotations

import pickle
import tomllib
from collections.abc import Callable
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance.core.cutting.segment import cut_paragraphs, cut_sentences, segment, segment_tables
from provenance.model import Segments
from timings import takes_linear_time

DATA = files("provenance") / "data"
TABLES = segment_tables(
    tomllib.loads((DATA / "furniture.toml").read_text(encoding="utf-8")),
    tomllib.loads((DATA / "cues.toml").read_text(encoding="utf-8")),
)
MARKS = st.sampled_from(
    (*"\"“”„«»‘’'「」『』`\\\n \t\u00a0\u2029.?!,:aB1é你", "said ", " X told AFP", "\r\n", "Read also: ")
)
TEXTS = st.text() | st.lists(MARKS).map("".join)
SCRIPTS = [
    "ประเทศไทยกล่าวว่าจะดำเนินการ “ต่อไป” ในวันจันทร์",
    "قال المتحدث: «لن نستسلم أبدا». وأضاف أن العمل مستمر. هل هذا صحيح؟ نعم.",
    'ראש הממשלה אמר: "לא ניכנע". הוא הוסיף כי העבודה נמשכת.',
    "他说：“我们不会屈服。这是错误的。”会议结束了！",
    "🙂🙂 “👍🏽” 🙂. \U0001f1e9\U0001f1ea “ok” 🙂",
]


def paragraphs_of(text: str, start: int = 0) -> list[str]:
    return [span.cut(text) for span in cut_paragraphs(text, start)]


def sentences_of(text: str, language: str = "en") -> list[str]:
    return [span.cut(text) for span in cut_sentences(text, cut_paragraphs(text), language)[0]]


def check(text: str, found: Segments, start: int = 0) -> None:
    """Assert what holds for every text."""
    assert len(found.furniture) == len(found.paragraphs)
    assert len(found.sentence_paragraph) == len(found.sentences)
    for before, after in zip(found.paragraphs, found.paragraphs[1:], strict=False):
        assert before.end <= after.start
    for before, after in zip(found.sentences, found.sentences[1:], strict=False):
        assert before.end <= after.start
    for span in (*found.paragraphs, *found.sentences):
        assert span.cut(text) == span.cut(text).strip()
        assert span.start >= start
    for span, number in zip(found.sentences, found.sentence_paragraph, strict=True):
        paragraph = found.paragraphs[number]
        assert paragraph.start <= span.start < span.end <= paragraph.end
    covered = {at for span in found.sentences for at in range(span.start, span.end)}
    assert all(at in covered for at in range(start, len(text)) if text[at].isalnum())
    for quote in found.quotations:
        assert quote.outer.start <= quote.span.start < quote.span.end <= quote.outer.end
        assert any(p.start <= quote.outer.start and quote.outer.end <= p.end for p in found.paragraphs)
        if quote.speaker_span is not None:
            # A pronoun that nobody is found for stands there without a name.
            assert quote.speaker or quote.cue
            assert quote.speaker_span.end <= len(text)


@given(TEXTS, st.sampled_from(["en", "de", "fr", "es", "it", "pt", "ru", "zh", "xx", "", None, "pt-BR"]))
@settings(max_examples=150, deadline=None)
def test_any_text_is_cut_into_spans_that_nest_and_cover_its_words(text: str, language: str | None) -> None:
    check(text, segment(text, language, tables=TABLES))


@given(TEXTS, st.integers(0, 40))
@settings(max_examples=60, deadline=None)
def test_front_matter_is_left_out(text: str, start: int) -> None:
    start = min(start, len(text))
    check(text, segment(text, "en", tables=TABLES, start=start), start)


@pytest.mark.parametrize("text", SCRIPTS)
@pytest.mark.parametrize("language", ["en", "th", "ar", "he", "zh", None])
def test_every_script_is_cut_without_losing_words(text: str, language: str | None) -> None:
    found = segment(text, language, tables=TABLES)
    check(text, found)
    assert found.sentences


def test_a_newline_ends_a_paragraph() -> None:
    text = "The harbour will close.\nThe mayor said so on Tuesday.\n\nNobody objected."
    assert paragraphs_of(text) == text.replace("\n\n", "\n").split("\n")


def test_hard_wrapped_lines_are_joined_until_a_blank_line() -> None:
    first = (
        "The harbour commission said on Tuesday that the old port would be\n"
        "closed next year, after an inspection found that its eastern wall\n"
        "had moved by several centimetres since the winter storms."
    )
    second = "Fishermen who use the port asked for another place to land their\ncatch, and were promised one."
    assert paragraphs_of(f"{first}\n\n{second}\n") == [first, second]


def test_a_single_wrapped_sentence_is_one_paragraph() -> None:
    text = "The harbour commission said on Tuesday that the old port would be\nclosed next year."
    assert paragraphs_of(text) == [text]


def test_wrapped_lines_that_begin_with_names_are_joined_where_no_line_had_room_for_them() -> None:
    first = (
        "A statement of the holding companies Halden Invest of Oster and\n"
        "Forvalt Providentia said that they had taken over an option of\n"
        "Nobel Industrier to acquire 33 pct of the shares in a match maker."
    )
    second = (
        "Merrow Capital Markets said it received a mandate of Industrial\n"
        "Equity of Aldmere to arrange a letter of credit in support of 10\n"
        "million in notes, its first of this kind since the fire."
    )
    third = (
        "It will be paid out in the spring, after the bank has looked at\n"
        "the books of the last ten years and an auditor whom the lenders\n"
        "trust has found them in order."
    )
    text = f"{first}\n\n{second}\n\n{third}\n"
    assert paragraphs_of(text) == [first, second, third]


def test_a_list_in_wrapped_text_is_not_joined() -> None:
    wrapped = (
        "The harbour commission said on Tuesday that the old port would be\n"
        "closed next year, after an inspection found that its eastern wall\n"
        "had moved by several centimetres since the winter storms."
    )
    listed = [
        "Aldmere Rovers 2, Port Kessel United 1 after extra time",
        "Wexcombe 0, Harbour Athletic 0, abandoned for fog",
        "Tollen Wanderers 3, Reinau 2 in front of 12,000",
    ]
    assert paragraphs_of("\n".join([wrapped, "", *listed])) == [wrapped, *listed]


@pytest.mark.parametrize("blank", ["\n", "\u00a0", "\u202f", "\t", "\u2009"])
def test_quotations_are_the_same_whatever_stands_between_words(blank: str) -> None:
    text = (
        '"Stability in prices should lead to renewed investment" Berg said. A customer of the harbour bank '
        'who fails to pay is only pursued through the courts "as a very last measure" and in some cases an '
        'outside firm is called. "It really was a meeting of minds on this, and one step at a time is quite '
        'enough for us, and for them."'
    )
    plain = segment(text, "en", tables=TABLES).quotations
    words = text.split(" ")
    lines = [" ".join(words[at : at + 12]) for at in range(0, len(words), 12)]
    found = segment("\n".join(lines) if blank == "\n" else blank.join(words), "en", tables=TABLES).quotations
    told = [[(one.span, one.kind, one.speaker) for one in quotations] for quotations in (plain, found)]
    assert told[0] == told[1]
    assert [one.kind for one in plain] == ["direct", "partial", "direct"]


def test_a_headline_is_not_joined_with_a_line_that_is_no_sentence() -> None:
    text = "Commission Falsely Calls Report on the Old Harbour Wall a Fabrication\nplease wait"
    assert len(paragraphs_of(text)) == 2


def test_lines_that_are_headlines_or_paragraphs_are_not_joined() -> None:
    headlines = [
        "Harbour commission closes the old port next year",
        "Fishermen ask for another place to land their catch",
        "Mayor promises a new quay",
    ]
    assert paragraphs_of("\n".join(headlines)) == headlines
    long = "\n".join(f"{'A long paragraph of many words ' * 6}ends here." for _ in range(3))
    assert len(paragraphs_of(long)) == 3


def test_an_indented_line_opens_a_paragraph_in_wrapped_text() -> None:
    text = (
        "   The harbour commission said on Tuesday that the old port would be\n"
        "closed next year, after an inspection found that its eastern wall\n"
        "had moved.\n"
        "   Fishermen who use the port asked for another place to land their\n"
        "catch, and were promised one before the end of the season."
    )
    assert len(paragraphs_of(text)) == 2


@pytest.mark.parametrize(
    "end", ["\r\n", "\r", "\u2028", "\u2029", "\f", "\x85", "\n\n", "\r\n\r\n", "\n \t\n"]
)
def test_every_kind_of_line_end_counts(end: str) -> None:
    assert paragraphs_of(f"One came.{end}Two went.") == ["One came.", "Two went."]


def test_paragraphs_are_trimmed_of_invisible_characters() -> None:
    text = "\ufeff\u00a0 One. \u200b\n\u00a0\u200b\n\u2003Two.\u00a0"
    assert paragraphs_of(text) == ["One.", "Two."]


def test_a_quotation_of_several_sentences_is_split() -> None:
    text = "“We waited. Nobody came,” said the mayor. “It was cold.”"
    assert sentences_of(text) == ["“We waited.", "Nobody came,” said the mayor.", "“It was cold.”"]
    assert sentences_of(text.replace("“", '"').replace("”", '"')) == [
        '"We waited.',
        'Nobody came," said the mayor.',
        '"It was cold."',
    ]


def test_a_question_stays_with_its_speaker() -> None:
    assert sentences_of("“Why did nobody come?” he asked. It rained.") == [
        "“Why did nobody come?” he asked.",
        "It rained.",
    ]


def test_french_marks_stay_with_their_sentence() -> None:
    text = "« Nous attendons », a dit le maire à l’AFP. « Personne n’est venu. »"
    assert sentences_of(text, "fr") == [
        "« Nous attendons », a dit le maire à l’AFP.",
        "« Personne n’est venu. »",
    ]


def test_chinese_and_japanese_stops_end_sentences() -> None:
    text = "他说：“我们不会屈服。这是错误的。”会议在星期二的下午结束了！大家都走了吗？是的。"
    assert len(sentences_of(text, "zh")) == 5
    assert len(sentences_of(text, "xx")) == 5


def test_titles_and_initials_end_no_sentence() -> None:
    assert len(sentences_of("Mr. Smith met Sen. Jones of the U.S. Senate on Tuesday.")) == 1
    assert len(sentences_of("Hier M. Dupont a rencontré Mme. Durand à Lyon.", "fr")) == 1


@pytest.mark.parametrize(
    ("made", "size"),
    [
        (lambda size: "a" * size, 200_000),
        (lambda size: '"' * size, 10_000),
        (lambda size: "“" * size, 10_000),
        (lambda size: "“a ” " * size, 2_000),
        (lambda size: "'a " * size, 10_000),
        (lambda size: '"A b," said X. ' * size, 1_000),
        (lambda size: "A" * size + '" said X "' + "." * 1000, 100_000),
        (lambda size: "Aa " * size + '"a," he said.', 25_000),
        (lambda size: "“a\n" * size, 2_500),
        (lambda size: "said, " * size + '"b"', 10_000),
        (lambda size: "\u00a0" * size + "x", 75_000),
    ],
    ids=range(11),
)
def test_time_is_linear_in_hostile_texts(made: Callable[[int], str], size: int) -> None:
    assert takes_linear_time(lambda size: segment(made(size), "en", tables=TABLES), size)


def test_tables_can_be_sent_to_another_process() -> None:
    text = "“We waited,” said Ada Berg."
    copy = pickle.loads(pickle.dumps(TABLES))
    assert segment(text, "en", tables=copy) == segment(text, "en", tables=TABLES)
