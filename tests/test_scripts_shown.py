"""Reports in many scripts: columns stay below each other, and direction stays with its text."""

from __future__ import annotations

import io
import unicodedata
from functools import cache

import pytest

from language_texts import NEWS, articles
from made_columns import compared, made_article
from provenance.model import Report
from provenance.report.layout import display_width
from provenance.report.markdown import write_markdown
from provenance.report.table import write_table

ISOLATES = {"\u2068", "\u2069"}


@cache
def everything() -> Report:
    made = []
    for language, news in NEWS.items():
        left, right = f"{news.shared}\n\n{news.left}", f"{news.edited}\n\n{news.right}"
        made += [
            made_article(f"{language}/1.txt", left, language=language, outlet=f"{language} 1"),
            made_article(f"{language}/2.txt", right, language=language, outlet=f"{language} 2"),
        ]
    return compared(made)


def table(made: Report, width: int) -> list[str]:
    stream = io.StringIO()
    write_table(made, stream, width)
    return stream.getvalue().splitlines()


@pytest.mark.parametrize("width", [80, 200])
def test_no_line_of_the_table_is_wider_than_the_terminal(width: int) -> None:
    lines = table(everything(), width)
    assert max(map(display_width, lines)) <= width
    assert not any(unicodedata.category(line.lstrip()[0]).startswith("M") for line in lines if line.strip())


def column(line: str, word: str) -> int:
    return display_width(line[: line.rindex(word)])


def test_columns_stand_below_each_other_in_wide_and_marked_scripts() -> None:
    lines = table(everything(), 80)
    heads = [i for i, line in enumerate(lines) if " ~ " in line and "outlets" not in line]
    for first, last in zip(heads, [*heads[1:], len(lines)], strict=True):
        rows = [line for line in lines[first:last] if line.endswith((" passage", " quote"))]
        assert len({column(line, line.split()[-1]) for line in rows}) == 1


def test_tables_are_the_same_whether_wcwidth_is_there_or_not(monkeypatch: pytest.MonkeyPatch) -> None:
    import tabulate

    made = everything()
    before = table(made, 120)
    monkeypatch.setattr(tabulate, "wcwidth", None, raising=False)
    assert table(made, 120) == before


def test_excerpts_are_cut_between_letters() -> None:
    for width in range(70, 90):
        for line in table(everything(), width):
            kept, dots, _ = line.partition("…")
            assert not dots or kept[-1] not in "เแโไใເແໂໃໄ\u17d2\u1039\u200d"


@pytest.mark.parametrize("width", [80, 200])
def test_right_to_left_text_keeps_its_direction_to_itself(width: int) -> None:
    for line in table(everything(), width):
        depth = 0
        for char in line:
            depth += (char == "\u2068") - (char == "\u2069")
            assert depth in (0, 1)
            assert depth or unicodedata.bidirectional(char) not in ("R", "AL")
        assert depth == 0


def test_left_to_right_text_is_left_as_it_is() -> None:
    made = compared(articles("el"))
    assert not ISOLATES & set("\n".join(table(made, 80)))


def test_names_in_hebrew_do_not_move_the_lines_they_stand_beside() -> None:
    news = NEWS["he"]
    made = compared(
        [
            made_article("א.txt", news.shared, language="he", outlet="הארץ"),
            made_article("ב.txt", news.edited, language="he", outlet="מעריב"),
        ]
    )
    lines = table(made, 80)
    assert "1  \u2068א.txt\u2069 ~ \u2068ב.txt\u2069" in lines[2]
    assert any("\u2068הארץ\u2069 ~ \u2068מעריב\u2069" in line for line in lines)
    assert any("\u2068א.txt\u2069:1" in line for line in lines)


def test_cells_of_markdown_isolate_right_to_left_text() -> None:
    stream = io.StringIO()
    write_markdown(compared(articles("ar")), stream)
    for line in stream.getvalue().splitlines():
        assert line.count("\u2068") == line.count("\u2069")
        for cell in line.strip("|").split(" | "):
            if any(unicodedata.bidirectional(char) in ("R", "AL") for char in cell):
                assert "\u2068" in cell


def test_marks_of_direction_in_articles_are_still_made_visible() -> None:
    text = "\u2067" + NEWS["he"].shared[:100] + "\u2069" + NEWS["he"].shared[100:]
    made = compared([made_article("a", text, language="he"), made_article("b", text, language="he")])
    assert all(
        line.count("\u2068") == line.count("\u2069") and "\u2067" not in line for line in table(made, 300)
    )
