"""Labels and rules as lines of text."""

from __future__ import annotations

from typing import TextIO

from provenance.decisions import Label, Labels, Rule
from provenance.report.escape import for_terminal, one_line
from provenance.report.phrases import counted


def write_label_list(labels: Labels, stream: TextIO) -> None:
    """Write each label and rule with its place, what it says and what it covers, then the counts."""
    entries = [(label.line, _label(label)) for label in labels.labels]
    entries += [(rule.line, _rule(rule)) for rule in labels.rules]
    for line, text in sorted(entries):
        stream.write(for_terminal(one_line(f"{labels.path}:{line}: {text}")) + "\n")
    fresh = sum(not label.reviewed for label in labels.labels)
    open_ = f" ({fresh:,} not reviewed)" if fresh else ""
    stream.write(f"{counted(len(labels.labels), 'label')}{open_}, {counted(len(labels.rules), 'rule')}\n")


def _label(label: Label) -> str:
    articles = sorted({cover.article for cover in label.covers})
    covered = f"{counted(len(label.covers), 'sentence')} of {', '.join(articles)}"
    parts = [_says(label), covered, _signed(label), label.excerpt]
    return "; ".join(part for part in parts if part)


def _rule(rule: Rule) -> str:
    conditions = []
    if rule.paths:
        conditions.append(f"path {' or '.join(rule.paths)}")
    if rule.outlets:
        conditions.append(f"outlets {' and '.join(rule.outlets)}")
    if rule.agency:
        conditions.append(f"agency {rule.agency}")
    return "; ".join(part for part in (f"rule, {_says(rule)}", ", ".join(conditions), _signed(rule)) if part)


def _says(entry: Label | Rule) -> str:
    return " ".join(filter(None, (entry.kind, entry.agency if isinstance(entry, Label) else None)))


def _signed(entry: Label | Rule) -> str:
    reviewed = entry.reviewed if isinstance(entry, Label) else True
    words = [entry.by or "", entry.on.isoformat() if entry.on else "", "" if reviewed else "not reviewed"]
    return ", ".join(filter(None, words))
