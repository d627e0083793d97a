# ruff: noqa: E501 (the samples keep the long lines that such files have)
"""Small files as agencies and archives deliver them; people, agencies and outlets are invented."""

from __future__ import annotations

from typing import Any

NAR = 'xmlns="http://iptc.org/std/nar/2006-10-01/"'
NITF_NS = 'xmlns="http://iptc.org/std/NITF/2006-10-18/"'


def news_item(
    *,
    body: str = "",
    number: int = 1,
    status: str = '<pubStatus qcode="stat:usable"/>',
    meta: str = "",
    kind: str = "text",
    attributes: str = NAR,
) -> str:
    """Return a NewsML-G2 item; ``body`` replaces its NITF content, ``meta`` is put into ``itemMeta``."""
    body = body or nitf_body()
    return f"""<newsItem {attributes} guid="urn:newsml:halden.example:20240512:{number}" version="3"
  standard="NewsML-G2" standardversion="2.34" conformance="power" xml:lang="en-GB">
  <catalogRef href="http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_38.xml"/>
  <rightsInfo>
    <copyrightHolder literal="Halden Press Agency"/>
    <copyrightNotice>Copyright 2024 Halden Press Agency</copyrightNotice>
    <usageTerms>Not for use in Sauvelande before Monday.</usageTerms>
  </rightsInfo>
  <itemMeta>
    <itemClass qcode="ninat:{kind}"/>
    <provider qcode="nprov:HPA"><name>Halden Press Agency</name></provider>
    <versionCreated>2024-05-12T16:02:28+02:00</versionCreated>
    <firstCreated>2024-05-12T14:00:00+02:00</firstCreated>
    {meta}
    {status}
    <edNote>Updates paragraph two.</edNote>
    <edNote>Ferry disaster series.</edNote>
  </itemMeta>
  <contentMeta>
    <by>Ada Berg</by>
    <creditline>HPA/Northmark Herald</creditline>
    <language tag="en-GB"/>
    <headline>Ferry {number} burns off Port Kessel</headline>
  </contentMeta>
  <contentSet>{body}</contentSet>
</newsItem>"""


def nitf_body() -> str:
    return f"""<inlineXML contenttype="application/nitf+xml"><nitf {NITF_NS}><body><body.head>
      <hedline><hl1>Another headline</hl1></hedline><dateline><location>PORT KESSEL</location></dateline></body.head>
      <body.content>
        <p>Fire tore through the car deck of the
           <org>Solveig Marie</org> on Tuesday.</p>
        <p>All 214 passengers were taken off,<br/>the coastguard said.</p>
        <media media-type="image"><media-reference mime-type="image/jpeg" source="a.jpg"/>
          <media-caption>Smoke over the harbour.</media-caption></media>
      </body.content></body></nitf></inlineXML>"""


def document(inside: str, *, head: str = '<?xml version="1.0" encoding="UTF-8"?>\n') -> bytes:
    return (head + inside).encode()


def message(*items: str) -> bytes:
    return document(
        f"<newsMessage {NAR}><header><sent>2024-05-12T16:03:00+02:00</sent></header>"
        f"<itemSet>{''.join(items)}</itemSet></newsMessage>"
    )


