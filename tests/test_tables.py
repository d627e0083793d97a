"""What is taken out of CSV, TSV and Parquet files."""

from __future__ import annotations

import json
from collections.abc import Sequence
from csv import DictWriter
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from provenance.config import Config
from provenance.files.formats import tables
from provenance.files.item import Ignored, ReadItem
from provenance.files.source import FileSource
from provenance.model import Article, Problem

STORY = "The harbour commission met on Tuesday."


def found(path: Path, *, text_field: str = "text", first_line: int = 1) -> list[Any]:
    kind = "parquet" if path.suffix == ".parquet" else "csv"
    item = ReadItem(
        id=f"held/{path.name}", path=str(path), kind=kind, size=path.stat().st_size, first_line=first_line
    )
    return list(tables.read(item, Config(text_field=text_field)))


def csv(tmp_path: Path, content: str | bytes, name: str = "a.csv", **settings: Any) -> list[Any]:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return found(path, **settings)


def parquet(tmp_path: Path, query: str, name: str = "a.parquet") -> Path:
    path = tmp_path / name
    duckdb.connect().execute(f"COPY ({query}) TO '{path}' (FORMAT parquet)")
    return path


def texts(rows: Sequence[Any]) -> list[str]:
    return [one.text for one in rows if isinstance(one, Article)]


class TestCSV:
    def test_a_row_is_an_article_with_the_fields_of_records(self, tmp_path: Path) -> None:
        (article,) = csv(
            tmp_path,
            "id,Headline,publication,date,lang,credit,text\n"
            '17,"Harbour, again",Northmark Herald,20240512,en_gb,AFP; dpa,'
            f'"{STORY}\n\nIt decided ""nothing""."\n',
        )
        assert article == Article(
            id="17",
            path="held/a.csv",
            record_line=2,
            text=f'{STORY}\n\nIt decided "nothing".',
            title="Harbour, again",
            outlet="Northmark Herald",
            published="2024-05-12",
            language="en-GB",
            credits=("AFP", "dpa"),
        )

    def test_a_row_without_an_id_is_called_by_its_line(self, tmp_path: Path) -> None:
        rows = csv(tmp_path, f'title,text\nA,"{STORY}\nTwo lines."\n\nB,{STORY}\n')
        assert [(one.id, one.record_line) for one in rows] == [("held/a.csv:2", 2), ("held/a.csv:5", 5)]

    @pytest.mark.parametrize(
        ("name", "mark"), [("a.tsv", "\t"), ("a.csv", ";"), ("a.csv", "|"), ("a.csv", "\t")]
    )
    def test_other_separators_are_told_from_the_header(self, tmp_path: Path, name: str, mark: str) -> None:
        rows = csv(tmp_path, mark.join(["id", "text"]) + "\n" + mark.join(["7", STORY]) + "\n", name)
        assert [(one.id, one.text) for one in rows] == [("7", STORY)]

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
    def test_encodings_are_recognised(self, tmp_path: Path, encoding: str) -> None:
        story = "La maire a dit mardi que rien n'était décidé à Genève."
        assert texts(csv(tmp_path, f"id,text\n1,{story}\n".encode(encoding))) == [story]

    def test_the_column_of_texts_can_be_another(self, tmp_path: Path) -> None:
        table = f"id,Body,text\n1,{STORY},no\n"
        assert texts(csv(tmp_path, table, text_field="body")) == [STORY]

    @pytest.mark.parametrize("table", ["id,title\n1,A\n", "a;b\n1;2\n", "one column\n"])
    def test_a_table_without_texts_is_ignored(self, tmp_path: Path, table: str) -> None:
        assert csv(tmp_path, table) == [Ignored(reason="tables without a column of texts")]

    def test_rows_that_are_broken_are_problems_with_their_line_and_the_rest_is_read(
        self, tmp_path: Path
    ) -> None:
        table = f'id,text\n1,{STORY}\n2,"a"b\n3,one,two\n4\n5,\n6,{STORY}\n7,"{STORY}\n'
        rows = csv(tmp_path, table)
        problems = [one for one in rows if isinstance(one, Problem)]
        assert [one.id for one in rows if isinstance(one, Article)] == ["1", "6"]
        assert [one.line for one in problems] == [3, 4, 5, 6, 8]
        assert problems[0].reason.startswith("no CSV: ")
        assert problems[1].reason.startswith("3 cells, but 2 columns")
        assert problems[2].reason.startswith("1 cells, but 2 columns")
        assert problems[3].reason == "the field 'text' is empty"
        assert problems[4].reason.startswith("no CSV: unexpected end of data")

    def test_stray_bytes_are_replaced_and_the_row_is_told(self, tmp_path: Path) -> None:
        table = b"id,text\n" + b"1,The harbour.\n" * 90_000 + b"2,A stray \xff byte.\n"
        *_, problem, article = csv(tmp_path, table)
        assert (problem.line, article.text) == (90_002, "A stray \N{REPLACEMENT CHARACTER} byte.")
        assert "no UTF-8" in problem.reason

    def test_a_cell_longer_than_an_article_ends_the_table(self, tmp_path: Path) -> None:
        *_, problem = csv(tmp_path, f'id,text\n1,{STORY}\n2,"{"word " * 5_000_000}"\n3,{STORY}\n')
        assert isinstance(problem, Problem)
        assert (problem.line, "20,000,000 characters" in problem.reason) == (3, True)

    def test_what_this_package_writes_is_not_read(self, tmp_path: Path) -> None:
        header = "id,title,outlet,published,language,origin,agency,text\n1,2,3,4,5,6,7,8\n"
        # With a column of texts it is a table of the user's, whatever its other columns are.
        assert texts(csv(tmp_path, header)) == ["8"]
        assert csv(tmp_path, header.replace(",text", "")) == [Ignored(reason="our own reports")]

    def test_an_empty_file_is_a_problem(self, tmp_path: Path) -> None:
        assert csv(tmp_path, "") == [Problem(path="held/a.csv", reason="empty")]
        assert csv(tmp_path, b"\x89PNG\r\n\x1a\n" + bytes(99))[0].reason.startswith("not text")


