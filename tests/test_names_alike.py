"""Which names may be one, as languages and alphabets spell it, and which are two persons' names."""

from __future__ import annotations

import pytest

from provenance.core.passages.finding import differ

ONE = [
    ("Pavel", "Pawel"),
    ("Pavel", "Павло"),
    ("Martin", "Мартин"),
    ("Volkonsky", "Wolkonskyj"),
    ("Volkonskyy", "Volkonski"),
    ("Волконский", "Волконський"),
    ("Volkonskyy", "Волконський"),
    ("Müller", "Mueller"),
    ("Müller", "Muller"),
    ("Jørgensen", "Joergensen"),
    ("Håkansson", "Hakansson"),
    ("Tuğrul", "Tugrul"),
    ("Şentürk", "Sentuerk"),
    ("Bernhard", "Bernard"),
    ("Stephan", "Stefan"),
    ("Alexander", "Aleksandr"),
    ("Alexander", "Александр"),
    ("Nikitin", "Nikitine"),
    ("Yegortsev", "Egorzew"),
    ("Pugachev", "Pugatschow"),
    ("Соловьёв", "Соловьев"),
    ("Соловьёв", "Solowjow"),
    ("Fyodorov", "Fedorov"),
    ("Kharchenko", "Chartschenko"),
    ("Poltoratschenko", "Poltorachenko"),
    ("Kowalczyk", "Kovalchik"),
    ("Khaldoun", "Chaldun"),
    ("Mansour", "Mansur"),
    ("Khalidi", "Khaledi"),
    ("Kyriakopoulos", "Kiriakopulos"),
    ("Kyriakopoulos", "Κυριακόπουλος"),
    ("Đorđevski", "Djordjevski"),
    ("Wagner-Duarte", "Duarte"),
]
TWO = [
    ("Martin", "Morton"),
    ("Marina", "Moran"),
    ("Martin", "Martina"),
    ("Francesco", "Francesca"),
    ("Antonio", "Antonia"),
    ("Volkonska", "Volkonsky"),
    ("Волконская", "Волконский"),
    ("Мартин", "Мортон"),
    ("Αντωνίου", "Αντωνιάδη"),
    ("Παπαδάκης", "Παπαδόκος"),
    ("Morgan", "Moran"),
    ("Wagner", "Wanner"),
    ("Karsten", "Kirsten"),
    ("Larsen", "Larson"),
    ("Miller", "Müller"),
    ("Walter", "Wolter"),
    ("Malin", "Milan"),
    ("Marek", "Mirek"),
    ("Burton", "Barton"),
    ("Dalton", "Dolton"),
    ("Durand", "Dorind"),
    ("Sánchez", "Sinchoz"),
]


@pytest.mark.parametrize(("one", "other"), ONE)
def test_spellings_of_one_name_may_be_one(one: str, other: str) -> None:
    assert not differ(f"Ruth {one}", f"Olaf {other}")
    assert not differ(f"Olaf {other}", f"Ruth {one}")


@pytest.mark.parametrize(("one", "other"), TWO)
def test_names_of_the_same_consonants_differ_by_their_vowels(one: str, other: str) -> None:
    assert differ(f"Ruth {one}", f"Olaf {other}")
    assert differ(f"Olaf {other}", f"Ruth {one}")


@pytest.mark.parametrize(
    ("named", "in_a_case"),
    [
        ("Pavel Novák", "Pavla Nováka"),
        ("Pavlo Volkonsky", "Pawła Wołkońskiego"),
        ("Павел Орлов", "Павла Орлова"),
        ("Pavlo Volkonsky", "Volkonského"),
        ("Martin Demir", "Martina"),
    ],
)
def test_a_whole_name_may_stand_in_another_case(named: str, in_a_case: str) -> None:
    assert not differ(named, in_a_case)


def test_a_first_name_alike_but_for_its_ending_is_another_persons_beside_another_surname() -> None:
    assert differ("Martin Delgado", "Martina Osterhaus")
