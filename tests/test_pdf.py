"""PDF documents: what is read of them, and how printed lines become paragraphs and pages."""

from __future__ import annotations

import format_samples as samples
from format_files import Read, Write
from format_samples import LEAD, PARAGRAPHS, TITLE
from provenance.files.formats.lines import join_lines, known_words
from provenance.files.formats.pdf_layout import Line, body_size, text_of, title_of

TEXT = "\n".join(PARAGRAPHS)


class TestPdf:
    def test_a_printed_page_becomes_paragraphs(self, write: Write) -> None:
        article = Read(write("a.pdf", samples.pdf_pages(samples.printed()))).article
        assert article.text.split("\n") == [
            "Ferry blaze kills nine in Strait of Kessel",
            "Nine people died and forty were injured when a fire broke out on the ferry Northern Light on"
            " Wednesday.",
            "The well-known operator of the route said that it would help the well-known pilot and all of the"
            " families who came to the harbour that night.",
            "\fInvestigators will board the ship as soon as it has cooled, they said.",
        ]

    def test_its_records_and_its_headline_are_metadata(self, write: Write) -> None:
        article = Read(write("a.pdf", samples.pdf_pages(samples.printed()))).article
        assert article.title == TITLE  # what the word processor wrote is the name of a file
        assert (article.byline, article.language) == ("Ada Quill", "en-GB")
        assert article.published == "2025-03-12T09:00:00+01:00"
        assert article.updated == "2025-03-12T09:30:00+01:00"

    def test_the_fields_of_the_press_are_read_from_its_packet(self, write: Write) -> None:
        packet = (
            b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
            b'<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:photoshop="p">'
            b"<dc:publisher><rdf:Bag><rdf:li>Aldmere Courier</rdf:li></rdf:Bag></dc:publisher>"
            b"<photoshop:Credit>AFP</photoshop:Credit></rdf:Description></rdf:RDF></x:xmpmeta>"
        )
        page = samples.drawn([(LEAD[:60], 40, 500, 10)])
        objects = [
            b"<</Type/Catalog/Pages 2 0 R/Metadata 6 0 R>>",
            b"<</Type/Pages/Kids[4 0 R]/Count 1>>",
            samples.FONT,
            b"<</Type/Page/Parent 2 0 R/Contents 5 0 R/Resources<</Font<</F1 3 0 R>>>>>>",
            samples.stream(page),
            samples.stream(packet, b"/Type/Metadata/Subtype/XML"),
        ]
        article = Read(write("a.pdf", samples.pdf(objects))).article
        assert (article.outlet, article.credits) == ("Aldmere Courier", ("AFP",))

    def test_a_cut_document_is_a_problem(self, write: Write) -> None:
        whole = samples.pdf_pages(samples.printed())
        assert "cut short" in Read(write("a.pdf", whole[: whole.index(b"xref")])).reason
        assert "no PDF document" in Read(write("b.pdf", whole[9:])).reason

    def test_a_broken_page_is_a_problem_and_the_others_are_read(self, write: Write) -> None:
        data = samples.pdf_pages([b"[" * 10_000, *samples.printed()[1:]])
        found = Read(write("a.pdf", data))
        assert found.article.text.startswith("\fAldmere Courier")
        assert found.reason.startswith("page 1 cannot be read")

    def test_pages_that_are_pictures_are_told_apart_from_empty_ones(self, write: Write) -> None:
        assert "no text in it" in Read(write("a.pdf", samples.pdf_pages([b""]))).reason
        objects = [
            samples.CATALOG,
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>",
            samples.stream(b"/I Do"),
            samples.stream(b"\0", b"/Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8"),
        ]
        assert "pictures" in Read(write("b.pdf", samples.pdf(objects))).reason

    def test_an_encrypted_document_is_a_problem(self, write: Write) -> None:
        from pypdf import PdfReader, PdfWriter

        plain = write("a.pdf", samples.pdf_pages(samples.printed()))
        writer = PdfWriter(clone_from=PdfReader(plain))
        writer.encrypt("secret", algorithm="RC4-128")
        writer.write(plain.with_name("b.pdf"))
        assert "encrypted" in Read(plain.with_name("b.pdf")).reason

    def test_another_file_by_this_name_is_a_problem(self, write: Write) -> None:
        assert "no PDF document" in Read(write("a.pdf", b"hello")).reason


