"""Credits as papers in other languages than English set them, and the same words where they credit nobody."""

from __future__ import annotations

import pytest

from credit_texts import BODY, FILLER, kinds


@pytest.mark.parametrize(
    ("opening", "agency"),
    [
        ("بيروت (أ ف ب) - ", "AFP"),
        ("【アテネ14日ロイター】", "Reuters"),
        ("【アテネ＝ロイター】", "Reuters"),
        ("［アテネ １４日 ロイター］ - ", "Reuters"),
        ("[アテネ 14日 ロイター] - ", "Reuters"),
        ("【1月3日 AP】", "AP"),
        ("［東京 時事］", "Jiji Press"),
        ("Wiedeń, 19.03.2024 (PAP) - ", "PAP"),
        ("Wien, 19. 3. 2024 (APA) - ", "APA"),
        ("**Halden (dpa/sn)** - ", "dpa"),
        ("STOCKHOLM (RTR) - ", "Reuters"),
    ],
)
def test_a_dateline_credits_its_agency(opening: str, agency: str) -> None:
    assert kinds("Piers closed\n\n" + opening + BODY) == [(agency, "dateline")]


def test_a_dateline_of_two_agencies_credits_both() -> None:
    text = "Piers closed\n\nSTOCKHOLM (ANP/RTR) - " + BODY
    assert kinds(text) == [("ANP", "dateline"), ("Reuters", "dateline")]
    assert set(kinds("【AFP＝時事】" + BODY)) == {("AFP", "dateline"), ("Jiji Press", "dateline")}


@pytest.mark.parametrize(
    ("line", "agency", "kind"),
    [
        ("المصدر: رويترز", "Reuters", "credit-line"),
        ("بيروت - وكالة فرانس برس", "AFP", "byline"),
        ("来源：新华社", "Xinhua", "credit-line"),
        ("2024-04-10 07:12 来源：新华社 责任编辑：王小明", "Xinhua", "credit-line"),
        ("PAP, red.", "PAP", "byline"),
        ("Agência Lusa / AFP", "Lusa", "byline"),
        ("Agência Lusa", "Lusa", "byline"),
        ("Atenas (AFP)", "AFP", "byline"),
        ("Von unserer Redaktion und dpa", "dpa", "byline"),
        ("Haber Masası | Anadolu Ajansı", "Anadolu", "byline"),
        ("Redazione ANSA", "ANSA", "byline"),
        ("Par Ada Berg (envoyée spéciale à Halden) avec AFP", "AFP", "contribution"),
    ],
)
def test_a_line_below_the_title_credits_its_agency(line: str, agency: str, kind: str) -> None:
    assert (agency, kind) in kinds(f"Piers closed\n\n{line}\n\n{BODY}")


@pytest.mark.parametrize(
    ("ending", "agency"),
    [
        ("AA / Muhabir: Ada Berg", "Anadolu"),
        ("Z Halden Ada Berg (PAP)\n\nab/ cd/", "PAP"),
        ("Koszt wyniósł milion złotych. (PAP)", "PAP"),
        ("市は工事を終えると発表した。（共同）", "Kyodo"),
        ("市は工事を終えると発表した。（時事）", "Jiji Press"),
        ("市政府宣布工程完工。（据新华社）", "Xinhua"),
    ],
)
def test_a_sign_off_credits_its_agency(ending: str, agency: str) -> None:
    assert kinds(f"{BODY}\n\n{ending}") == [(agency, "sign-off")]


@pytest.mark.parametrize(
    ("sentence", "agency"),
    [
        ("وقال الوزير ذلك لوكالة فرانس برس.", "AFP"),
        ("وقال مسؤول في الوزارة لرويترز إن الجسر مغلق.", "Reuters"),
        ("Así lo constató un periodista de la AFP.", "AFP"),
        ("A ponte está fechada, constatou um jornalista da Lusa.", "Lusa"),
    ],
)
def test_who_was_told_or_saw_it_is_found_anywhere_in_the_text(sentence: str, agency: str) -> None:
    assert kinds(f"{FILLER}\n\n{sentence}\n\n{FILLER}") == [(agency, "told")]


LEADS = [
    ("Мост откроют в мае, передаёт РИА Новости.", "RIA Novosti"),
    ("Как сообщает ТАСС, мост откроют в мае.", "TASS"),
    ("Мост откроют в мае, сообщает корреспондент агентства «Интерфакс».", "Interfax"),
    ("Міст відкриють у травні, повідомляє Укрінформ.", "Ukrinform"),
    ("Міст відкриють у травні. Про це передає кореспондент Укрінформу.", "Ukrinform"),
    ("据新华社报道，老桥将于本月完工。", "Xinhua"),
    ("（据新华社）老桥将于本月完工。", "Xinhua"),
    ("据法新社3日报道，老桥将于本月完工。", "AFP"),
]


@pytest.mark.parametrize(("lead", "agency"), LEADS)
def test_a_lead_names_whose_report_an_article_passes_on(lead: str, agency: str) -> None:
    assert kinds(f"Мост\n\n{lead}\n\n{BODY}") == [(agency, "told")]


@pytest.mark.parametrize(("sentence", "agency"), LEADS)
def test_further_down_the_same_words_quote_a_source(sentence: str, agency: str) -> None:
    assert kinds(f"{FILLER}\n\n{sentence}\n\n{FILLER}") == []


@pytest.mark.parametrize("ending", ["Об этом сообщает ТАСС.", "Про це повідомляє Укрінформ."])
def test_a_last_sentence_may_say_it_of_the_whole_article(ending: str) -> None:
    assert [kind for _, kind in kinds(f"{BODY}\n\n{ending}")] == ["told"]


@pytest.mark.parametrize(
    "line",
    [
        "قالت رويترز إن الجسر مغلق.",
        "Мост закрыт, заявил глава агентства ТАСС.",
        "新华社报道的图书馆将于本月完工。",
        "市は工事を終えるとロイターが報じた。",
        "据法新社报道，工程曾一度停工。",
        "Atenas sin AFP",
        "Der Streit unserer Redaktion und der Stadt",
    ],
)
def test_an_agency_in_the_news_is_no_credit(line: str) -> None:
    assert kinds(f"Piers closed\n\n{BODY}\n\n{line}") == []
