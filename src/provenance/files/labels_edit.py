"""Changes to ``labels.toml``, made where they belong: comments, order and spacing elsewhere survive.

The text is taken apart at its entries. One that changed is edited with tomlkit, a new one is put where
its first article sorts in, and the rest is written back as it was.
"""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from provenance.decisions import Cover, Label, Labels
from provenance.errors import LabelsError
from provenance.files.discover import printable
from provenance.files.labels import SCHEMA, LabelsText, parse_labels

HEAD: Final = f'schema = "{SCHEMA}"\n'
_EXCERPT: Final = 60


def empty_labels(shown: str) -> LabelsText:
    """Return a labels file that is not there yet."""
    return LabelsText(text="", tables=(), labels=Labels(path=shown))


def rewrite(source: LabelsText, labels: Sequence[Label | None]) -> str:
    """Return the text of a labels file with its labels changed.

    Args:
        source: the file as it is.
        labels: those of the file in their order, changed or (to remove) None, then new ones.

    Returns:
        The new text, in the file's own line endings.
    """
    lines = source.text.split("\n")
    own = [table for table in source.tables if table.name == "label"]
    head = "\n".join(lines[: source.tables[0].first] if source.tables else lines)
    entries: list[tuple[Label | None, str]] = []
    old = dict(
        zip((table.line for table in own), zip(source.labels.labels, labels, strict=False), strict=True)
    )
    for table in source.tables:
        text = "\n".join(lines[table.first : table.stop])
        text += "\n" if table is not source.tables[-1] else ""
        before, after = old.get(table.line, (None, None))
        if before is None or after is before:
            entries.append((after, text))
        elif after is None:
            entries.append((None, _tail(text)))
        else:
            entries.append((after, text if before == after else _edited(text, before, after)))
    head += "\n" if source.tables and head else ""
    new = [label for label in labels[len(own) :] if label is not None]
    for label in sorted(new, key=_key):
        held = [i for i, (one, _) in enumerate(entries) if one is not None]
        later = (i for i in held if (one := entries[i][0]) is not None and _key(one) > _key(label))
        place = next(later, held[-1] + 1 if held else len(entries))
        entries.insert(place, (label, _rendered(label)))
    body = list(_spaced([head or HEAD, *(text for _, text in entries)]))
    text = "".join(body).rstrip("\n") + "\n"
    if "\r\n" in source.text:
        text = text.replace("\r\n", "\n").replace("\n", "\r\n")
    return text


def write_labels(path: Path, source: LabelsText, labels: Sequence[Label | None], shown: str) -> None:
    """Write a labels file with its labels changed, at once; it is read again first.

    Raises:
        LabelsError: if somebody else changed the file meanwhile; nothing is written then.
        OSError: if it can't be written.
    """
    data = rewrite(source, labels).encode()
    wanted = [label for label in labels if label is not None]
    got = parse_labels(data, shown).labels.labels
    assert _says(got) == _says(wanted), "the labels file would not say what it should"
    place = Path(os.path.realpath(path))
    now = place.read_bytes().decode("utf-8-sig", "replace") if place.exists() else ""
    if now != source.text:
        raise LabelsError(f"{printable(shown)}: somebody else changed it meanwhile; run the command again")
    _replace(place, data)


def _says(labels: Sequence[Label]) -> list[tuple[str, str, list[Cover]]]:
    return sorted((label.kind, label.agency or "", sorted(label.covers)) for label in labels)


def _replace(place: Path, data: bytes) -> None:
    temporary = place.with_name(f".{place.name}.{secrets.token_hex(4)}.tmp")
    try:
        with temporary.open("xb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if place.exists():
            temporary.chmod(stat.S_IMODE(place.stat().st_mode))
        temporary.replace(place)
    finally:
        temporary.unlink(missing_ok=True)


def _key(label: Label) -> Cover:
    return min(label.covers)


def _spaced(texts: Sequence[str]) -> Iterator[str]:
    """Put an empty line between entries that have none, and let no text end without a line break."""
    before = ""
    for text in texts:
        if not text.strip():
            continue
        if before and not before.endswith(("\n\n", "\n\r\n")):
            yield "\n"
        before = text if text.endswith("\n") else text + "\n"
        yield before


def _tail(text: str) -> str:
    """Return the comments below an entry, which stay when it goes."""
    lines = text.rstrip().split("\n")
    kept = len(lines)
    while kept and (not lines[kept - 1].strip() or lines[kept - 1].lstrip().startswith("#")):
        kept -= 1
    tail = "\n".join(lines[kept:]).strip("\r\n")
    return tail + "\n" if tail.strip() else ""


def _edited(text: str, before: Label, after: Label) -> str:
    """Return an entry's text with what changed in it, and nothing else."""
    import tomlkit

    document = tomlkit.parse(text)
    table: Any = document["label"][0]
    if before.covers != after.covers:
        array = table["covers"]
        for position in range(len(array) - 1, -1, -1):
            if _cover(str(array[position])) not in after.covers:
                del array[position]
        for cover in sorted(after.covers - before.covers):
            texts = [str(item) for item in array]
            array.insert(sum(other < _written(cover) for other in texts), _written(cover))
    values = {"as": after.kind, "agency": after.agency, "by": after.by, "on": after.on, "why": after.why}
    former = {"as": before.kind, "agency": before.agency, "by": before.by, "on": before.on, "why": before.why}
    for key, value in values.items():
        if value == former[key]:
            continue
        if value is None:
            table.remove(key)
        else:
            table[key] = value
    if before.reviewed != after.reviewed:
        table.remove("reviewed") if after.reviewed else table.update({"reviewed": False})
    return tomlkit.dumps(document)


def _rendered(label: Label) -> str:
    """Return a new entry's text."""
    import tomlkit

    lines = [f"[[label]]  # {_excerpt(label.excerpt)}" if label.excerpt.strip() else "[[label]]"]
    pairs = [
        ("as", label.kind),
        ("agency", label.agency),
        ("by", label.by),
        ("on", label.on),
        ("why", label.why),
    ]
    lines += [f"{key} = {tomlkit.item(value).as_string()}" for key, value in pairs if value is not None]
    lines += [] if label.reviewed else ["reviewed = false"]
    covers = [f"  {tomlkit.item(_written(cover)).as_string()}," for cover in sorted(label.covers)]
    return "\n".join([*lines, "covers = [", *covers, "]"]) + "\n"


def _excerpt(text: str) -> str:
    flat = printable(" ".join(text.split()))
    return flat if len(flat) <= _EXCERPT else flat[: _EXCERPT - 1].rstrip() + "…"


def _written(cover: Cover) -> str:
    return f"{cover.article} {cover.fingerprint}"


def _cover(text: str) -> Cover:
    article, _, fingerprint = text.rpartition(" ")
    return Cover(article, fingerprint)
