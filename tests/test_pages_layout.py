"""HTML pages whose text stands in layout tables, and credits and dates that only the page itself shows."""

from __future__ import annotations

import pytest

trafilatura = pytest.importorskip("trafilatura", reason="HTML pages are read with trafilatura")

from provenance.files.html import read_page  # noqa: E402

LEAD = (
    "ORVEL (Reuters) - A court in Orvel sentenced the former harbour master to six years in prison on Friday "
    "for taking money from a dredging company, ending a trial that had gripped the town since the spring."
)
SECOND = (
    "Tollan, 61, stood without a word as the verdict was read, and his lawyers said they would ask for a new "
    "trial before the end of the month, since two witnesses had changed what they said."
)
THIRD = (
    "The company has paid back the money, and the council has named a successor, who begins work next Monday."
)
BODY = f"<p>{LEAD}</p><p>{SECOND}</p><p>{THIRD}</p>"


def page(body: str, head: str = "") -> str:
    return f"<html><head><title>Harbour master jailed</title>{head}</head><body>{body}</body></html>"


@pytest.mark.parametrize("text", [f"{LEAD}<br><br>{SECOND}<br><br>{THIRD}", BODY])
def test_paragraphs_in_a_layout_table_stay_apart(text: str) -> None:
    links = "<a href=/>Home</a><br><a href=/n>News</a>"
    table = f"<table><tr><td>{links}</td><td><h2>Harbour master jailed</h2>{text}</td></tr></table>"
    found, _ = read_page(page(table))
    lines = found.split("\n")
    assert [line for line in lines if line.startswith("ORVEL (Reuters)")] == [LEAD]
    assert SECOND in lines
    assert THIRD in lines


def test_a_table_of_figures_stays_one() -> None:
    rows = "".join(f"<tr><td>Pier {n}</td><td>{n * 7} ships</td></tr>" for n in range(6))
    found, _ = read_page(page(f"<article><h1>Harbour</h1>{BODY}<table>{rows}</table></article>"))
    assert "Pier 3" in found
    assert "Pier 3\n" not in found
    laid_out = f"<table><tr><td>{BODY}<table>{rows}</table></td></tr></table>"
    found, _ = read_page(page(laid_out))
    assert LEAD in found.split("\n")
    assert "Pier 3" in found
    assert "Pier 3\n" not in found


@pytest.mark.parametrize(
    "own",
    [
        '<time itemprop="datePublished" datetime="2024-06-07T10:00">7 June</time>',
        '<time pubdate datetime="2024-06-07">7 June</time>',
        '<time class="updated" datetime="2024-06-09">9 June</time><time datetime="2024-06-07">7 June</time>',
        '<span itemprop="datePublished" content="2024-06-07">7 June</span>',
    ],
)
def test_the_day_is_the_articles_and_no_teasers(own: str) -> None:
    teaser = '<aside class="related"><a href=/x>Old</a> <time datetime="2019-05-01">1 May 2019</time></aside>'
    _, known = read_page(page(f"<article><h1>Harbour</h1>{own}{BODY}</article>{teaser}"))
    assert str(known["published"]).startswith("2024-06-07")


@pytest.mark.parametrize(
    ("line", "byline"),
    [
        ('<div class="by">By AP</div>', "AP"),
        ('<div class="source">Source: AFP</div>', "Source: AFP"),
        ('<div class="field-source">Source / Agence France-Presse</div>', "Source / Agence France-Presse"),
    ],
)
def test_a_credit_that_the_page_marks_stands_in_for_its_author(line: str, byline: str) -> None:
    _, known = read_page(page(f"<div class=head><h1>Harbour</h1>{line}</div><div class=text>{BODY}</div>"))
    assert known["byline"] == byline


@pytest.mark.parametrize(
    "line",
    [
        "Judith Meer, with reporting by Reuters",
        "Judith Meer and Reuters",
        "Judith Meer / AFP",
        "Judith Meer, Reuters",
        "Judith Meer (AFP)",
        "JUDITH MEER Associated Press",
    ],
)
def test_a_shown_byline_that_names_an_agency_says_more_than_the_author(line: str) -> None:
    shown = f'<p class="byline">By {line}</p>'
    head = '<meta name="author" content="Judith Meer">'
    _, known = read_page(page(f"<article><h1>Harbour</h1>{shown}{BODY}</article>", head))
    assert known["byline"] == line


def test_a_shown_byline_without_an_agency_leaves_the_author() -> None:
    shown = '<p class="byline">By Judith Meer, Politics Editor</p>'
    head = '<meta name="author" content="Judith Meer">'
    _, known = read_page(page(f"<article><h1>Harbour</h1>{shown}{BODY}</article>", head))
    assert known["byline"] == "Judith Meer"


@pytest.mark.parametrize(
    "line",
    [
        '<figure><img src=a><span class="source">Source: AFP</span></figure>',
        '<div class="source">sources close to the court</div>',
        '<aside><div class="by">By AP</div></aside>',
    ],
)
def test_what_credits_a_picture_or_stands_beside_is_no_author(line: str) -> None:
    _, known = read_page(page(f"<div class=head><h1>Harbour</h1>{line}</div><div class=text>{BODY}</div>"))
    assert not known.get("byline")


def test_a_paywall_is_furniture() -> None:
    from made_columns import cut_texts

    wall = "You have reached your limit of free articles. Subscribe to the Harrow Daily for more."
    columns = cut_texts(f"{LEAD}\n{SECOND}\n{wall}\nAlready a subscriber? Log in")
    held = [
        columns.articles[0].text[columns.start[first] :]
        for first, page in zip(columns.block_first, columns.block_furniture, strict=True)
        if page
    ]
    assert [text.startswith(("You have", "Already")) for text in held] == [True, True]


@pytest.mark.parametrize(
    ("title", "heading", "outlet"),
    [
        ("Schweres Beben – Dutzende Tote", "Schweres Beben – Dutzende Tote", None),
        ("Valmere 3 - 2 Port Laurent", "Valmere 3 - 2 Port Laurent", None),
        (
            "Le port ferme ses portes - Le Courrier de Vaudrey",
            "Le port ferme ses portes",
            "Le Courrier de Vaudrey",
        ),
        ("The Lakeside Herald Online: Harbour master jailed", "Harbour master jailed", None),
    ],
)
def test_the_headline_is_what_the_page_shows_of_its_title(
    title: str, heading: str, outlet: str | None
) -> None:
    body = f"<div><h2>{heading}</h2>{BODY}</div><p>© 2024 {outlet or 'Nobody'}</p>"
    _, known = read_page(f"<html><head><title>{title}</title></head><body>{body}</body></html>")
    assert known["title"] == heading
    assert known.get("outlet") == outlet