NITF = (
    b"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE nitf SYSTEM "http://www.nitf.org/IPTC/NITF/3.4/specification/dtd/nitf-3-4.dtd">
<nitf><head><title>Ferry burns</title>
  <docdata management-status="embargoed">
    <doc-id id-string="hpa-240512-0017" regsrc="Halden Press Agency"/>
    <du-key key="ferry" version="2"/>
    <date.issue norm="20240512T101500Z"/><date.release norm="20240513T060000Z"/>
    <ed-msg info="Hold for release"/>
    <doc.copyright year="2024" holder="Halden Press Agency"/>
  </docdata>
  <pubdata name="Northmark Herald" type="print" date.publication="20240513"/></head>
<body><body.head>
  <hedline><hl1>Ferry burns off&nbsp;Port Kessel</hl1><hl2>All passengers safe</hl2></hedline>
  <byline>By <person>Ada Berg</person><byttl>Staff reporter</byttl></byline>
  <distributor>HPA</distributor>
  <dateline><location>PORT KESSEL</location>, <story.date>May 12</story.date> (HPA)</dateline>
  <abstract><p>A fire, and no dead.</p></abstract></body.head>
<body.content><block><p>Fire tore through the car deck.</p><hl2>Smoke</h"""
    + b"""l2><p>Smoke was seen from the town.</p></block>
</body.content><body.end><tagline>Editing by Olu Reyes</tagline></body.end></body></nitf>"""
)

RSS = b"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
  xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom">
<channel><title>Northmark Herald &#8211; News</title><link>https://northmark.example/</link>
<atom:link href="https://northmark.example/rss" rel="self" type="application/rss+xml"/>
<language>en-gb</language><copyright>Northmark Herald 2024</copyright>
<item><title>Ferry &amp;amp; fire</title><link>https://northmark.example/ferry</link>
  <guid isPermaLink="false">northmark-17</guid><pubDate>Sun, 12 May 2024 16:02:28 +0200</pubDate>
  <dc:creator>Ada Berg</dc:creator><source url="https://halden.example/rss">Halden Press Agency</source>
  <description>A short version.</description>
  <content:encoded><![CDATA[<p>Fire tore through the <b>car</b> deck.</p><script>alert(1)</script>
  <ul><li>214 passengers</li><li>no dead</li></ul>]]></content:encoded></item>
<item><title>Walls</title><description>Ten walls fell &lt;i&gt;in May&lt;/i&gt;, the town&amp;#8217;s clerk said.</description></item>
<item><title>Only a picture</title><enclosure url="https://northmark.example/a.jpg" type="image/jpeg" length="1"/></item>
</channel></rss>"""

ATOM = b"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title type="html">Halden &amp;amp; Umland</title>
<id>urn:halden:feed</id><updated>2024-05-12T18:00:00Z</updated><author><name>Redaktion</name></author>
<entry><title type="html">F&#228;hre &lt;b&gt;brennt&lt;/b&gt;</title><id>urn:halden:1</id>
  <link rel="enclosure" href="https://halden.example/a.mp3"/><link href="https://halden.example/1"/>
  <published>2024-05-12T10:00:00Z</published><updated>2024-05-12T12:00:00Z</updated>
  <rights>Nur online.</rights><source><title>Hafenagentur</title></source>
  <summary>Kurz.</summary>
  <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Feuer auf dem Autodeck.</p><p>Alle leben.</p></div></content></entry>
<entry xml:lang="en"><title>Plain</title><id>urn:halden:2</id><updated>2024-05-13T12:00:00Z</updated>
  <author><name>Olu Reyes</name></author><summary>The wall fell.
  Nobody saw it.</summary></entry>
</feed>"""


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


ALTO = b"""<?xml version="1.0" encoding="UTF-8"?>
<alto xmlns="http://www.loc.gov/standards/alto/ns-v3#"><Description>
 <sourceImageInformation><fileName>p1.tif</fileName><documentIdentifier>herald-1912-05-12-1</documentIdentifier></sourceImageInformation>
</Description><Layout><Page ID="P1" PHYSICAL_IMG_NR="1"><PrintSpace>
<TextBlock ID="B1" LANG="en"><TextLine><String CONTENT="The" WC="0.99"/><SP/><String CONTENT="har" SUBS_TYPE="HypPart1" SUBS_CONTENT="harbour" WC="0.90"/><HYP CONTENT="-"/></TextLine>
<TextLine><String CONTENT="bour" SUBS_TYPE="HypPart2" SUBS_CONTENT="harbour" WC="0.80"/><SP/><String CONTENT="com" WC="0.5"/><HYP CONTENT="-"/></TextLine>
<TextLine><String CONTENT="mission" WC="0.5"/><SP/><String CONTENT="met." WC="0.91"/></TextLine></TextBlock>
<ComposedBlock><TextBlock ID="B2" LANG="en"><TextLine><String CONTENT="It" WC="1.0"/><SP/><String CONTENT="de-" SUBS_TYPE="HypPart1"/></TextLine>
<TextLine><String CONTENT="cided" SUBS_TYPE="HypPart2" WC="0.8"/><SP/><String CONTENT="nothing." WC="0.8"/></TextLine></TextBlock></ComposedBlock>
</PrintSpace></Page></Layout></alto>"""

TEI = b"""<?xml version="1.0" encoding="UTF-8"?>
<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc>
 <titleStmt><title>The Northmark Herald, 12 May 1912</title><author>Ada Berg</author></titleStmt>
 <publicationStmt><publisher>Halden Library</publisher><idno>herald-19120512</idno>
  <availability><licence>Free to use.</licence></availability></publicationStmt>
 <sourceDesc><bibl><title level="j">Northmark Herald</title><date when="1912-05-12">12 May 1912</date></bibl></sourceDesc>
 </fileDesc><profileDesc><langUsage><language ident="en">English</language></langUsage></profileDesc></teiHeader>
<facsimile><graphic url="p1.jpg"/></facsimile>
<text><front><p>Price one penny.</p></front><body><pb n="1"/>
<div type="article" xml:id="a1"><head>The Ferry</head><byline>By Olu Reyes</byline>
 <p>The fire tore through the pas-<lb break="no"/>senger deck<lb/>of the <name>Solveig Marie</name>
  and <choice><sic>nobdy</sic><corr>nobody</corr></choice> was <fw>NORTHMARK HERALD 2</fw>hurt, the har<pb n="2" break="no"/>
  bour master said.</p><p>He <del>did not</del> smiled.</p></div>
<div type="section"><div type="article"><head>Walls</head><p>Ten walls fell.</p></div></div>
</body></text></TEI>"""

TEI_WHOLE = b"""<TEI.2><teiHeader><fileDesc><titleStmt><title>A Letter</title></titleStmt></fileDesc></teiHeader>
<text xml:lang="fr"><body><div><head>Lettre</head><p>Le mur est tomb&#233;.</p></div></body></text></TEI.2>"""
