"""Labels: the file and its faults, what a decision covers, where labelled articles went, edits."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.api import compare
from provenance.config import Config
from provenance.core.deciding.labels import known
from provenance.core.deciding.ledger import Ledger, Signed
from provenance.core.deciding.moves import Move, find_moves, find_stale
from provenance.decisions import Cover, Label, Labels
from provenance.errors import LabelsError
from provenance.files.labels import parse_labels, read_labels
from provenance.files.labels_edit import empty_labels, rewrite, write_labels
from provenance.model import Problem, Report
from scratch_corpus import AFP_QUAY, BAND, FLOWERS, QUAY, article, two_copies


def digits(number: int) -> str:
    return f"{number:032x}"


ONE, TWO, THREE = digits(1), digits(2), digits(3)

SOUND = f"""\
schema = "provenance.labels/1"

[[label]]  # GENEVA (AFP) - The harbour commission…
as = "wire-copy"
agency = "AFP"
by = "Ada"
on = 2026-03-01
covers = [
  "a.txt {ONE}",
  "b c.txt {ONE}",
]

[[rule]]
as = "syndication"
outlets = ["The Coast Post", "Harbour Daily"]
"""


def parsed(text: str) -> Labels:
    return parse_labels(text.encode(), "labels.toml").labels


def fault(text: str) -> str:
    with pytest.raises(LabelsError) as caught:
        parsed(text)
    return str(caught.value)


class TestTheFile:
    def test_labels_and_rules_are_read_with_their_lines(self) -> None:
        labels = parsed(SOUND)
        (label,), (rule,) = labels.labels, labels.rules
        assert (label.kind, label.agency, label.by, label.on, label.reviewed) == (
            "wire-copy",
            "AFP",
            "Ada",
            date(2026, 3, 1),
            True,
        )
        assert label.covers == {Cover("a.txt", ONE), Cover("b c.txt", ONE)}
        assert label.excerpt == "GENEVA (AFP) - The harbour commission…"
        assert (label.line, rule.line) == (3, 13)
        assert rule.outlets == ("The Coast Post", "Harbour Daily")

    def test_an_empty_file_holds_nothing(self) -> None:
        assert parsed("") == Labels(path="labels.toml")

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ('[[label]]\nas = "wire-copy"\ncovers = [\n', r"labels\.toml:3: no valid TOML"),
            ("[[label]\n", r"labels\.toml:1: no valid TOML"),
            (
                SOUND.replace('by = "Ada"', 'bye = "Ada"'),
                r"labels\.toml:6: unknown key 'bye'; did you mean by\?",
            ),
            (
                SOUND.replace("wire-copy", "wirecopy"),
                r"labels\.toml:4: unknown kind 'wirecopy'; did you mean wire-c",
            ),
            (
                SOUND.replace("labels/1", "labels/9"),
                r"labels\.toml:1: schema is 'provenance\.labels/9'.*upgrade",
            ),
            (SOUND.replace("2026-03-01", '"2026-03-01"'), r"labels\.toml:7: on must be a date"),
            (SOUND.replace("[[rule]]", "[[rules]]"), r"labels\.toml:13: unknown table '\[\[rules\]\]'"),
            (SOUND.replace(f"b c.txt {ONE}", f"a.txt {ONE}"), r"labels\.toml:8: covers 'a\.txt .*' twice"),
            (
                SOUND.replace(f"a.txt {ONE}", "a.txt 123"),
                r"labels\.toml:8: covers 'a\.txt 123': write article id",
            ),
            (
                SOUND.replace('outlets = ["The Coast Post", "Harbour Daily"]', ""),
                r"labels\.toml:14: a rule needs",
            ),
            (SOUND.replace('"The Coast Post", ', ""), r"labels\.toml:15: outlets must name the two outlets"),
            (SOUND.replace('as = "wire-copy"\n', ""), r"labels\.toml:3: no decision: add as ="),
            ('[[label]]\nas = "unknown"\n', r"labels\.toml:1: covers no sentence"),
            (SOUND.replace('agency = "AFP"', "agency = 3"), r"labels\.toml:5: agency must be a string"),
            (SOUND.replace('by = "Ada"', "reviewed = 1"), r"labels\.toml:6: reviewed must be true or false"),
            ("strict = true\n", r"labels\.toml:1: unknown key 'strict'"),
            ('label = [{ as = "unknown" }]\n', r"labels\.toml:1: write each label as a table of its own"),
            ('[label]\nas = "unknown"\n', r"labels\.toml:"),
        ],
    )
    def test_a_fault_is_told_with_file_and_line(self, text: str, told: str) -> None:
        with pytest.raises(LabelsError, match=told):
            parsed(text)

    def test_all_faults_are_told_together(self) -> None:
        told = fault(SOUND.replace("wire-copy", "x").replace('"syndication"', '"y"'))
        assert [line.split(": ")[0] for line in told.splitlines()] == ["labels.toml:4", "labels.toml:14"]

    def test_labels_of_the_same_sentences_are_duplicates(self) -> None:
        again = f'\n[[label]]\nas = "unknown"\ncovers = ["b c.txt {ONE}", "a.txt {ONE}"]\n'
        assert "labels.toml:17: duplicate label: it covers the same sentences as the one on line 3" in fault(
            SOUND + again
        )

    def test_equal_rules_are_duplicates(self) -> None:
        assert "duplicate rule" in fault(SOUND + SOUND[SOUND.index("[[rule]]") :])

    def test_headers_inside_strings_are_no_entries(self) -> None:
        why = 'why = """\n[[label]]\nzz = 1\n# """\n'
        labels = parsed(SOUND.replace("by =", why + "by ="))
        assert [label.line for label in labels.labels] == [3]
        assert [rule.line for rule in labels.rules] == [17]

    def test_bytes_that_are_no_utf8_name_their_line(self) -> None:
        with pytest.raises(LabelsError, match=r"labels\.toml:2: no valid TOML: not UTF-8"):
            parse_labels(b"# fine\n# \xff\n", "labels.toml")

    def test_a_named_file_must_be_there(self, tmp_path: Path) -> None:
        with pytest.raises(LabelsError, match="cannot be read"):
            read_labels(tmp_path / "none.toml", "none.toml")


