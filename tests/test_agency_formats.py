"""What is taken out of NewsML-G2, NITF, ninjs, feeds, ALTO and TEI."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import agency_samples as samples
from provenance.config import Config
from provenance.files.formats import ninjs, xml
from provenance.files.item import Ignored, ReadItem
from provenance.files.metadata import metadata_from
from provenance.files.source import FileSource
from provenance.model import Article, Problem


def found(tmp_path: Path, data: bytes, name: str = "a.xml", **metadata: str) -> list[Any]:
    path = tmp_path / name
    path.write_bytes(data)
    kind = "ninjs" if name.endswith(".json") else "xml"
    item = ReadItem(id=f"wire/{name}", path=str(path), kind=kind, size=len(data), metadata=metadata)
    return list((ninjs if kind == "ninjs" else xml).read(item, Config()))


def only(tmp_path: Path, data: bytes, name: str = "a.xml") -> Article:
    (article,) = found(tmp_path, data, name)
    assert isinstance(article, Article)
    return article


class TestNewsML:
    def test_an_item_with_nitf_inside_is_an_article_with_all_its_metadata(self, tmp_path: Path) -> None:
        article = only(tmp_path, samples.document(samples.news_item()))
        assert article.id == "wire/a.xml"
        assert article.text == (
            "PORT KESSEL – Fire tore through the car deck of the Solveig Marie on Tuesday.\n"
            "All 214 passengers were taken off,\nthe coastguard said.\nSmoke over the harbour."
        )
        assert article.extracted
        assert article.title == "Ferry 1 burns off Port Kessel"
        assert article.outlet == "Halden Press Agency"
        assert (article.published, article.updated) == (
            "2024-05-12T14:00:00+02:00",
            "2024-05-12T16:02:28+02:00",
        )
        assert article.language == "en-GB"
        assert article.byline == "Ada Berg"
        assert article.credits == ("HPA/Northmark Herald", "Halden Press Agency")
        assert article.provider_id == "urn:newsml:halden.example:20240512:1"
        assert (article.version, article.status, article.embargo) == ("3", "usable", None)
        assert article.usage_terms == "Not for use in Sauvelande before Monday."
        assert article.editor_note == "Updates paragraph two.; Ferry disaster series."

    @pytest.mark.parametrize(
        ("status", "word"),
        [
            ('<pubStatus qcode="stat:usable"/>', "usable"),
            ('<pubStatus qcode="stat:canceled"/>', "cancelled"),
            ('<pubStatus qcode="stat:withheld"/>', "withheld"),
            ('<pubStatus uri="http://cv.iptc.org/newscodes/pubstatusg2/canceled"/>', "cancelled"),
            ('<pubStatus qcode="stat:usable"/><signal qcode="sig:correction"/>', "corrected"),
            ('<pubStatus qcode="stat:canceled"/><signal qcode="sig:correction"/>', "cancelled"),
            ("", None),
        ],
    )
    def test_the_publication_status_is_one_of_the_models_words(
        self, tmp_path: Path, status: str, word: str | None
    ) -> None:
        assert only(tmp_path, samples.document(samples.news_item(status=status))).status == word

    @pytest.mark.parametrize(
        ("element", "embargo"),
        [
            ("<embargoed>2024-05-13T06:00:00Z</embargoed>", "2024-05-13T06:00:00Z"),
            ("<embargoed/>", "until further notice"),
        ],
    )
    def test_an_embargo_is_kept_with_a_date_or_without(
        self, tmp_path: Path, element: str, embargo: str
    ) -> None:
        assert only(tmp_path, samples.document(samples.news_item(meta=element))).embargo == embargo

    def test_xhtml_content_is_read_block_by_block(self, tmp_path: Path) -> None:
        body = (
            '<inlineXML contenttype="application/xhtml+xml">'
            '<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="nb"><head><title>T</title></head>'
            "<body><p>One <em>and</em> two.</p><div>Three</div></body></html></inlineXML>"
        )
        article = only(tmp_path, samples.document(samples.news_item(body=body)))
        assert article.text == "One and two.\nThree"
        assert article.language == "en-GB"

    def test_plain_inline_data_is_read_where_there_is_no_markup(self, tmp_path: Path) -> None:
        body = '<inlineData contenttype="text/plain">One.\n  Two.</inlineData>'
        assert only(tmp_path, samples.document(samples.news_item(body=body))).text == "One.\nTwo."

    def test_a_message_gives_an_article_for_each_item_and_counts_pictures(self, tmp_path: Path) -> None:
        picture = samples.news_item(
            number=2,
            kind="picture",
            body='<remoteContent href="a.jpg" contenttype="image/jpeg"/>',
            attributes="",
        )
        items = [samples.news_item(number=n, attributes="") for n in (1, 3)]
        package = '<packageItem guid="p"><groupSet root="g"><group id="g"/></groupSet></packageItem>'
        one, ignored, two, packed = found(tmp_path, samples.message(items[0], picture, items[1], package))
        assert [one.id, two.id] == [f"wire/a.xml#urn:newsml:halden.example:20240512:{n}" for n in (1, 3)]
        assert [one.title, two.title] == ["Ferry 1 burns off Port Kessel", "Ferry 3 burns off Port Kessel"]
        assert [one.record_line, two.record_line] == [1, 3]
        assert ignored == packed == Ignored(reason="news items without text")

    @pytest.mark.parametrize(("status", "word"), [("canceled", "cancelled"), ("withheld", "withheld")])
    def test_an_item_without_text_that_recalls_a_text_is_an_article(
        self, tmp_path: Path, status: str, word: str
    ) -> None:
        given = {"body": " ", "status": f'<pubStatus qcode="stat:{status}"/>'}
        article = only(tmp_path, samples.document(samples.news_item(**given)))
        assert (article.text, article.status) == ("", word)
        assert (article.provider_id, article.version) == ("urn:newsml:halden.example:20240512:1", "3")
        picture = samples.document(samples.news_item(kind="picture", **given))
        assert found(tmp_path, picture) == [Ignored(reason="news items without text")]

    def test_two_versions_of_an_item_in_one_message_are_told_apart_by_their_places(
        self, tmp_path: Path
    ) -> None:
        item = samples.news_item(attributes="")
        rows = found(tmp_path, samples.message(item, item.replace('version="3"', 'version="4"')))
        assert [(one.id, one.version) for one in rows] == [("wire/a.xml#1", "3"), ("wire/a.xml#2", "4")]

    def test_a_provider_with_a_code_or_an_address_only_is_a_credit_all_the_same(self, tmp_path: Path) -> None:
        source = samples.news_item()
        name = '<provider qcode="nprov:HPA"><name>Halden Press Agency</name></provider>'
        coded = only(tmp_path, samples.document(source.replace(name, '<provider qcode="nprov:HPA"/>')))
        assert (coded.outlet, coded.credits[1]) == ("HPA", "HPA")
        placed = only(
            tmp_path, samples.document(source.replace(name, '<provider uri="http://hpa.example/about"/>'))
        )
        assert (placed.outlet, placed.credits[1]) == (None, "hpa.example")

    @pytest.mark.parametrize(
        ("dateline", "text", "read"),
        [
            ("PORT KESSEL (AFP)", "Fire tore through it.", "PORT KESSEL (AFP) – Fire tore through it."),
            ("PORT KESSEL (AFP) -", "Fire tore through it.", "PORT KESSEL (AFP) - Fire tore through it."),
            ("PORT KESSEL (AFP) —", "PORT KESSEL (AFP) – A fire.", "PORT KESSEL (AFP) – A fire."),
            ("PORT KESSEL", "Port Kessel, May 12 (AFP) - A fire.", "Port Kessel, May 12 (AFP) - A fire."),
            ("PORT KESSEL (AFP)", "PORT KESSEL – A fire.", "PORT KESSEL (AFP) – A fire."),
            ("PORT KESSEL", "Port Kessel burns.", "PORT KESSEL – Port Kessel burns."),
            ("", "Port Kessel burns.", "Port Kessel burns."),
        ],
    )
    def test_a_dateline_is_put_before_a_text_without_one(
        self, tmp_path: Path, dateline: str, text: str, read: str
    ) -> None:
        body = f'<inlineData contenttype="text/plain">{text}</inlineData>'
        item = samples.news_item(body=body).replace("<by>", f"<dateline>{dateline}</dateline><by>")
        assert only(tmp_path, samples.document(item)).text == read

    def test_two_names_of_one_provider_are_one_credit(self, tmp_path: Path) -> None:
        item = samples.news_item().replace("HPA/Northmark Herald", "HPA")
        assert only(tmp_path, samples.document(item)).credits == ("HPA (Halden Press Agency)",)
        other = item.replace("nprov:HPA", "nprov:17")
        assert only(tmp_path, samples.document(other)).credits == ("HPA", "Halden Press Agency")

    def test_what_a_manifest_says_beats_the_file(self, tmp_path: Path) -> None:
        (article,) = found(tmp_path, samples.document(samples.news_item()), outlet="The Harbour Post")
        assert article.outlet == "The Harbour Post"


class TestNITF:
    def test_a_document_is_an_article_with_dateline_and_tagline(self, tmp_path: Path) -> None:
        article = only(tmp_path, samples.NITF)
        assert article.text == (
            "PORT KESSEL, May 12 (HPA) – Fire tore through the car deck.\nSmoke\n"
            "Smoke was seen from the town.\nEditing by Olu Reyes"
        )
        assert article.title == "Ferry burns off Port Kessel"
        assert article.outlet == "Northmark Herald"
        assert article.published == "2024-05-12T10:15:00+00:00"
        assert article.byline == "Ada Berg, Staff reporter"
        assert article.credits == ("HPA", "Halden Press Agency")
        assert article.provider_id == "hpa-240512-0017"
        assert (article.version, article.status) == ("2", "usable")
        assert article.embargo == "2024-05-13T06:00:00+00:00"
        assert article.editor_note == "Hold for release"

    @pytest.mark.parametrize(
        ("bylines", "byline"),
        [
            ("<byline>By ADA BERG<byttl>AP Writer</byttl></byline>", "ADA BERG, AP Writer"),
            (
                "<byline>By <person>Ada Berg</person> and <person>Olu Reyes</person>"
                "<byttl>Associated Press</byttl></byline>",
                "Ada Berg, Olu Reyes, Associated Press",
            ),
            (
                "<byline>By Ada Berg</byline><byline><byttl>Associated Press Writer</byttl></byline>",
                "Ada Berg; Associated Press Writer",
            ),
            ("<byline>By <person>Ada Berg</person>, <org>Reuters</org></byline>", "Ada Berg, Reuters"),
            ("<byline>By Ada <em>Berg</em></byline>", "Ada Berg"),
        ],
    )
    def test_what_stands_beside_the_names_stays_in_the_byline(
        self, tmp_path: Path, bylines: str, byline: str
    ) -> None:
        start, end = samples.NITF.index(b"<byline>"), samples.NITF.index(b"<distributor>")
        data = samples.NITF[:start] + bylines.encode() + samples.NITF[end:]
        assert only(tmp_path, data).byline == byline

    def test_the_abstract_stands_in_for_a_missing_body(self, tmp_path: Path) -> None:
        head, _, tail = samples.NITF.partition(b"<body.content>")
        data = head + b"<body.content/></body></nitf>"
        assert tail
        assert only(tmp_path, data).text == "A fire, and no dead."

    def test_a_document_without_text_is_ignored(self, tmp_path: Path) -> None:
        data = (
            b"<nitf><body><body.head><hedline><hl1>A</hl1></hedline></body.head><body.content/></body></nitf>"
        )
        assert found(tmp_path, data) == [Ignored(reason="news items without text")]

    def test_a_document_without_text_that_is_cancelled_is_an_article(self, tmp_path: Path) -> None:
        data = b"""<nitf>
            <head><docdata management-status="canceled"><doc-id id-string="hpa-1"/></docdata></head>
            <body><body.content/></body></nitf>"""
        article = only(tmp_path, data)
        assert (article.text, article.status, article.provider_id) == ("", "cancelled", "hpa-1")


class TestFeeds:
    def test_each_rss_item_with_text_is_an_article_of_the_feeds_outlet(self, tmp_path: Path) -> None:
        ferry, walls, picture = found(tmp_path, samples.RSS, "news.rss")
        assert ferry.text == "Fire tore through the car deck.\n214 passengers\nno dead"
        assert (ferry.title, ferry.outlet) == ("Ferry & fire", "Northmark Herald – News")
        assert ferry.published == "2024-05-12T16:02:28+02:00"
        assert (ferry.url, ferry.language, ferry.byline) == (
            "https://northmark.example/ferry",
            "en-GB",
            "Ada Berg",
        )
        assert ferry.credits == ("Halden Press Agency",)
        assert (ferry.provider_id, ferry.usage_terms) == ("northmark-17", "Northmark Herald 2024")
        assert walls.text == "Ten walls fell in May, the town’s clerk said."
        assert picture == Ignored(reason="feed items without text")
        assert [ferry.id, walls.id] == ["wire/news.rss#northmark-17", "wire/news.rss#2"]

    def test_each_atom_entry_with_text_is_an_article(self, tmp_path: Path) -> None:
        ferry, plain = found(tmp_path, samples.ATOM)
        assert ferry.text == "Feuer auf dem Autodeck.\nAlle leben."
        assert (ferry.title, ferry.outlet, ferry.language) == ("Fähre brennt", "Halden & Umland", "de")
        assert (ferry.published, ferry.updated) == ("2024-05-12T10:00:00Z", "2024-05-12T12:00:00Z")
        assert (ferry.url, ferry.provider_id) == ("https://halden.example/1", "urn:halden:1")
        assert (ferry.byline, ferry.credits, ferry.usage_terms) == (
            "Redaktion",
            ("Hafenagentur",),
            "Nur online.",
        )
        assert plain.text == "The wall fell.\nNobody saw it."
        assert (plain.language, plain.byline) == ("en", "Olu Reyes")
        assert (plain.published, plain.updated) == ("2024-05-13T12:00:00Z", None)

    def test_an_item_that_nests_too_deeply_costs_no_other_one(self, tmp_path: Path) -> None:
        deep = samples.RSS.replace(b"<ul>", b"<b>" * 5000)
        problem, walls, _ = found(tmp_path, deep)
        assert (problem.line, problem.reason.partition(":")[0]) == (1, "HTML that is not read to its end")
        assert walls.title == "Walls"

    def test_rss_1_keeps_its_items_beside_the_channel(self, tmp_path: Path) -> None:
        data = (
            b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
            b'xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
            b'<channel rdf:about="x"><title>Harbour Post</title></channel>'
            b'<item rdf:about="https://harbour.example/1"><title>Wall</title>'
            b"<description>It fell.</description><dc:date>2024-05-12</dc:date></item></rdf:RDF>"
        )
        article = only(tmp_path, data)
        assert (article.text, article.outlet, article.published) == ("It fell.", "Harbour Post", "2024-05-12")
        assert article.url == "https://harbour.example/1"

    def test_a_feed_without_items_is_ignored_and_not_lost(self, tmp_path: Path) -> None:
        data = b'<rss version="2.0"><channel><title>Empty</title></channel></rss>'
        assert found(tmp_path, data) == [Ignored(reason="feeds and lists without items")]


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


def ninjs_item(**fields: Any) -> dict[str, Any]:
    """Return an item of ninjs 1.x."""
    return {
        "uri": "https://halden.example/items/17",
        "type": "text",
        "firstcreated": "2024-05-12T14:00:00Z",
        "versioncreated": "2024-05-12T16:02:28Z",
        "version": "3",
        "pubstatus": "usable",
        "language": "en-GB",
        "headline": "Ferry burns",
        "byline": "Ada Berg",
        "provider": "Halden Press Agency",
        "creditline": "HPA",
        "copyrightholder": "Halden Media",
        "usageterms": "Online only.",
        "ednote": "Updates paragraph two.",
        "body_text": "Fire tore through the deck. All 214 passengers were taken off.",
        "body_xhtml": "<p>Fire tore through the deck.</p><p>All 214 passengers were taken off.</p>",
        **fields,
    }


class TestNinjs:
    def read(self, tmp_path: Path, content: object) -> list[Any]:
        return found(tmp_path, json.dumps(content).encode(), "a.json")

    def test_an_item_is_an_article_with_all_its_metadata(self, tmp_path: Path) -> None:
        (article,) = self.read(tmp_path, ninjs_item(embargoed="2024-05-13T06:00:00Z"))
        assert article.text == "Fire tore through the deck.\nAll 214 passengers were taken off."
        assert (article.id, article.title, article.outlet) == (
            "wire/a.json",
            "Ferry burns",
            "Halden Press Agency",
        )
        assert (article.published, article.updated) == ("2024-05-12T14:00:00Z", "2024-05-12T16:02:28Z")
        assert (article.language, article.byline) == ("en-GB", "Ada Berg")
        assert article.credits == ("HPA", "Halden Press Agency", "Halden Media")
        assert article.url == article.provider_id == "https://halden.example/items/17"
        assert (article.version, article.status, article.embargo) == ("3", "usable", "2024-05-13T06:00:00Z")
        assert (article.usage_terms, article.editor_note) == ("Online only.", "Updates paragraph two.")

    @pytest.mark.parametrize("camel", [False, True])
    def test_versions_2_and_3_keep_bodies_and_headlines_in_lists(self, tmp_path: Path, camel: bool) -> None:
        kind, created, status = (
            ("contentType", "versionCreated", "pubStatus")
            if camel
            else ("contenttype", "versioncreated", "pubstatus")
        )
        item = {
            "uri": "urn:newsml:halden.example:17",
            created: "2024-05-12T16:02:28Z",
            status: "withheld",
            "by": "Von Ada Berg",
            "headlines": [{"role": "short", "value": "Kurz"}, {"role": "main", "value": "Fähre brennt"}],
            "bodies": [
                {"role": "plain", kind: "text/plain", "value": "Feuer. Alle leben."},
                {"role": "html", kind: "text/html", "value": "<p>Feuer.</p><p>Alle leben.</p>"},
            ],
            "infosources": [{"name": "Hafenagentur"}, {"uri": "https://amt.example"}],
        }
        (article,) = self.read(tmp_path, item)
        assert (article.text, article.title) == ("Feuer.\nAlle leben.", "Fähre brennt")
        assert (article.published, article.updated, article.status) == (
            "2024-05-12T16:02:28Z",
            None,
            "withheld",
        )
        assert article.credits == ("Hafenagentur", "https://amt.example")
        assert (article.url, article.byline) == (None, "Von Ada Berg")

    def test_a_list_gives_an_article_for_each_item_and_counts_pictures(self, tmp_path: Path) -> None:
        picture = {"uri": "p", "type": "picture", "renditions": {}, "headline": "Smoke"}
        first, ignored, second = self.read(
            tmp_path, [ninjs_item(), picture, ninjs_item(headline="Walls", uri="urn:2")]
        )
        assert [first.id, second.id] == ["wire/a.json#https://halden.example/items/17", "wire/a.json#urn:2"]
        assert second.title == "Walls"
        assert ignored == Ignored(reason="ninjs items without text")
        assert len(self.read(tmp_path, {"items": [ninjs_item(), ninjs_item()]})) == 2

    @pytest.mark.parametrize(("status", "word"), [("canceled", "cancelled"), ("withheld", "withheld")])
    def test_an_item_without_text_that_recalls_a_text_is_an_article(
        self, tmp_path: Path, status: str, word: str
    ) -> None:
        kill = {"uri": "urn:1", "pubstatus": status, "version": "2", "type": "text"}
        (article,) = self.read(tmp_path, kill)
        assert (article.text, article.status) == ("", word)
        assert (article.provider_id, article.version) == ("urn:1", "2")
        (ignored,) = self.read(tmp_path, kill | {"type": "picture"})
        assert ignored == Ignored(reason="ninjs items without text")

    def test_an_empty_embargo_holds_an_item_back_until_further_notice(self, tmp_path: Path) -> None:
        (article,) = self.read(tmp_path, ninjs_item(embargoed=""))
        assert article.embargo == "until further notice"

    @pytest.mark.parametrize(
        "content",
        [
            {"name": "package", "version": "1.0"},
            {"uri": "x"},
            [],
            {},
            [1, "a"],
            "text",
            17,
            None,
            {"text": "It fell."},
        ],
    )
    def test_other_json_is_ignored(self, tmp_path: Path, content: object) -> None:
        assert self.read(tmp_path, content) == [Ignored(reason="JSON files without articles")]

    @pytest.mark.parametrize("value", [None, 0, True, "", "x", [], [[]], [None, 1], {}, {"name": []}, ["a"]])
    def test_a_field_of_the_wrong_kind_costs_only_itself(self, tmp_path: Path, value: object) -> None:
        full = ninjs_item(
            bodies=[], headlines=[], infosources=[], bylines=[], source="", by="", title="",
            contentcreated="", embargoed=None,
        )  # fmt: skip
        for field in full.keys() - {"uri", "body_xhtml"}:
            (article,) = self.read(tmp_path, {**full, field: value})
            assert article.text == "Fire tore through the deck.\nAll 214 passengers were taken off."
            assert isinstance(article.status, (str, type(None)))
            assert all(isinstance(name, str) for name in article.credits)

    def test_json_that_is_cut_short_is_a_problem_with_its_line(self, tmp_path: Path) -> None:
        data = json.dumps(ninjs_item(), indent=1).encode()
        (problem,) = found(tmp_path, data[: len(data) // 2], "a.json")
        assert isinstance(problem, Problem)
        assert problem.reason.startswith("no JSON")
        assert problem.line is not None and problem.line > 5


def test_records_and_tables_may_call_fields_as_ninjs_does() -> None:
    assert metadata_from({"firstcreated": "20240512", "versioncreated": "20240513", "creditline": "HPA"}) == {
        "published": "2024-05-12",
        "updated": "2024-05-13",
        "credits": ("HPA",),
    }


@pytest.mark.parametrize(
    "declaration", ['<?xml version="1.0" encoding="UTF-8"?>', '<?xml version="1.0"?>', ""]
)
def test_a_file_in_an_older_encoding_that_calls_itself_utf8_is_read(tmp_path: Path, declaration: str) -> None:
    text = "La maire a dit mardi que rien n'était décidé à Genève, où le « mur » est tombé."
    inside = f"<nitf><body><body.content><p>{text}</p></body.content></body></nitf>"
    assert only(tmp_path, (declaration + inside).encode("cp1252")).text == text


def test_a_file_in_an_encoding_that_it_declares_is_read(tmp_path: Path) -> None:
    inside = "<nitf><body><body.content><p>Příliš žluťoučký kůň</p></body.content></body></nitf>"
    for encoding in ("iso-8859-2", "utf-16"):
        data = f'<?xml version="1.0" encoding="{encoding}"?>{inside}'.encode(encoding)
        assert only(tmp_path, data).text == "Příliš žluťoučký kůň"


def test_stray_bytes_are_replaced_and_told(tmp_path: Path) -> None:
    data = samples.NITF.replace(b"car deck", b"c\xffr deck") + "<!-- été été été -->".encode()
    problem, article = found(tmp_path, data)
    assert "no UTF-8" in problem.reason
    assert problem.line > 10
    assert "c\N{REPLACEMENT CHARACTER}r deck" in article.text


DAMAGED = {
    **{name: getattr(samples, name) for name in ("NITF", "RSS", "ATOM", "ALTO", "TEI", "TEI_WHOLE")},
    "NEWSML": samples.message(samples.news_item(attributes=""), samples.news_item(attributes="", number=2)),
    "NINJS": json.dumps([ninjs_item(), ninjs_item(bodies=[{"value": "It fell."}], headlines=[{}])]).encode(),
}


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_damage_ends_in_articles_or_problems(data: st.DataObject, tmp_path: Path) -> None:
    name = data.draw(st.sampled_from(sorted(DAMAGED)))
    whole = DAMAGED[name]
    # What is put in: names and values from elsewhere in the file, so that what is well-formed is odd as well.
    words = sorted({match[0] for match in re.finditer(rb'[\w:.]+|"[^"]*"|<[^<>]*>|[{}\[\],]', whole)})
    for _ in range(data.draw(st.integers(1, 4))):
        first = data.draw(st.integers(0, len(whole)))
        last = data.draw(st.integers(first, min(len(whole), first + 30)))
        new = data.draw(st.one_of(st.binary(max_size=4), st.sampled_from(words), st.just(b"null")))
        whole = whole[:first] + new + whole[last:]
    rows = found(tmp_path, whole, "a.json" if name == "NINJS" else "a.xml")
    assert rows
    for row in rows:
        assert isinstance(row, (Article, Problem, Ignored))
        assert not isinstance(row, Article) or row.text.strip()


def test_xml_of_another_kind_is_ignored(tmp_path: Path) -> None:
    assert found(tmp_path, b"<project><module/></project>") == [Ignored(reason="XML files of other kinds")]


@pytest.mark.parametrize("sample", ["NITF", "RSS", "ATOM", "ALTO", "TEI"])
def test_a_file_cut_short_is_a_problem(tmp_path: Path, sample: str) -> None:
    data: bytes = getattr(samples, sample)
    (problem,) = found(tmp_path, data[: 2 * len(data) // 3])
    assert isinstance(problem, Problem)
    assert problem.path == "wire/a.xml"
    assert "XML" in problem.reason


def test_settings_in_json_with_comments_are_ignored(tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_text('{\n  // colours\n  "theme": "dark",\n}\n', encoding="utf-8")
    (tmp_path / "item.json").write_text('{"uri": "urn:x:1", "body_text": "Half a', encoding="utf-8")
    source = FileSource([tmp_path], Config())
    (problem,) = [found for found in source if isinstance(found, Problem)]
    assert (problem.path, problem.line) == ("item.json", 1)
    assert source.ignored == 1