class TestParquet:
    def test_a_row_is_an_article_with_the_fields_of_records(self, tmp_path: Path) -> None:
        path = parquet(
            tmp_path,
            f"SELECT 17 AS id, '{STORY}' AS text, 'Harbour' AS title, DATE '2024-05-12' AS published, "
            "['AFP', 'dpa'] AS credits, 'x' AS unknown",
        )
        assert found(path) == [
            Article(
                id="17",
                path="held/a.parquet",
                record_line=1,
                text=STORY,
                title="Harbour",
                published="2024-05-12",
                credits=("AFP", "dpa"),
            )
        ]

    def test_rows_without_a_text_are_problems_with_their_number(self, tmp_path: Path) -> None:
        path = parquet(
            tmp_path, f"FROM (VALUES (1, '{STORY}'), (2, NULL), (3, '  '), (4, '{STORY}')) t(id, text)"
        )
        rows = found(path)
        assert [one.id for one in rows if isinstance(one, Article)] == ["1", "4"]
        assert [one.line for one in rows if isinstance(one, Problem)] == [2, 3]

    def test_rows_before_the_first_wanted_are_passed_over(self, tmp_path: Path) -> None:
        path = parquet(tmp_path, f"SELECT '{STORY}' AS text FROM range(5)")
        assert [one.id for one in found(path, first_line=4)] == ["held/a.parquet:4", "held/a.parquet:5"]

    def test_the_column_of_texts_can_be_another(self, tmp_path: Path) -> None:
        path = parquet(tmp_path, f'SELECT \'{STORY}\' AS "Body ""Text"""')
        assert texts(found(path, text_field='body "text"')) == [STORY]
        assert found(path) == [Ignored(reason="tables without a column of texts")]

    def test_a_path_with_quotation_marks_is_read(self, tmp_path: Path) -> None:
        path = parquet(tmp_path, f"SELECT '{STORY}' AS text")
        odd = path.rename(tmp_path / "it's [odd] *.parquet")
        assert texts(found(odd)) == [STORY]

    def test_no_other_file_can_be_reached(self, tmp_path: Path) -> None:
        path, other = parquet(tmp_path, "SELECT 1 AS a"), parquet(tmp_path, "SELECT 2 AS a", "b.parquet")
        connection = tables._connection(str(path))
        assert connection.execute("FROM read_parquet(?)", [str(path)]).fetchall() == [(1,)]
        with pytest.raises(duckdb.Error):
            connection.execute("FROM read_parquet(?)", [str(other)])
        with pytest.raises(duckdb.Error):
            connection.execute("SET enable_external_access = true")