class TestWhatIsCovered:
    def fingerprints(self, folder: Path) -> Report:
        return compare([folder], Config(jobs=1, encoder="none"))

    def labels_for(
        self, report: Report, head: str = 'as = "wire-copy"\nagency = "AFP"', *, sides: str = "lr"
    ) -> str:
        match = next(m for m in report.matches if m.words > 25)
        chosen = [side for side, name in ((match.left, "l"), (match.right, "r")) if name in sides]
        covers = [f'"{side.article} {fingerprint}"' for side in chosen for fingerprint in side.fingerprints]
        return f"[[label]]\n{head}\ncovers = [{', '.join(covers)}]\n"

    def label_of(self, folder: Path, text: str | None = None) -> str | None:
        if text is not None:
            (folder / "labels.toml").write_text(text, encoding="utf-8")
        report = self.fingerprints(folder)
        match = next(m for m in report.matches if m.words > 25)
        (cluster,) = (c for c in report.clusters if c.id == match.cluster)
        assert cluster.labelled == (match.label is not None)
        return match.label

    def test_a_label_covers_a_match_when_it_holds_the_sentences_of_both_sides(self, tmp_path: Path) -> None:
        folder = two_copies(tmp_path, QUAY)
        assert self.label_of(folder) is None
        report = self.fingerprints(folder)
        assert self.label_of(folder, self.labels_for(report)) == "wire-copy"
        assert self.label_of(folder, self.labels_for(report, sides="l")) is None

    def test_both_sides_need_one_label(self, tmp_path: Path) -> None:
        folder = two_copies(tmp_path, QUAY)
        report = self.fingerprints(folder)
        apart = self.labels_for(report, sides="l") + self.labels_for(report, sides="r")
        assert self.label_of(folder, apart) is None

    def test_a_sentence_the_label_does_not_hold_leaves_the_match_open(self, tmp_path: Path) -> None:
        folder = two_copies(tmp_path, QUAY)
        text = self.labels_for(self.fingerprints(folder))
        article(folder, "a.txt", f"{QUAY} {FLOWERS}")
        article(folder, "b.txt", f"{QUAY} {FLOWERS}")
        assert self.label_of(folder, text) is None

    @pytest.mark.parametrize("credited", [("a.txt", "b.txt"), ("a.txt",), ()])
    def test_credits_cover_where_the_text_bears_them_out(
        self, tmp_path: Path, credited: tuple[str, ...]
    ) -> None:
        folder = two_copies(tmp_path, AFP_QUAY)
        (folder / "manifest.csv").write_text("file,credit\n" + "".join(f"{name},AFP\n" for name in credited))
        assert self.label_of(folder) == ("wire-copy" if len(credited) == 2 else None)

    def test_credits_alone_bear_one_another_out_no_more_than_themselves(self, tmp_path: Path) -> None:
        folder = two_copies(tmp_path, QUAY)
        (folder / "manifest.csv").write_text("file,credit\na.txt,AFP\nb.txt,AFP\n")
        assert self.label_of(folder) is None

    def test_a_credit_must_name_the_agency_that_the_text_speaks_for(self, tmp_path: Path) -> None:
        folder = two_copies(tmp_path, AFP_QUAY)
        (folder / "manifest.csv").write_text("file,credit\na.txt,AFP\nb.txt,Reuters\n")
        assert self.label_of(folder) is None

    def test_a_dateline_is_no_credit(self, tmp_path: Path) -> None:
        assert self.label_of(two_copies(tmp_path, AFP_QUAY)) is None

    @pytest.mark.parametrize(("agency", "covered"), [("AFP", True), ("Reuters", False)])
    def test_a_reviewed_label_bears_out_the_credit_of_the_other_side(
        self, tmp_path: Path, agency: str, covered: bool
    ) -> None:
        folder = two_copies(tmp_path, QUAY)
        text = self.labels_for(self.fingerprints(folder), sides="l")
        (folder / "manifest.csv").write_text(f"file,credit\nb.txt,{agency}\n")
        assert (self.label_of(folder, text) is not None) == covered

    @pytest.mark.parametrize(
        ("rule", "label"),
        [
            ('as = "syndication"\npath = ["a.txt", "b.*"]', "syndication"),
            ('as = "syndication"\npath = "*"', "syndication"),
            ('as = "syndication"\npath = "a.txt"', None),
            ('as = "syndication"\noutlets = ["Post", "DAILY"]', "syndication"),
            ('as = "syndication"\noutlets = ["Post", "Post"]', None),
            ('as = "wire-copy"\nagency = "afp"', "wire-copy"),
            ('as = "wire-copy"\nagency = "Reuters"', None),
            ('as = "wire-copy"\nagency = "AFP"\npath = "b.txt"', None),
        ],
    )
    def test_rules_cover_what_meets_all_their_conditions(
        self, tmp_path: Path, rule: str, label: str | None
    ) -> None:
        folder = two_copies(tmp_path, AFP_QUAY)
        (folder / "manifest.csv").write_text("file,outlet\na.txt,Daily\nb.txt,Post\n")
        assert self.label_of(folder, f"[[rule]]\n{rule}\n") == label

    def test_a_rule_for_one_side_goes_with_a_credit_for_the_other(self, tmp_path: Path) -> None:
        folder = two_copies(tmp_path, AFP_QUAY)
        (folder / "manifest.csv").write_text("file,credit\na.txt,AFP\n")
        assert self.label_of(folder, '[[rule]]\nas = "wire-copy"\npath = "b.txt"\n') == "wire-copy"
        assert self.label_of(folder, '[[rule]]\nas = "syndication"\npath = "b.txt"\n') is None

    def test_a_moved_article_keeps_its_label_and_a_copy_gets_none(self, tmp_path: Path) -> None:
        folder = two_copies(tmp_path, QUAY)
        text = self.labels_for(self.fingerprints(folder))
        (folder / "deep").mkdir()
        (folder / "b.txt").rename(folder / "deep/b.txt")
        assert self.label_of(folder, text) == "wire-copy"
        article(folder, "b.txt", QUAY, BAND)
        report = self.fingerprints(folder)
        labels = {(m.left.article, m.right.article): m.label for m in report.matches if m.words > 25}
        assert labels[("a.txt", "b.txt")] == "wire-copy"
        assert labels[("a.txt", "deep/b.txt")] is None

    def test_a_broken_labels_file_stops_a_comparison(self, tmp_path: Path) -> None:
        folder = two_copies(tmp_path)
        (folder / "labels.toml").write_text("[[label]]\n")
        with pytest.raises(LabelsError, match=r"labels\.toml:1"):
            self.fingerprints(folder)


