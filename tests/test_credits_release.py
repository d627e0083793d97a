"""Lines that press releases carry, and whose release they say an article is."""

from __future__ import annotations

import pytest

from credit_texts import BODY, credits_of


@pytest.mark.parametrize(
    "line",
    [
        "About the Harbour Commission",
        "## About the Harbour Commission",
        "**About the Harbour Commission**",
        "Source: Harbour Commission",
        "SOURCE Harbour Commission",
        "Issued by the Harbour Commission",
        "Distributed by the Harbour Commission.",
        "Media contact: Jane Doe, Harbour Commission press office",
        "Contact: press@harbour.example",
        "For further information please call the Harbour Commission on 0123.",
        "Notes to editors: pictures are available from the Harbour Commission press office.",
        "ENDS",
        "- ends -",
        "Pressekontakt: Erika Muster, Pressestelle der Harbour Commission",
        "Quelle: Harbour Commission",
        "Über die Harbour Commission",
        "Hinweis an die Redaktion: Bilder gibt es auf Anfrage.",
        "Contact presse : Jeanne Moulin, service de presse de la Harbour Commission",
        "À propos de Harbour Commission",
        "Contacto de prensa: Ana Pérez",
        "Nota para los editores: hay fotos disponibles.",
        "Ufficio stampa: Anna Rossi",
        "Perscontact: Jan de Vries",
    ],
)
def test_a_line_as_press_releases_carry_it_is_one_sign(line: str) -> None:
    text = f"{BODY}\n\nThe Harbour Commission runs nine piers.\n\n{line}"
    (credit,) = credits_of(text)
    assert (credit.kind, credit.release) == ("release-sign", True)
    assert credit.span is not None
    assert credit.span.cut(text).startswith(line[:8])
    assert credit.agency in ("Harbour Commission", "")
    assert (credit.agency == "Harbour Commission") == ("Harbour Commission" in line and "call" not in line)


@pytest.mark.parametrize(
    "line",
    [
        "About 40 people came to see the cracks",
        "About time.",
        "About Author",
        "Over the Weekend",
        "Over the weekend the piers will be closed.",
        "Source: AFP",
        "Issued by hand to all homes on the promenade",
        "The source of the cracks is not known.",
        "Contact sports are not allowed on the piers.",
        "Fin",
        "The press office did not answer.",
        "Write to jane@harbour.example",
    ],
)
def test_a_line_of_another_kind_is_no_sign_of_a_press_release(line: str) -> None:
    assert [credit for credit in credits_of(f"{BODY}\n\n{line}") if credit.release] == []


def test_what_an_outlet_says_about_itself_is_no_sign_of_a_press_release() -> None:
    text = f"{BODY}\n\nThe Harbour Mail asked twice.\n\nAbout The Harbour Mail"
    assert credits_of(text, outlet="Harbour Mail") == ()
    assert len(credits_of(text, outlet="Hill Herald")) == 1


def test_an_issuer_is_named_only_where_the_article_speaks_of_it_elsewhere() -> None:
    signs = "About Quayside Pumps plc\n\nIt mends piers.\n\nMedia contact: Jane Doe"
    assert [credit.agency for credit in credits_of(f"{BODY}\n\n{signs}")] == ["", ""]
    named = credits_of(f"{BODY}\n\nQuayside Pumps will mend the piers.\n\n{signs}")
    assert [credit.agency for credit in named] == ["Quayside Pumps", "Quayside Pumps"]
