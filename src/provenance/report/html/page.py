"""The page itself: the template filled in, style and scripts in it under a policy that allows these alone."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final, TextIO

from provenance.model import Report
from provenance.report.dates import without_seconds
from provenance.report.escape import for_html, one_line
from provenance.report.html import plain
from provenance.report.html.blocks import blocks
from provenance.report.html.coverage import Shared, shared_stretches
from provenance.report.html.facts import Facts, facts_of
from provenance.report.html.network import draw
from provenance.report.html.summary import TOP, summarise
from provenance.report.phrases import (
    closing_phrase,
    counted,
    editorial_rows,
    ignored_phrase,
    opening_phrase,
    origin_phrase,
    page_phrase,
    percent,
)

if TYPE_CHECKING:
    from jinja2 import Environment

# In this order they make up the one script of the page.
SCRIPTS: Final = (
    "text.js",
    "words.js",
    "data.js",
    "elements.js",
    "list.js",
    "lists.js",
    "match.js",
    "cluster.js",
    "article.js",
    "app.js",
)
MOST_ROWS: Final = 200


def write_html(report: Report, stream: TextIO) -> None:
    """Write a report as one HTML page.

    The page asks for nothing from anywhere. Without scripts it is a plain document; of a report with more
    than 1,000 matches it then holds the first pairs and clusters only, and says so.

    Args:
        report: What was found.
        stream: Where the page goes; UTF-8 can encode all of it.
    """
    facts = facts_of(report)
    environment = _environment()
    template = environment.get_template("page.html")
    for piece in template.generate(_context(facts, environment)):
        stream.write(piece)


def script() -> str:
    """Return the page's script."""
    parts = [source(name) for name in SCRIPTS]
    return '"use strict";\n(() => {\n' + "\n".join(parts) + "\n})();\n"


def _context(facts: Facts, environment: Environment) -> dict[str, Any]:
    from markupsafe import Markup

    report = facts.report
    stretches = shared_stretches(facts)
    summary = summarise(facts, stretches)
    small = plain.is_small(facts)
    style = environment.get_template("style.css").render()
    code = script()
    return {
        "report": report,
        "facts": facts,
        "summary": summary,
        "top": TOP,
        "most_rows": MOST_ROWS,
        "picture": draw(summary.outlet_pairs),
        "opening": opening_phrase(report),
        "closing": closing_phrase(facts.pairs),
        "small": small,
        "listed_clusters": sum(
            cluster.origin.kind not in ("boilerplate", "formula") for cluster in facts.clusters
        ),
        "plain_pairs": plain.plain_pairs(facts, small),
        "plain_clusters": plain.plain_clusters(facts, small),
        "plain_articles": plain.plain_articles(facts, stretches) if small else (),
        "first_shown": plain.FIRST,
        "unshown": plain.unshown(facts),
        "style": Markup(style),
        "script": Markup(code),
        "style_hash": _hash(style),
        "script_hash": _hash(code),
        "blocks": _blocks(facts, stretches),
        "settings": {key: _plain(value) for key, value in sorted(report.settings.items())},
    }


def _blocks(facts: Facts, stretches: Mapping[str, Sequence[Shared]]) -> Iterator[dict[str, Any]]:
    from markupsafe import Markup

    for block in blocks(facts, stretches):
        yield {"name": block.name, "packed": block.packed, "body": Markup(block.body)}


def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    def shown(value: object) -> object:
        """Make text harmless wherever the template puts it; autoescaping sees to markup."""
        return for_html(value) if isinstance(value, str) and not isinstance(value, Markup) else value

    environment = Environment(
        loader=PackageLoader("provenance.report.html", "page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=shown,
    )
    environment.globals |= {
        "counted": counted, "percent": percent,
        "origin_phrase": origin_phrase, "ignored_phrase": ignored_phrase,
        "editorial_rows": editorial_rows, "page_phrase": page_phrase,
    }  # fmt: skip
    environment.filters |= {"one_line": one_line, "without_seconds": without_seconds}
    environment.tests["web_address"] = _is_web_address
    return environment


def _is_web_address(url: str | None) -> bool:
    return url is not None and url.startswith(("https://", "http://"))


def _plain(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value)) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "not set" if value is None else str(value)


def source(name: str) -> str:
    """Return one of the files that the page is made of."""
    return (files("provenance.report.html") / "page" / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return "sha256-" + base64.b64encode(digest).decode("ascii")