def label(*covers: tuple[str, str], line: int = 1, **more: object) -> Label:
    return Label(kind="wire-copy", covers=frozenset(Cover(*cover) for cover in covers), line=line, **more)  # type: ignore[arg-type]


def moves_to(labels: list[Label], held: dict[str, set[str]]) -> list[tuple[str, str]]:
    def sentences(names: Iterable[str]) -> dict[str, frozenset[str]]:
        return {name: frozenset(held[name]) for name in names if name in held}

    return [(move.old, move.new) for move in find_moves(labels, held.keys(), sentences)]


class TestWhereArticlesWent:
    def test_nothing_moved_while_all_are_there(self) -> None:
        both = [label(("a", ONE), ("b", ONE))]
        assert moves_to(both, {"a": {ONE}, "b": {ONE}, "d": {ONE}}) == []

    def test_content_decides_before_the_path(self) -> None:
        mine = [label(("x/a", ONE), ("x/a", TWO), ("b", ONE))]
        assert moves_to(mine, {"b": {ONE}, "y/a": {ONE}, "other": {ONE, TWO}}) == [("x/a", "other")]

    def test_of_equal_contents_the_nearest_path_is_taken(self) -> None:
        mine = [label(("x/a", ONE), ("b", ONE))]
        assert moves_to(mine, {"b": {ONE}, "y/a": {ONE}, "x/z": {ONE}}) == [("x/a", "y/a")]

    def test_an_article_stands_for_one_missing_article_only(self) -> None:
        mine = [label(("x/a", ONE), ("x/b", ONE))]
        assert moves_to(mine, {"y/b": {ONE}}) == [("x/b", "y/b")]
        assert moves_to(mine, {"y/b": {ONE}, "y/a": {ONE}}) == [("x/a", "y/a"), ("x/b", "y/b")]

    def test_another_member_of_the_label_is_not_where_an_article_went(self) -> None:
        assert moves_to([label(("a", ONE), ("b", ONE))], {"b": {ONE}}) == []

    def test_an_article_with_little_of_the_labelled_text_is_another_one(self) -> None:
        mine = [label(("a", ONE), ("a", TWO), ("a", THREE), ("b", ONE))]
        assert moves_to(mine, {"b": {ONE}, "c": {THREE}}) == []

    def test_gone_sentences_make_a_label_stale(self) -> None:
        mine = [label(("a", ONE), ("b", TWO), ("c", THREE))]
        (stale,) = find_stale(mine, {}, {"c"}, {"a": frozenset({ONE}), "b": frozenset()})
        assert (stale.gone, stale.total) == ((Cover("b", TWO),), 3)
        assert find_stale(mine, {"b": "z"}, {"c"}, {"a": frozenset({ONE}), "z": frozenset({TWO})}) == ()

    def test_nothing_is_known_of_what_a_broken_file_or_an_unread_folder_held(self) -> None:
        names = ("feed.xml#urn:1", "notes.jsonl:2", "sub/a.txt", "a.txt", "feed.xml.txt", "subs/a.txt")
        mine = Labels(labels=(label(*((name, ONE) for name in names)),))
        problems = [Problem(path=path, reason="broken") for path in ("feed.xml", "notes.jsonl", "sub")]
        unread = known([], problems, mine, ()).unread
        (stale,) = find_stale(mine.labels, {}, unread, {})
        assert [cover.article for cover in stale.gone] == ["a.txt", "feed.xml.txt", "subs/a.txt"]


