"""The HTML report's script in a real browser: it runs nothing of articles, and agrees with the package."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from language_texts import NEWS
from provenance.core.reporting.explain import aligned
from provenance.core.text.normalise import compared_form, normalise_word, tokenise
from provenance.model import Report
from provenance.report.escape import for_html
from provenance.report.html.page import source

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from browser_pages import Open


@pytest.fixture(scope="module")
def script(browser: Browser) -> Iterator[Page]:
    """A page with those parts of the script that do what the package does as well."""
    opened = browser.new_page()
    opened.goto("about:blank")
    opened.add_script_tag(content="\n".join(source(name) for name in ("text.js", "words.js")))
    yield opened
    opened.close()


class TestHostileArticles:
    def test_nothing_runs_and_everything_is_shown(self, open_page: Open) -> None:
        opened = open_page("hostile", "#pairs")
        assert opened.locator("#pairs tbody tr").first.inner_text().count("<script>alert(1)</script>") >= 2
        opened.click("#pairs tbody tr a >> nth=0")
        opened.wait_for_selector("#detail .side")
        for summary in opened.locator("details.match:not([open]) > summary").all():
            summary.click()
        opened.wait_for_timeout(200)
        text = opened.locator("#detail").inner_text()
        for part in (
            "<script>document.title='owned'",
            '"><img src=x onerror=alert(1)>',
            "=cmd|'/c calc'!A0",
            "::error::",
        ):
            assert part in text, part
        assert "␛[31mred" in text and "<U+202E>" in text
        assert "owned" not in opened.title()
        assert opened.locator("main img, main script, main b").count() == 0

    def test_nor_without_scripts(self, open_page: Open) -> None:
        opened = open_page("hostile", java_script_enabled=False)
        assert opened.locator("main img, main script").count() == 0
        assert opened.title() == "Passages that articles share"


class TestOneDefinition:
    """What the page's script does again must agree with the package."""

    def test_every_character_is_shown_as_python_shows_it(self, script: Page) -> None:
        codes = [code for code in range(0x110000) if for_html(chr(code)) != chr(code)]
        shown = script.evaluate(
            """() => {
              const found = [];
              for (let code = 0; code < 0x110000; code += 1) {
                const mark = String.fromCodePoint(code);
                const shown = visible(mark);
                if (shown !== mark) found.push([code, shown]);
              }
              return found;
            }"""
        )
        assert shown == [[code, for_html(chr(code))] for code in codes]

    def test_words_are_cut_and_compared_as_in_python(self, script: Page, corpus_report: Report) -> None:
        texts = [a.text for a in corpus_report.articles if a.text] + [
            text for news in NEWS.values() for text in (news.left, news.edited)
        ]
        texts += [
            "1,000 and 1.5, U.N. İstanbul ﬁne Straße; A.B.C. 3.141.592 e\u0301tat \u200bx",
            "ＡＢＣ ΟΔΟΣ 12:30",
            "&quot;Smith&amp;Co&quot; it&#8217;s&nbsp;caf&eacute; in&shy;side &amp;amp; &foo; R&D; 1&#44;000",
            "&#1;x&#128;y&#0;z &NotEqualTilde; &#x1F600;a &#10;b &amp;foo; &notit; &copy;c&copy d",
        ]
        found = script.evaluate(
            "texts => texts.map(t => tokens(t).map(w => t.slice(w.start, w.end)).map(w => [w, compared(w)]))",
            texts,
        )
        for text, words in zip(texts, found, strict=True):
            cut = tokenise(text)
            expected = [text[a:b] for a, b in zip(cut.starts.tolist(), cut.ends.tolist(), strict=True)]
            assert [word for word, _ in words] == expected
            assert [form for _, form in words] == [compared_form(normalise_word(word)) for word in expected]

    def test_texts_align_by_as_many_words_and_lose_nothing(self, script: Page, corpus_report: Report) -> None:
        pairs = [[m.left.text, m.right.text] for m in corpus_report.matches]
        pairs += [[news.shared, news.edited] for news in NEWS.values()]
        chance = random.Random(3)
        for text in (news.shared for news in NEWS.values()):
            words = text.split(" ")
            chance.shuffle(words)
            pairs += [[text, " ".join(words)], [text, text[5:] + text[:9]], [text, ""], ["", "…"]]
        made = script.evaluate(
            "pairs => pairs.map(([l, r]) => [aligned(l, r), alignedRows(l, r).flat()])", pairs
        )
        for (left, right), (steps, in_rows) in zip(pairs, made, strict=True):
            for found in (steps, in_rows):
                assert "".join(step["left"] for step in found) == left
                assert "".join(step["right"] for step in found) == right
            assert (
                equal_words(steps)
                == equal_words(in_rows)
                == sum(
                    len(tokenise(step.left).starts) for step in aligned(left, right) if step.kind == "equal"
                )
            )


def equal_words(steps: list[dict[str, Any]]) -> int:
    return sum(len(tokenise(step["left"]).starts) for step in steps if step["equal"])
