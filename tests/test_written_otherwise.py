"""Texts in capitals, and with character references left in them, are found as others are."""

from __future__ import annotations

from made_columns import compared, made_article
from test_pipeline import ORCHARD, check


def test_a_reworded_passage_is_found_in_capitals_too() -> None:
    told = (
        "The harbour board of Eastport said on Tuesday that the North Pier will be rebuilt before the winter"
        " storms, after engineers found cracks in nine of its pillars. Chairwoman Maren Holt told the council"
        " that the ferry to Sandholm would use the old coal jetty until the work is done."
    )
    retold = (
        "Nine pillars of the North Pier in Eastport are cracked, engineers have found, and the harbour board"
        " said on Tuesday it will rebuild the pier before winter storms set in. Until the work is done the"
        " Sandholm ferry is to use the old coal jetty, Chairwoman Maren Holt told the council."
    )
    plain = [made_article("a", told), made_article("b", retold)]
    loud = [made_article(article.id, article.text.upper()) for article in plain]
    (one,), (other,) = compared(plain).matches, compared(loud).matches
    assert other.relation == one.relation == "reworded"
    assert other.left.text == one.left.text.upper()
    assert other.score >= one.score


def test_a_text_with_character_references_left_in_it_is_the_same_text() -> None:
    plain = "The Smith & Sons café, Eastport’s oldest, is closed from Friday, its owners said in a letter."
    referred = plain
    for mark, reference in {"&": "&amp;", "é": "&eacute;", "’": "&#8217;", " letter": "&nbsp;letter"}.items():
        referred = referred.replace(mark, reference)
    articles = [made_article("a", plain), made_article("b", f"{ORCHARD}\n\n{referred}")]
    made = compared(articles)
    check(made, articles)
    (found,) = made.matches
    assert (found.relation, found.left.text, found.right.text) == ("identical", plain[:-1], referred[:-1])