def covers(*names: str) -> frozenset[Cover]:
    return frozenset(Cover(*name.rsplit(" ", 1)) for name in names)


AFP = Signed(kind="wire-copy", agency="AFP", by="Ada", on=date(2026, 3, 1))
BY_HAND = f"""\
# Labels of the coast desk.
schema = "provenance.labels/1"

# asked the night desk
[[label]]  # the lamps
as = 'unknown'   # for now
covers = [
    "m.txt {ONE}",  # the first
    "n.txt {ONE}",
]
# end of the lamps

# rules come last
[[rule]]
as = "syndication"
path = "wire/*"
"""


class TestEdits:
    def test_a_new_file_is_made_for_reviews(self) -> None:
        source = empty_labels("labels.toml")
        ledger = Ledger(source.labels)
        outcome = ledger.accept(
            covers(f"a.txt {ONE}"), covers(f"b.txt {ONE}"), AFP, excerpt="The harbour\ncommission"
        )
        assert outcome == "added"
        assert rewrite(source, ledger.labels) == (
            'schema = "provenance.labels/1"\n\n[[label]]  # The harbour commission\nas = "wire-copy"\n'
            'agency = "AFP"\nby = "Ada"\non = 2026-03-01\n'
            f'covers = [\n  "a.txt {ONE}",\n  "b.txt {ONE}",\n]\n'
        )

    def test_a_hand_edited_file_keeps_comments_order_and_spacing(self) -> None:
        source = parse_labels(BY_HAND.encode(), "labels.toml")
        ledger = Ledger(source.labels)
        ledger.accept(covers(f"a.txt {TWO}"), covers(f"b.txt {TWO}"), AFP)
        ledger.accept(covers(f"z.txt {THREE}"), covers(f"y.txt {THREE}"), AFP)
        text = rewrite(source, ledger.labels)
        lines = iter(text.splitlines())
        assert all(line in lines for line in BY_HAND.splitlines() if line)  # all there, in their order
        assert (
            text.index("a.txt")
            < text.index("# asked the night desk")
            < text.index("m.txt")
            < text.index("y.txt")
            < text.index("# rules come last\n[[rule]]")
        )
        assert "# asked the night desk\n[[label]]  # the lamps" in text

    def test_an_extended_label_changes_by_its_new_lines_only(self) -> None:
        source = parse_labels(BY_HAND.encode(), "labels.toml")
        ledger = Ledger(source.labels)
        outcome = ledger.accept(covers(f"m.txt {ONE}"), covers(f"mm.txt {ONE}"), Signed(kind="unknown"))
        assert outcome == "extended"
        expected = BY_HAND.replace(f'    "n.txt {ONE}"', f'    "mm.txt {ONE}",\n    "n.txt {ONE}"')
        assert rewrite(source, ledger.labels) == expected

    def test_an_unchanged_ledger_gives_the_same_text(self) -> None:
        source = parse_labels(BY_HAND.encode(), "labels.toml")
        assert rewrite(source, Ledger(source.labels).labels) == BY_HAND

    def test_a_removed_label_leaves_comments_that_are_not_its_own(self) -> None:
        source = parse_labels(BY_HAND.encode(), "labels.toml")
        text = rewrite(source, [None])
        assert "[[label]]" not in text
        assert "# asked the night desk" not in text
        assert "# rules come last\n[[rule]]" in text
        assert text.startswith("# Labels of the coast desk.\n")

    def test_line_endings_are_kept(self) -> None:
        source = parse_labels(BY_HAND.replace("\n", "\r\n").encode(), "labels.toml")
        ledger = Ledger(source.labels)
        ledger.accept(covers(f"a.txt {TWO}"), covers(f"b.txt {TWO}"), AFP)
        text = rewrite(source, ledger.labels)
        assert text.count("\r\n") == text.count("\n")
        assert len(parsed(text).labels) == 2

    def test_the_same_decision_again_changes_nothing(self) -> None:
        ledger = Ledger(parsed(SOUND))
        assert ledger.accept(covers(f"a.txt {ONE}"), covers(f"b c.txt {ONE}"), AFP) == "held already"

    def test_another_decision_on_a_reviewed_label_is_refused_with_its_line(self) -> None:
        ledger = Ledger(parsed(SOUND))
        with pytest.raises(LabelsError, match=r"labels\.toml:3: says wire-copy AFP of this passage already"):
            ledger.accept(covers(f"a.txt {ONE}"), covers(f"b c.txt {ONE}"), Signed(kind="false-match"))

    def test_accepting_an_adopted_label_reviews_it(self) -> None:
        source = parse_labels(SOUND.replace("on = 2026-03-01", "reviewed = false").encode(), "labels.toml")
        ledger = Ledger(source.labels)
        signed = Signed(kind="press-release", by="Bea", on=date(2026, 4, 1))
        assert ledger.accept(covers(f"a.txt {ONE}"), covers(f"b c.txt {ONE}"), signed) == "reviewed"
        (after,) = parsed(rewrite(source, ledger.labels)).labels
        assert (after.kind, after.agency, after.by, after.on, after.reviewed) == (
            "press-release",
            None,
            "Bea",
            date(2026, 4, 1),
            True,
        )

    def test_what_an_edit_left_behind_is_dropped_when_the_new_text_is_accepted(self) -> None:
        ledger = Ledger(parsed(SOUND))
        held = {"a.txt": frozenset({TWO}), "b c.txt": frozenset({ONE})}
        assert ledger.accept(covers(f"a.txt {TWO}"), covers(f"b c.txt {ONE}"), AFP, held=held) == "extended"
        (after,) = ledger.labels
        assert after is not None
        assert after.covers == covers(f"a.txt {TWO}") | {Cover("b c.txt", ONE)}

    def test_a_decision_of_another_kind_begins_a_label_of_its_own(self) -> None:
        ledger = Ledger(parsed(SOUND))
        assert (
            ledger.accept(covers(f"a.txt {ONE}"), covers(f"d.txt {ONE}"), Signed(kind="false-match"))
            == "added"
        )

    def test_moved_articles_are_written_where_they_are_now(self) -> None:
        source = parse_labels(BY_HAND.encode(), "labels.toml")
        ledger = Ledger(source.labels)
        ledger.move([Move("m.txt", "new/m.txt")])
        assert f'"new/m.txt {ONE}"' in rewrite(source, ledger.labels)

    def test_nothing_is_written_over_what_somebody_else_wrote_meanwhile(self, tmp_path: Path) -> None:
        path = tmp_path / "labels.toml"
        path.write_text(SOUND)
        source = parse_labels(SOUND.encode(), "labels.toml")
        ledger = Ledger(source.labels)
        ledger.accept(covers(f"x.txt {TWO}"), covers(f"y.txt {TWO}"), AFP)
        path.write_text(BY_HAND)
        with pytest.raises(LabelsError, match="somebody else changed it"):
            write_labels(path, source, ledger.labels, "labels.toml")
        assert path.read_text() == BY_HAND
        assert [entry.name for entry in tmp_path.iterdir()] == ["labels.toml"]

    @given(
        names=st.lists(
            st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12),
            min_size=2,
            unique=True,
        ),
        words=st.text(max_size=80),
        why=st.text(st.characters(exclude_categories=["Cs"]), min_size=1),
    )
    def test_whatever_names_and_texts_hold_the_file_says_it_again(
        self, names: list[str], words: str, why: str
    ) -> None:
        source = parse_labels(SOUND.encode(), "labels.toml")
        ledger = Ledger(source.labels)
        left, right = (frozenset({Cover(name, TWO)}) for name in names[:2])
        ledger.accept(left, right, Signed(kind="unknown", why=why if why.strip() else None), excerpt=words)
        again = parsed(rewrite(source, ledger.labels))
        assert len(again.labels) == 2
        assert left | right in [label.covers for label in again.labels]
        assert again.rules[0].outlets == parsed(SOUND).rules[0].outlets
