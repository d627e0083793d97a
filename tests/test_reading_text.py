"""The text and metadata of an article of plain text, Markdown or HTML."""

from __future__ import annotations

import json

import pytest

from corpus_files import PARAGRAPHS, STORY, Write, page, read


class TestText:
    @pytest.mark.parametrize("content", [STORY, "one\r\ntwo\r\n", "\ttabs and  spaces \n\n\n", "---\nno end"])
    def test_the_text_is_the_decoded_file_unchanged(self, put: Write, content: str) -> None:
        article = read(put("a.txt", content))[0][0]
        assert article.text == content
        assert (article.path, article.body_start, article.extracted) == ("a.txt", 0, False)

    @pytest.mark.parametrize("end", ["\n", "\r\n"])
    @pytest.mark.parametrize("name", ["a.txt", "a.md"])
    def test_front_matter_is_read_and_the_body_begins_after_it(self, put: Write, name: str, end: str) -> None:
        head = [
            "---",
            "title: Harbour",
            "date: 2024-05-03",
            "lang: no",
            "credit: [AFP, dpa]",
            "tags: [x]",
            "---",
        ]
        text = end.join([*head, "Body.", ""])
        article = read(put(name, text))[0][0]
        assert article.text == text
        assert article.text[article.body_start :] == f"Body.{end}"
        assert (article.title, article.published, article.language) == ("Harbour", "2024-05-03", "no")
        assert article.credits == ("AFP", "dpa")

    def test_front_matter_with_a_colon_too_many_is_still_read(self, put: Write) -> None:
        article = read(put("a.md", "---\ntitle: Harbour: a history\nauthor: 'A. N.'\n---\nBody.\n"))[0][0]
        assert (article.title, article.byline) == ("Harbour: a history", "A. N.")
        assert article.text[article.body_start :] == "Body.\n"

    @pytest.mark.parametrize("text", ["---\nA rule above and\n---\nbelow.\n", "---\n- a\n- b\n---\nx\n"])
    def test_a_line_of_dashes_is_not_front_matter(self, put: Write, text: str) -> None:
        assert read(put("a.txt", text))[0][0].body_start == 0

    def test_front_matter_without_a_text_is_a_problem(self, put: Write) -> None:
        assert "empty" in read(put("a.md", "---\ntitle: x\n---\n\n"))[1][0].reason

    @pytest.mark.parametrize(
        ("text", "title"),
        [
            ("# Harbour *opens* #\n\nBody.", "Harbour *opens*"),
            ("Intro\n\n## Second\n\n# First\n", "First"),
            ("```\n# comment\n```\n# Real\n", "Real"),
            ("---\ntitle: Front\n---\n# Heading\n", "Front"),
            ("#hashtag\n", None),
        ],
    )
    def test_markdown_titles(self, put: Write, text: str, title: str | None) -> None:
        assert read(put("a.md", text))[0][0].title == title

    def test_plain_text_has_no_title_of_its_own(self, put: Write) -> None:
        assert read(put("a.txt", "# Harbour\n"))[0][0].title is None

    @pytest.mark.parametrize(
        ("date", "iso"),
        [
            ("2024-05-03 10:00", "2024-05-03T10:00"),
            ("20240503", "2024-05-03"),
            ("20240503T100000Z", "2024-05-03T10:00:00+00:00"),
            ("Fri, 03 May 2024 10:00:00 GMT", "2024-05-03T10:00:00+00:00"),
            ("2024-5-3", "2024-05-03"),
            ("3 May 2024", "2024-05-03"),
            ("13 September 2024", "2024-09-13"),
            ("sept 3, 2024", "sept 3, 2024"),
            ("May 3, 2024", "2024-05-03"),
            ("31 February 2024", "31 February 2024"),
            ("3 May 24", "3 May 24"),
            ("02/03/2024", "02/03/2024"),
            ("3. Mai 2024", "3. Mai 2024"),
            ("2024-5-43", "2024-5-43"),
            ("2024-13-45", "2024-13-45"),
            ("last Friday", "last Friday"),
        ],
    )
    def test_dates_become_iso_where_they_can_be_read(self, put: Write, date: str, iso: str) -> None:
        assert read(put("a.md", f"---\ndate: {date}\n---\nx\n"))[0][0].published == iso


LINKED = {
    "@context": "https://schema.org",
    "@graph": [
        {"@type": "WebSite", "name": "Herald"},
        {
            "@type": ["NewsArticle"],
            "headline": "Harbour &amp; lock",
            "datePublished": "2024-05-03T10:00:00Z",
            "dateModified": "2024-05-04",
            "author": [{"@type": "Person", "name": "By Ann Lee"}, {"name": "Bo Ek"}],
            "publisher": {"name": "Agence France-Presse"},
            "copyrightHolder": {"name": "The Daily Herald"},
            "creditText": "Photo agency",
            "inLanguage": "en-gb",
        },
    ],
}


