"""Files of annotations: both forms are read, and what is wrong with others is said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval_reports import ANNOTATED, VERSIONS, changed, passage, written
from folders import CORPUS
from provenance.core.evaluating.gold import GoldOrigin
from provenance.errors import GoldError, ProvenanceError
from provenance.files.gold import read_gold


def test_annotated_passages_are_read(tmp_path: Path) -> None:
    read = read_gold(written(tmp_path, ANNOTATED))
    (one,) = read.pairs
    assert (one.id, one.relation, one.content, one.group, one.required) == (
        "late-1", "translated", "quote", "tier 3", False,
    )  # fmt: skip
    assert one.left == passage("a", 0, 9, "The ferry") and one.right == passage("b", 4, 9)
    assert read.pair_origins == (GoldOrigin(articles=("a", "b"), kind="wire-copy", agency="AFP"),)
    assert read.article_origins == (GoldOrigin(articles=("a",), kind="revision", agency=None),)
    assert not read.lists_stock and read.articles() == {"a", "b"}


def test_versions_of_documents_are_read_in_the_words_of_the_report(tmp_path: Path) -> None:
    read = read_gold(written(tmp_path, VERSIONS))
    assert [(one.kind, one.relation) for one in read.pairs] == [
        ("verbatim", "near-copy"), ("human", "reworded"), ("machine", "reworded"), ("cross", "translated"),
    ]  # fmt: skip
    assert {one.language for one in read.pairs} == {"cs"} and read.lists_stock and len(read.aside) == 1


def test_the_form_is_told_by_its_keys_not_by_a_schema(tmp_path: Path) -> None:
    without = {key: value for key, value in ANNOTATED.items() if key != "schema"}
    assert read_gold(written(tmp_path, without)) == read_gold(written(tmp_path, ANNOTATED))


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ("{", "no complete JSON"),
        ("[]", "no JSON object"),
        ({"articles": []}, "its keys are neither"),
        ({"pairs": []}, "its keys are neither"),
        ({"schema": "provenance.report/1", "pairs": []}, "its schema is 'provenance.report/1'"),
        ({"schema": "provenance.expected/2", "pairs": [], "not_shared": []}, "provenance.expected/2"),
        (changed(lambda d: d["pairs"][0].pop("relation")), r"pairs\[0\].relation is missing"),
        (changed(lambda d: d["pairs"][0].update(relation="alike")), "relation is 'alike', none of"),
        (changed(lambda d: d["pairs"][0].update(tier=4)), r"pairs\[0\].tier is 4"),
        (changed(lambda d: d["pairs"][0]["left"].update(start=9)), r"pairs\[0\].left is no stretch of text"),
        (changed(lambda d: d["pairs"][0]["left"].update(end=True)), "left.end has the wrong type"),
        (changed(lambda d: d["pairs"].append(7)), r"pairs\[1\] is no object"),
        (changed(lambda d: d["pair_origins"][0].update(origin="moon")), "origin is 'moon'"),
        (changed(lambda d: d.update(not_shared={})), "not_shared has the wrong type"),
        (changed(lambda d: d["pairs"][1].update(kind="llm"), VERSIONS), r"pairs\[1\].kind is 'llm'"),
    ],
)
def test_a_file_of_another_form_is_refused_with_its_name_and_the_field(
    tmp_path: Path, data: object, says: str
) -> None:
    path = written(tmp_path, data)
    with pytest.raises(GoldError, match=says) as caught:
        read_gold(path)
    assert str(path) in str(caught.value) and isinstance(caught.value, ProvenanceError)


def test_files_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    (tmp_path / "latin.json").write_bytes(b'{"a": "\xe9"}')
    for name, says in (("none.json", "no such file"), ("latin.json", "not UTF-8"), (".", "directory")):
        with pytest.raises(GoldError, match=says):
            read_gold(tmp_path / name)


def test_the_annotation_of_the_sample_corpus_is_read_whole() -> None:
    path = CORPUS / "expected.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    read = read_gold(path)
    assert len(read.pairs) == len(data["pairs"]) > 0
    assert len(read.pair_origins) == len(data["pair_origins"]) > 0
