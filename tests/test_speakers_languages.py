"""Who speaks in languages other than English: at a distance from the verb, and in other orders of words."""

from __future__ import annotations

import time

import pytest

from provenance.api import cut_tables
from provenance.core.cutting.segment import segment
from test_quotations import speakers


@pytest.mark.parametrize(
    ("language", "text", "speaker"),
    [
        (
            "fr",
            "« Nous fermons le port », a déclaré à la presse le maire de la ville, Anne Petit.",
            "Anne Petit",
        ),
        ("fr", "« Nous fermons le port », a raconté à l'AFP Anne Petit, une voisine.", "Anne Petit"),
        (
            "es",
            "«Cerramos el puerto», declaró a la prensa el portavoz de la guardia, José Ruiz.",
            "José Ruiz",
        ),
        ("es", "«Cerramos el puerto», contó a la AFP Ana Ruiz, una maestra.", "Ana Ruiz"),
        (
            "it",
            "«Chiudiamo il porto», ha spiegato in conferenza stampa Gianni Rossi, portavoce.",
            "Gianni Rossi",
        ),
        ("it", "«Chiudiamo il porto», ha detto martedì sera Gianni Rossi.", "Gianni Rossi"),
        ("pt", "“Fechamos o porto”, contou à AFP Ana Sousa, professora.", "Ana Sousa"),
        ("pl", "„Zamykamy port” – powiedziała w nagraniu dla załogi prezes Anna Nowak.", "Anna Nowak"),
        ("pl", "„Zamykamy port” – powiedziała Anna Nowak.", "Anna Nowak"),
        ("pl", "Minister rolnictwa RP Jan Nowak powiedział: „Zamykamy port już jutro rano”.", "Jan Nowak"),
        ("uk", "«Ми закриваємо порт», – заявила Ганна Коваль.", "Ганна Коваль"),
        ("uk", "Ганна Коваль наголосила: «Ми закриваємо порт уже завтра».", "Ганна Коваль"),
        ("ru", "Заместитель министра РФ Павел Орлов заявил: «Мы закрываем порт уже завтра».", "Павел Орлов"),
        ("tr", "Liman Müdürü Ayşe Demir, “Limanı yarın sabah kapatıyoruz.” dedi.", "Ayşe Demir"),
        ("tr", "“Limanı yarın sabah kapatıyoruz” dedi Ayşe Demir.", "Ayşe Demir"),
        ("zh", "公司首席执行官安娜·贝里在讲话中说：“我们明天关闭港口。”", "安娜·贝里"),
        ("zh", "“我们明天关闭港口。”副市长安娜·贝里说。", "安娜·贝里"),
        ("zh", "港务局局长王小明表示，“我们明天关闭港口”。", "港务局局长王小明"),
        ("ja", "港湾局のアンナ・ベリ局長は会見で「港は明日閉鎖する」と述べた。", "アンナ・ベリ"),
        ("ja", "市長は会見で「港は明日閉鎖する」と説明した。", "市長"),
        ("de", "„Wir schließen den Hafen“, sagte Vorstandschefin Anna Huber.", "Anna Huber"),
        ("de", "„Wir schließen den Hafen“, sagte die UNO-Vermittlerin Anna Huber.", "Anna Huber"),
    ],
)
def test_the_speaker_is_read_from_the_words_beside(language: str, text: str, speaker: str) -> None:
    assert speakers(text, language) == [speaker]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("it", "Una nave per Ischia, nove feriti.\n\n«Nessuno ci ha detto di prendere le zattere»."),
        ("de", "Dazwischen liegt ein Satz, der für Unruhe sorgte: „Eine Verlängerung kommt nicht in Frage.“"),
        ("zh", "对于大学来说，“求是创新的精神”十分重要。"),
        ("zh", "在“六一”活动媒体通气会上介绍说，“港口明天关闭”。"),
    ],
)
def test_words_that_name_nobody_are_no_speaker(language: str, text: str) -> None:
    assert set(speakers(text, language)) == {None}


def test_a_chinese_pronoun_stands_for_whom_the_sentences_above_name() -> None:
    text = "特使安娜·贝里当晚对媒体表示，不应抱有期望。\n\n“我们明天关闭港口，后天再开。”她说。"
    assert speakers(text, "zh") == ["安娜·贝里"]


def test_a_diplomat_of_whom_russian_goes_on_to_speak_is_the_last_one_named() -> None:
    text = "«Мы закрываем порт», — сказал Павел Орлов. Потом он ушёл. «Это проверка», — подчеркнул дипломат."
    assert speakers(text, "ru") == ["Павел Орлов", "Павел Орлов"]


def test_a_verb_whose_subject_cannot_be_read_takes_no_speaker_from_above() -> None:
    text = (
        "„Zamykamy port” – powiedziała Anna Nowak.\n\n„To dobra wiadomość” – mówi „Głosowi” prezes Jan Lis."
    )
    assert speakers(text, "pl")[:2] == ["Anna Nowak", None]


SPOKE_BEFORE = "“We will close the port,” said Carl Lund.\n\n"


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("The harbour minister, Ada Berg, took another line. “The port stays open,” she said.", "Ada Berg"),
        (
            "The town’s envoy, the harbour lawyer Ada Berg, was calm. “The port stays open,” she said.",
            "Ada Berg",
        ),
        ("The quay was full. “The port stays open,” he said.", "Carl Lund"),
    ],
)
def test_a_pronoun_stands_for_the_person_whom_its_own_paragraph_names(text: str, speaker: str) -> None:
    assert speakers(SPOKE_BEFORE + text, "en") == ["Carl Lund", speaker]


def test_a_quotation_after_another_persons_name_does_not_go_on_from_the_paragraph_above() -> None:
    text = SPOKE_BEFORE + "Harbour expert Ada Berg points to old piers. “Wood is one large door.”"
    assert speakers(text, "en") == ["Carl Lund", None]


def test_a_pronoun_may_stand_for_whom_the_sentence_before_reports() -> None:
    text = "The port of New Tiel is to close in May, said Mayor Ada Berg. “It costs too much,” she said."
    assert speakers(text, "en") == ["Ada Berg"]
    text = "The port of New Tiel is to close in May, said the United States. “It costs too much,” he said."
    assert speakers(text, "en") == [None]


def test_a_report_in_the_paragraph_above_is_nearer_than_an_earlier_speaker() -> None:
    text = "The hold is still hot, according to the head of operations, Ada Berg.\n\n“We go on,” she said."
    assert speakers(SPOKE_BEFORE + text, "en") == ["Carl Lund", "Ada Berg"]


def test_many_quotations_of_a_pronoun_take_time_by_their_number_only() -> None:
    text = "天气很好。\n\n" + "他说：“我们明天一定会关闭这个港口。”。" * 800
    begun = time.process_time()
    assert len(segment(text, "zh", tables=cut_tables().segments).quotations) == 800
    assert time.process_time() - begun < 5.0
