"""What counts as an agency credit in an article's text, and what is only the subject of the news."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_texts import BODY, FILLER, TABLE, credits_of, cut, kinds
from folders import SHARED
from provenance.core.crediting import credit_forms as forms
from provenance.core.crediting.agencies import agency_table
from provenance.core.crediting.credits import find_credits
from provenance.errors import SettingsError
from provenance.model import Article, Span


@pytest.mark.parametrize(
    ("opening", "agency"),
    [
        ("GENEVA (AFP) — ", "AFP"),
        ("PARIS, Jan 3 (Reuters) - ", "Reuters"),
        ("(AP) — ", "AP"),
        ("BERLIN (dpa) - ", "dpa"),
        ("Berlin (dpa/lno) - ", "dpa"),
        ("MADRID (EFE).- ", "EFE"),
        ("Wien (APA) - ", "APA"),
        ("HAYWARD, Calif. (AP) - ", "AP"),
        ("NEW DELHI, Jan 3 (PTI) ", "PTI"),
        ("MOSCOW, January 3. /TASS/. ", "TASS"),
        ("МОСКВА, 3 янв - РИА Новости. ", "RIA Novosti"),
        ("BEIJING, Jan. 3 (Xinhua) -- ", "Xinhua"),
        ("Praha (ČTK) – ", "ČTK"),
        ("(ANSA) - ROMA, 03 GEN - ", "ANSA"),
        ("新华社北京1月3日电 ", "Xinhua"),
        ("Piers close as divers find cracks-新华网 新华社武汉1月3日电（记者王贤）", "Xinhua"),
        ("据新华社北京1月3日电 ", "Xinhua"),
        ("中新网1月3日电 ", "China News Service"),
        ("中央社記者王小明台北3日電 ", "CNA"),
        ("【1月3日 AFP】", "AFP"),
        ("【北京共同】", "Kyodo"),
        ("(서울=연합뉴스) ", "Yonhap"),
        ("Москва. 3 января. INTERFAX.RU - ", "Interfax"),
        ("القاهرة (رويترز) - ", "Reuters"),
    ],
)
def test_a_dateline_credits_its_agency(opening: str, agency: str) -> None:
    assert kinds("Piers closed\n\n" + opening + BODY) == [(agency, "dateline")]


@pytest.mark.parametrize(
    ("opening", "agency"),
    [
        (
            "LONDON, May 6, 2025 /PRNewswire/ -- Noravent Inc. (NYSE: NOR) today announced a quay. ",
            "PR Newswire",
        ),
        ("LONDON, May 6, 2025 /PRNewswire-PRWeb/ -- Noravent, of Kessel, builds quays. ", "PR Newswire"),
        ("LONDON, May 6 /AP/ - Police, firefighters and divers came. ", "AP"),
        ("МОСКВА, 3 января. /ТАСС/. Пожарные, полиция и водолазы прибыли. ", "TASS"),
        ("PRAHA, 3. ledna /ČTK/ - Hasiči, policisté a potápěči. ", "ČTK"),
        ("/AP, AFP/ - Police, firefighters and divers came. ", "AFP"),
    ],
)
def test_the_slash_after_the_name_ends_a_dateline_whatever_commas_follow(opening: str, agency: str) -> None:
    assert (agency, "dateline") in kinds("Piers closed\n\n" + opening + BODY)


def test_a_news_agency_that_is_the_subject_of_a_chinese_sentence_is_no_dateline() -> None:
    assert kinds("新华社记者在武汉采访了三位村民，他们说用电很方便。" + BODY) == []
    assert kinds("港口新闻 新华社记者拍摄的电影在北京上映。" + BODY) == []


def test_a_dateline_of_two_agencies_credits_both() -> None:
    assert kinds("Wien (APA/dpa) - " + BODY) == [("APA", "dateline"), ("dpa", "dateline")]


@pytest.mark.parametrize(
    ("opening", "agency"),
    [
        ("NEW YORK, Jan. 3, 2024 /PRNewswire/ -- ", "PR Newswire"),
        ("BOSTON--(BUSINESS WIRE)--", "Business Wire"),
        ("OSLO, Jan. 3, 2024 (GLOBE NEWSWIRE) -- ", "GlobeNewswire"),
        ("Hamburg (ots) - ", "ots"),
    ],
)
def test_a_dateline_of_a_press_release_wire_is_marked_as_such(opening: str, agency: str) -> None:
    (credit,) = credits_of(opening + BODY)
    assert (credit.agency, credit.kind, credit.release) == (agency, "dateline", True)


@pytest.mark.parametrize(
    ("line", "agency"),
    [
        ("By Jane Doe, Associated Press", "AP"),
        ("By JANE DOE Associated Press", "AP"),
        ("By Reuters", "Reuters"),
        ("By Reuters Staff", "Reuters"),
        ("Von Erika Muster, dpa", "dpa"),
        ("Par Jean Dupont, AFP", "AFP"),
        ("AFP", "AFP"),
        ("REUTERS", "Reuters"),
    ],
)
def test_a_byline_names_its_agency(line: str, agency: str) -> None:
    assert kinds(f"Piers closed\n\n{line}\n\n{BODY}") == [(agency, "byline")]


@pytest.mark.parametrize(
    ("line", "agency"),
    [
        ("Source: AFP", "AFP"),
        ("Quelle: dpa", "dpa"),
        ("Fuente: EFE", "EFE"),
        ("(with inputs from PTI)", "PTI"),
        ("With agency inputs", ""),
        ("Agencies", ""),
        ("avec AFP", "AFP"),
        ("Mit Material von dpa", "dpa"),
    ],
)
def test_a_line_of_its_own_credits_agencies(line: str, agency: str) -> None:
    assert kinds(f"{BODY}\n\n{line}") == [(agency, "credit-line")]


@pytest.mark.parametrize(
    ("mark", "agency"), [("(mit dpa)", "dpa"), ("(avec AFP)", "AFP"), ("(med NTB)", "NTB")]
)
def test_words_in_brackets_behind_the_last_sentence_credit_an_agency(mark: str, agency: str) -> None:
    assert kinds(f"{BODY} {mark}") == [(agency, "credit-line")]


@pytest.mark.parametrize(
    ("line", "agency"),
    [
        ("The Associated Press contributed to this report.", "AP"),
        ("Additional reporting by PA", "PA"),
        ("With additional reporting by AP.", "AP"),
        ("(With reporting by Reuters)", "Reuters"),
        ("Includes reporting by AFP", "AFP"),
        ("Mit zusätzlichem Material von dpa", "dpa"),
        ("Agencies contributed to this report", ""),
    ],
)
def test_a_line_may_say_that_an_agency_added_to_the_article(line: str, agency: str) -> None:
    assert kinds(f"{BODY}\n\n{line}") == [(agency, "contribution")]


@pytest.mark.parametrize(
    ("ending", "agency"),
    [
        (" (Reporting by Jane Doe; Editing by John Roe)", "Reuters"),
        ("\n\nReporting by Jane Doe in Oslo; Editing by John Roe", "Reuters"),
        (" Reuter", "Reuters"),
        (" REUTER", "Reuters"),
        ("\n\n© AFP", "AFP"),
        ("\n\nCopyright 2019 The Associated Press. All rights reserved.", "AP"),
        (" AFP/xy", "AFP"),
        (" dpa ab yy", "dpa"),
        (" dpa", "dpa"),
        ("\n\n--AP", "AP"),
        ("\n\n-- Reuters Toronto Bureau 416 941-8100", "Reuters"),
        (" (PAP)", "PAP"),
        (" /ritzau/", "Ritzau"),
        (" (AFP)", "AFP"),
        (" Enditem", "Xinhua"),
        ("\n\nEnditem", "Xinhua"),
        (" (Havas.)", "Havas"),
        (" (dpa.)", "dpa"),
        ("\n\n(Agence Havas.)", "Havas"),
        ("\n\n[Reuter’s Telegrams.]", "Reuters"),
        (" — Central News.", "Central News"),
    ],
)
def test_a_sign_off_credits_its_agency(ending: str, agency: str) -> None:
    assert kinds(BODY + ending) == [(agency, "sign-off")]


@pytest.mark.parametrize(
    ("head", "agency", "kind"),
    [
        ("[Reuter's Telegrams.]\n", "Reuters", "byline"),
        ("(REUTER’S TELEGRAMS.)\n\n", "Reuters", "byline"),
        ("By United Press\n\n", "United Press", "byline"),
        ("(By United Press International)\n\n", "UPI", "byline"),
        ("Berlin, 4. Mai. (W. T. B.) ", "WTB", "dateline"),
        ("Berlin, 4. Mai. (WTB.) ", "WTB", "dateline"),
        ("LONDON, May 6—(INS)—", "INS", "dateline"),
    ],
)
def test_agencies_of_digitised_newspapers_are_credited(head: str, agency: str, kind: str) -> None:
    assert kinds(head + BODY) == [(agency, kind)]


@pytest.mark.parametrize(
    "text", ["LUCKNOW (UP): ", "The INS Vikrant sailed. ", "The Central News telegraphs: "]
)
def test_initials_and_names_that_are_other_things_too_credit_nobody(text: str) -> None:
    assert kinds(text + BODY) == []


def test_reporting_by_alone_is_nobodys_house_style() -> None:
    assert kinds(BODY + "\n\nReporting by Jane Doe, our harbour correspondent.") == []


@pytest.mark.parametrize(
    ("sentence", "agency"),
    [
        ("The mayor told AFP on Monday that the piers would stay closed.", "AFP"),
        ("Two officials told Reuters that no money was left.", "Reuters"),
        ("A diver told The Associated Press about the cracks.", "AP"),
        ("She confirmed the closure in an email sent to AFP on Thursday.", "AFP"),
        ("He spoke of neglect in an interview with Reuters.", "Reuters"),
        ("„Das ist bitter“, sagte der Bürgermeister der dpa am Montag.", "dpa"),
        ("Das sei bitter, sagte sie der Deutschen Presse-Agentur.", "dpa"),
        ("Le maire a déclaré à l’AFP que les travaux dureraient.", "AFP"),
        ("El alcalde dijo a EFE que las obras seguirán.", "EFE"),
        ("Il sindaco ha dichiarato all'ANSA che i lavori continuano.", "ANSA"),
        ("Borgmästaren säger till Ritzau att bryggan är stängd.", "Ritzau"),
        ("Mluvčí řekl ČTK, že přístav zůstane zavřený.", "ČTK"),
        ("An AFP journalist at the scene saw the cracks.", "AFP"),
    ],
)
def test_who_was_told_is_found_anywhere_in_the_text(sentence: str, agency: str) -> None:
    assert kinds(f"{FILLER}\n\n{sentence}\n\n{FILLER}") == [(agency, "told")]


@pytest.mark.parametrize(
    "sentence",
    [
        "The AP Stylebook asks for short sentences.",
        "He told AP students about the exam.",
        "She marked the piers on a map and in two AP courses.",
        "Reuters shares fell by a tenth after the announcement.",
        "The bank told Reuters shareholders to accept the bid.",
        "The Xinhua news agency reported that the piers were closed.",
        "State news agency TASS reported the closure.",
        "According to AFP, the piers were closed.",
        "That was confirmed in a Reuters poll of economists.",
        "MAPS OF THE HARBOUR WERE SOLD OUT",
        "The rights to Advanced Placement (AP) — a school programme — were sold.",
        "“The commission told AFP lies about the piers,” the mayor said.",
        "Mayor Bloomberg said the piers were safe.",
    ],
)
def test_an_agency_in_the_news_is_no_credit(sentence: str) -> None:
    for text in (f"{sentence}\n\n{BODY}", f"{FILLER}\n\n{sentence}\n\n{FILLER}", f"{BODY}\n\n{sentence}"):
        assert kinds(text) == []


@pytest.mark.parametrize(
    ("caption", "agency"),
    [
        ("A crane at the northern quay. (AP Photo/Jane Doe)", "AP"),
        ("A crane at the northern quay (AN/J. Heilman)", "AN"),
        ("A crane at the northern quay. (Jane Doe/Associated Press)", "AP"),
        ("A crane at the quay. (Jane Doe / Associated Press)", "AP"),
        ("Photo: Reuters", "Reuters"),
        ("Foto: Erika Muster/dpa", "dpa"),
        ("A crane at the northern quay. REUTERS/Jane Doe", "Reuters"),
        ("A crane at the northern quay. (AFP)", "AFP"),
    ],
)
def test_a_credit_beside_a_picture_is_only_a_photo_credit(caption: str, agency: str) -> None:
    assert kinds(f"{FILLER}\n\n{caption}\n\n{FILLER}") == [(agency, "photo")]


def test_getty_images_and_afp_together_credit_a_photo() -> None:
    found = kinds(f"{BODY}\n\nA crane. Getty Images/AFP\n\n{FILLER}")
    assert found
    assert {kind for _, kind in found} == {"photo"}


@pytest.mark.parametrize(
    "word", ["map", "MAPS", "CAPS", "APs", "Kafpe", "dpas", "unansaid", "EFEX", "AFPlus"]
)
def test_a_name_inside_another_word_is_no_name(word: str) -> None:
    for text in (
        f"GENEVA ({word}) — {BODY}",
        f"{BODY}\n\nSource: {word}",
        f"The mayor told {word} so. {BODY}",
    ):
        assert [credit for credit in credits_of(text) if credit.kind != "release-sign"] == []


def test_furniture_is_not_searched_for_who_was_told() -> None:
    text = f"{BODY}\n\nRead also: mayor told AFP of cracks"
    article = Article(id="a", path="a", text=text)
    assert find_credits(article, cut(text, frozenset({5})), TABLE) == ()


def test_lines_and_spans_point_at_the_words() -> None:
    text = "Piers closed\n\nGENEVA (AFP) — Two piers are closed.\n\nThe mayor told\u00a0AFP so.\n\n" + BODY
    dateline, told = credits_of(text)
    assert (dateline.line, dateline.detail) == (3, '"GENEVA (AFP)"')
    assert (told.line, told.detail) == (5, '"told AFP"')
    assert told.span is not None
    assert told.span.cut(text) == "told\u00a0AFP"


def test_the_table_lists_agencies_of_the_world_and_release_wires() -> None:
    by_kind = {
        kind: sum(agency.kind == kind for agency in TABLE.agencies) for kind in ("agency", "press-release")
    }
    assert by_kind["agency"] >= 30
    assert by_kind["press-release"] >= 4


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"schema": "other/1"}, "other/1"),
        ({"schema": "provenance.agencies/1", "agency": [{"kind": "agency"}]}, "entry 1"),
        ({"schema": "provenance.agencies/1", "agency": [{"name": "X", "kind": "pub"}]}, "pub"),
    ],
)
def test_a_broken_table_is_refused_by_name(data: dict[str, object], message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        agency_table(data)


@given(
    st.lists(
        st.sampled_from(
            ["told ", "AFP", " (", ")", "\n\n", ". ", "GENEVA", " - ", "/", "dpa", "©", "By ", "x"]
        )
    )
)
def test_every_credit_lies_in_the_text_in_order_and_without_overlap(pieces: list[str]) -> None:
    text = "".join(pieces)
    found = credits_of(text)
    spans = [credit.span for credit in found if credit.span is not None]
    assert all(span.end <= len(text) for span in spans)
    assert spans == sorted(spans)
    by_agency = [(credit.agency, credit.span) for credit in found if credit.span is not None]
    for number, (agency, span) in enumerate(by_agency):
        assert not any(agency == name and span.overlap(other) for name, other in by_agency[number + 1 :])


@pytest.mark.skipif(not (SHARED / "seeds").is_dir(), reason="the shared seed articles are not here")
def test_the_seed_articles_have_the_credits_that_were_annotated_by_hand() -> None:
    gold = json.loads((SHARED / "seeds" / "gold.json").read_text(encoding="utf-8"))["agency_mentions"]
    for path in sorted((SHARED / "seeds").glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        found = credits_of(text)
        wanted = gold.get(path.name)
        if wanted is None:
            assert found == ()
            continue
        assert {credit.agency for credit in found} == {wanted["agency"]}
        assert all((credit.kind != "photo") == wanted["credit"] for credit in found)
        for place in wanted["evidence"]:
            span = Span(place["start"], place["end"])
            assert any(credit.span is not None and credit.span.overlap(span) for credit in found)


def test_a_by_line_of_many_capitals_is_read_in_a_moment() -> None:
    begun = time.process_time()
    for tail in ("A" * 60 + "!", "A-" * 30 + "!", "WASHINGTON AND BRUSSELS " * 3 + ", 12:30"):
        assert forms.BYLINE_AFTER.match(f" {tail}") is None
    assert time.process_time() - begun < 1.0
    assert forms.BYLINE_AFTER.match(" WASHINGTON and BRUSSELS staff writers") is not None