# Columns of each field of what editors say, by all of their names, and what comes of them.
EDITORIAL = [
    ({"provider_id": "urn:1", "version": "3", "status": "usable", "embargo": "2024-05-13T06:00:00Z",
      "usage_terms": "Online only", "editor_note": "Hold for release", "byline": "Ada Berg"},
     {"status": "usable", "embargo": "2024-05-13T06:00:00Z"}),
    ({"ProviderID": "urn:1", "Version": "3", "PubStatus": "canceled", "embargoed": "20240513",
      "usageterms": "Online only", "ednote": "Hold for release", "author": "Ada Berg"},
     {"status": "cancelled", "embargo": "2024-05-13"}),
    ({"provider_id": "urn:1", "version": "3", "status": "Kill", "embargo": "2024-05-13",
      "usage_terms": "Online only", "editors_note": "Hold for release", "authors": "Ada Berg"},
     {"status": "cancelled", "embargo": "2024-05-13"}),
]  # fmt: skip


@pytest.mark.parametrize("name", ["a.csv", "a.parquet", "a.jsonl"])
@pytest.mark.parametrize(("columns", "told"), EDITORIAL)
def test_columns_of_what_editors_say_are_kept(
    columns: dict[str, str], told: dict[str, str], name: str, tmp_path: Path
) -> None:
    row = {"id": "17", "text": STORY, **columns}
    path = tmp_path / name
    if name == "a.jsonl":
        path.write_text(json.dumps(row) + "\n", encoding="utf-8")
    elif name == "a.csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = DictWriter(file, fieldnames=list(row))
            writer.writeheader()
            writer.writerow(row)
    else:
        parquet(tmp_path, "SELECT " + ", ".join(f"'{value}' AS \"{key}\"" for key, value in row.items()))
    (article,) = articles_of(path)
    assert (article.provider_id, article.version, article.byline) == ("urn:1", "3", "Ada Berg")
    assert (article.usage_terms, article.editor_note) == ("Online only", "Hold for release")
    assert {"status": article.status, "embargo": article.embargo} == told


def test_numbers_and_times_of_parquet_are_read_as_what_editors_say(tmp_path: Path) -> None:
    path = parquet(
        tmp_path,
        f"SELECT 17 AS id, '{STORY}' AS text, 3 AS version, 90017 AS provider_id, "
        "TIMESTAMP '2024-05-13 06:00:00' AS embargo, NULL::VARCHAR AS status",
    )
    (article,) = articles_of(path)
    assert (article.version, article.provider_id, article.status) == ("3", "90017", None)
    assert article.embargo == "2024-05-13T06:00:00"


# A table with many control characters is taken for no text.
LETTERS = st.characters(codec="utf-8", exclude_categories=["Cc"], include_characters='\n\r\t"')
TEXTS = st.text(LETTERS, min_size=1, max_size=60)
OUTLETS = st.sampled_from([None, "Northmark Herald", 'The "Post", daily', "=cmd|'/c calc'!A0"])


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(records=st.lists(st.tuples(TEXTS, OUTLETS), min_size=1, max_size=5))
def test_the_same_records_give_the_same_articles_in_any_table(
    records: list[tuple[str, str | None]], tmp_path: Path
) -> None:
    rows = [
        {"id": f"n{number}", "outlet": outlet, "text": f"It fell. {text}"}
        for number, (text, outlet) in enumerate(records)
    ]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    with (tmp_path / "a.csv").open("w", encoding="utf-8", newline="") as file:
        writer = DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    table = duckdb.connect()
    table.execute("CREATE TABLE t (id VARCHAR, outlet VARCHAR, text VARCHAR)")
    table.executemany("INSERT INTO t VALUES (?, ?, ?)", [list(row.values()) for row in rows])
    table.execute(f"COPY t TO '{tmp_path / 'a.parquet'}' (FORMAT parquet)")
    wanted = [replace(one, path="", record_line=None) for one in articles_of(tmp_path / "a.jsonl")]
    for name in ("a.csv", "a.parquet"):
        found = [replace(one, path="", record_line=None) for one in articles_of(tmp_path / name)]
        assert found == wanted


def articles_of(path: Path) -> list[Article]:
    return [one for one in FileSource([path], Config()) if isinstance(one, Article)]


def test_tables_are_read_in_a_corpus_beside_their_manifest_and_our_reports(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f"id,text\nfirst,{STORY}\n", encoding="utf-8")
    parquet(tmp_path, f"SELECT 'second' AS id, '{STORY}' AS text", "b.parquet")
    (tmp_path / "manifest.csv").write_text("file,outlet\nfirst,Northmark Herald\n", encoding="utf-8")
    (tmp_path / "prices.csv").write_text("day,price\n1,2\n", encoding="utf-8")
    source = FileSource([tmp_path], Config())
    articles = [one for one in source if isinstance(one, Article)]
    assert [(one.id, one.outlet) for one in articles] == [("first", "Northmark Herald"), ("second", None)]
    assert dict(source.ignored_by) == {"tables without a column of texts": 1}
