"""What is taken out of NewsML-G2, NITF and feeds, and of XML whole, cut and in other encodings."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import agency_samples as samples
from agency_files import found, only
from provenance.files.item import Ignored
from provenance.model import Article, Problem


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
        one, two, ignored = found(tmp_path, samples.message(items[0], picture, items[1], package))
        assert [one.id, two.id] == [f"wire/a.xml#urn:newsml:halden.example:20240512:{n}" for n in (1, 3)]
        assert [one.title, two.title] == ["Ferry 1 burns off Port Kessel", "Ferry 3 burns off Port Kessel"]
        assert [one.record_line, two.record_line] == [1, 3]
        assert ignored == Ignored(reason="news items without text", count=2)

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
    "NINJS": json.dumps(
        [samples.ninjs_item(), samples.ninjs_item(bodies=[{"value": "It fell."}], headlines=[{}])]
    ).encode(),
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