def line(text: str, y: float, x: float = 40, size: float = 10) -> Line:
    return Line(text=text, x=x, y=y, size=size)


class TestLayout:
    def test_a_gap_ends_a_paragraph(self) -> None:
        page = [
            line("One goes on", 500),
            line("to here", 488),
            line("two begins", 460),
            line("and ends", 448),
        ]
        assert text_of([page]) == "One goes on to here\ntwo begins and ends"

    def test_an_indent_ends_a_paragraph(self) -> None:
        page = [
            line("One goes on", 500),
            line("to here", 488),
            line("Two begins", 476, x=52),
            line("and ends", 464),
        ]
        assert text_of([page]) == "One goes on to here\nTwo begins and ends"

    def test_a_short_line_that_ends_a_sentence_ends_a_paragraph(self) -> None:
        long = "a full line of a paragraph of text"
        page = [line(long, 500), line("It ends.", 488), line(long, 476), line(long, 464)]
        assert text_of([page]) == f"{long} It ends.\n{long} {long}"

    def test_a_column_goes_on_at_the_top_of_the_next(self) -> None:
        page = [line("The sentence is", 100), line("still open", 88), line("and closed here.", 500, x=220)]
        assert text_of([page]) == "The sentence is still open and closed here."

    def test_a_page_of_one_long_paragraph_keeps_the_count_of_pages(self) -> None:
        pages = [
            [line("It begins", 300)],
            [line("and goes on", 300)],
            [line("and ends.", 300)],
            [line("Next.", 300)],
        ]
        assert text_of(pages) == "It begins and goes on and ends.\n\f\f\fNext."

    def test_heads_page_numbers_and_what_a_browser_prints_are_left_out(self) -> None:
        pages = [
            [
                *(
                    line("The Courier", 580),
                    line("3/12/25, 9:30 AM Ferry", 570),
                    line(f"Text of page {n}.", 400),
                ),
                *(line("https://a.example/ferry 1/2", 30), line(f"- {n} -", 20)),
            ]
            for n in ("one", "two")
        ]
        pages[0][-1], pages[1][-1] = line("- 1 -", 20), line("Page 2 of 2", 20)
        assert text_of(pages) == "Text of page one.\n\fText of page two."

    def test_a_large_initial_belongs_to_the_word_beside_it(self) -> None:
        def page(initial: str, first: str) -> list[Line]:
            return [
                line(initial, 478, size=30),
                *(line(first, 490, x=65), line("harbour of the town and", 478, x=65)),
                *(line("then on to the ferry and all", 466), line("the others who were there.", 454)),
            ]

        rest = "harbour of the town and then on to the ferry and all the others who were there."
        assert text_of([page("N", "ine people came to the")]) == f"Nine people came to the {rest}"
        assert text_of([page("A", "ferry came to the")]) == f"A ferry came to the {rest}"

    def test_the_heading_is_in_the_largest_letters(self) -> None:
        page = [line("A", 540, size=18), line("headline", 520, size=18), line("Text of the story.", 400)]
        assert title_of(page, body_size([page])) == "A headline"
        assert title_of(page[2:], body_size([page])) is None

    def test_words_keep_the_hyphens_that_the_text_writes(self) -> None:
        known = known_words(["a well-known man of co-operation"])
        assert join_lines(["the well-", "known man"], known) == "the well-known man"
        assert join_lines(["the in-", "jured man"], known) == "the injured man"
        assert join_lines(["Vor-", "und Nachteile"]) == "Vor- und Nachteile"
        assert join_lines(["Aldmere-", "Kessel"]) == "Aldmere-Kessel"
        assert join_lines(["the in\u00ad", "jured"]) == "the injured"
        assert join_lines(["1990-", "2000"]) == "1990- 2000"
        assert join_lines(["港湾委員", "会は"]) == "港湾委員会は"
