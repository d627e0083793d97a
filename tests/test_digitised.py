"""What is taken out of ALTO and TEI: digitised newspapers and other edited texts."""

from __future__ import annotations

from pathlib import Path

import agency_samples as samples
from agency_files import found, only
from provenance.files.item import Ignored


class TestOCR:
    def test_words_divided_at_lines_ends_are_joined_and_blocks_are_paragraphs(self, tmp_path: Path) -> None:
        article = only(tmp_path, samples.ALTO)
        assert article.text == "The harbour commission met.\nIt decided nothing."
        assert (article.language, article.provider_id) == ("en", "herald-1912-05-12-1")

    def test_a_hyphen_that_nothing_explains_is_joined_before_a_small_letter(self, tmp_path: Path) -> None:
        lines = ["The har-", "bour of Port-", "Kessel is a well-", "known har-", "bour, well-known."]
        strings = "".join(
            f"<TextLine>{''.join(f'<String CONTENT={word!r}/>' for word in line.split())}</TextLine>"
            for line in lines
        )
        block = f"<TextBlock>{strings}</TextBlock>"
        page = f"<alto><Layout><Page><PrintSpace>{block}</PrintSpace></Page></Layout></alto>"
        text = "The harbour of Port-Kessel is a well-known harbour, well-known."
        assert only(tmp_path, page.encode()).text == text

    def test_the_mean_confidence_of_the_words_is_kept(self, tmp_path: Path) -> None:
        words = [0.99, 0.90, 0.80, 0.5, 0.5, 0.91, 1.0, 0.8, 0.8]
        assert only(tmp_path, samples.ALTO).ocr_confidence == round(sum(words) / len(words), 4)

    def test_the_pages_confidence_stands_in_for_the_words(self, tmp_path: Path) -> None:
        bare = samples.ALTO
        for share in (b"0.99", b"0.90", b"0.80", b"0.5", b"0.91", b"1.0", b"0.8"):
            bare = bare.replace(b' WC="' + share + b'"', b"")
        assert only(tmp_path, bare).ocr_confidence is None
        page = bare.replace(b'PHYSICAL_IMG_NR="1"', b'PC="0.72"')
        assert only(tmp_path, page).ocr_confidence == 0.72
        percent = bare.replace(b'PHYSICAL_IMG_NR="1"', b'ACCURACY="68.5"')
        assert only(tmp_path, percent).ocr_confidence == 0.685

    def test_a_page_of_pictures_is_ignored(self, tmp_path: Path) -> None:
        data = b"<alto><Layout><Page><PrintSpace><Illustration/></PrintSpace></Page></Layout></alto>"
        assert found(tmp_path, data) == [Ignored(reason="ALTO pages without text")]


class TestTEI:
    def test_each_article_of_a_paper_is_an_article(self, tmp_path: Path) -> None:
        ferry, walls = found(tmp_path, samples.TEI)
        assert ferry.text == (
            "The Ferry\nBy Olu Reyes\nThe fire tore through the passenger deck of the Solveig Marie and "
            "nobody was hurt, the harbour master said.\nHe smiled."
        )
        assert (ferry.title, ferry.outlet, ferry.published) == ("The Ferry", "Northmark Herald", "1912-05-12")
        assert (ferry.byline, ferry.language) == ("By Olu Reyes", "en")
        assert (ferry.provider_id, ferry.usage_terms) == ("a1", "Free to use.")
        assert (walls.text, walls.title, walls.byline) == ("Walls\nTen walls fell.", "Walls", "Ada Berg")
        assert [ferry.id, walls.id] == ["wire/a.xml#a1", "wire/a.xml#2"]

    def test_a_document_without_marked_articles_is_one(self, tmp_path: Path) -> None:
        article = only(tmp_path, samples.TEI_WHOLE)
        assert (article.text, article.title, article.language) == (
            "Lettre\nLe mur est tombé.",
            "A Letter",
            "fr",
        )

    def test_a_corpus_gives_the_articles_of_its_documents(self, tmp_path: Path) -> None:
        data = b"<teiCorpus>" + samples.TEI_WHOLE * 2 + b"</teiCorpus>"
        assert [one.id for one in found(tmp_path, data)] == ["wire/a.xml#1", "wire/a.xml#2"]