class TestHtml:
    def test_the_main_text_has_a_line_for_each_paragraph(self, put: Write) -> None:
        article = read(put("a.html", page(PARAGRAPHS)))[0][0]
        assert article.extracted
        assert [line for line in article.text.split("\n") if line in PARAGRAPHS] == PARAGRAPHS
        assert "Sport" not in article.text
        assert article.language == "en"

    def test_metadata_comes_from_json_ld_and_meta_tags(self, put: Write) -> None:
        head = (
            f"<script type='application/ld+json'>{json.dumps(LINKED)}</script>"
            "<meta property='og:site_name' content='Daily Herald'>"
            "<link rel='canonical' href='https://herald.example/harbour'>"
        )
        article = read(put("a.htm", page(PARAGRAPHS, head)))[0][0]
        assert (article.title, article.outlet) == ("Harbour & lock", "Daily Herald")
        assert (article.published, article.updated) == ("2024-05-03T10:00:00Z", "2024-05-04")
        assert (article.byline, article.language) == ("Ann Lee; Bo Ek", "en-GB")
        assert article.url == "https://herald.example/harbour"
        assert article.credits == ("Agence France-Presse", "Photo agency")

    @pytest.mark.parametrize(
        ("shown", "byline"),
        [
            ("By Ann Lee and Bo Ek, with AFP", "Ann Lee and Bo Ek, with AFP"),
            (
                "Von Ann Lee und Bo Ek (mit Material von Reuters)",
                "Ann Lee und Bo Ek (mit Material von Reuters)",
            ),
            ("Par Ann Lee et Bo Ek avec l'AFP", "Ann Lee et Bo Ek avec l'AFP"),
            ("Av Ann Lee och Bo Ek, med TT", "Ann Lee och Bo Ek, med TT"),
            ("By Ann Lee, Bo Ek and agencies", "Ann Lee, Bo Ek and agencies"),
            ("By Ann Lee, with AFP", "Ann Lee; Bo Ek"),
            ("Ann Lee and Bo Ek Share your story with us", "Ann Lee; Bo Ek"),
            ("By Ann Lee, ann.lee@herald.com", "Ann Lee; Bo Ek"),
            ("By Ann Lee, 3 May 2024", "Ann Lee; Bo Ek"),
            ("By Cy Orr, with AFP", "Ann Lee; Bo Ek"),
        ],
    )
    def test_a_by_line_that_the_page_shows_may_name_others_beside_the_authors(
        self, put: Write, shown: str, byline: str
    ) -> None:
        head = f"<script type='application/ld+json'>{json.dumps(LINKED)}</script>"
        source = page(PARAGRAPHS, head).replace("<article>", f"<article><p class='byline'>{shown}</p>", 1)
        assert shown in source
        assert read(put("a.html", source))[0][0].byline == byline

    def test_a_by_line_beside_the_article_is_none(self, put: Write) -> None:
        head = f"<script type='application/ld+json'>{json.dumps(LINKED)}</script>"
        teaser = "<div class='related'><p class='byline'>By Ann Lee and Bo Ek, with AFP</p></div>"
        source = page(PARAGRAPHS, head).replace("<article>", f"{teaser}<article>", 1)
        assert read(put("a.html", source))[0][0].byline == "Ann Lee; Bo Ek"

    def test_a_declared_encoding_is_used(self, put: Write) -> None:
        head = "<meta charset='iso-8859-2'>"
        source = page([f"{paragraph} Příští ťapka." for paragraph in PARAGRAPHS], head).encode("iso-8859-2")
        assert "Příští ťapka." in read(put("a.html", source))[0][0].text

    def test_xhtml_with_an_xml_declaration(self, put: Write) -> None:
        source = f"<?xml version='1.0' encoding='iso-8859-1'?>{page([*PARAGRAPHS, 'Ålesund is naïve.'])}"
        assert "Ålesund is naïve." in read(put("a.xhtml", source.encode("latin-1")))[0][0].text

    @pytest.mark.parametrize(
        "source", ["<html><body></body></html>", "<html>" + "<div>" * 5000, "<", "<!-- -->", "&#0;"]
    )
    def test_a_page_without_main_text_is_a_problem(self, put: Write, source: str) -> None:
        articles, problems, _ = read(put("a.html", source))
        assert not articles
        assert [problem.path for problem in problems] == ["a.html"]

    def test_a_parser_that_fails_is_a_problem(self, put: Write, monkeypatch: pytest.MonkeyPatch) -> None:
        import trafilatura

        def fail(*_: object, **__: object) -> str:
            raise RuntimeError("boom")

        monkeypatch.setattr(trafilatura, "extract", fail)
        assert "cannot be parsed: RuntimeError" in read(put("a.html", page(PARAGRAPHS)))[1][0].reason
