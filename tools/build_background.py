"""Build the background frequency tables of the package (src/provenance/data/background/).

    python tools/build_background.py NEWS.jsonl.gz

English counts passages of a news collection (one JSON object a line with ``text``): stems and pairs
of adjacent stems. Words newer than that collection, and all other languages, come from the word
frequencies of the package ``wordfreq`` (R. Speer; sources named there), turned into the share of
passages of 35 words that hold the word: 1 - exp(-35 f). The larger of both figures counts.
Needs ``wordfreq``; the package itself does not.
"""

from __future__ import annotations

import gzip
import json
import math
import pathlib
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "src"))

from provenance.core.text.normalise import normalise_word, tokenise
from provenance.files.tables import stemmers

OUT = pathlib.Path(__file__).parent.parent / "src" / "provenance" / "data" / "background"
LANGUAGES = ["ar", "cs", "de", "en", "es", "fr", "it", "ja", "nl", "pl", "pt", "ru", "sv", "tr", "uk", "zh"]
WORDS_A_PASSAGE = 35
MOST = 40_000


def stems(text: str, language: str) -> list[str]:
    found = tokenise(text)
    spans = zip(found.starts.tolist(), found.ends.tolist(), strict=True)
    words = [normalise_word(text[a:b]) for a, b in spans]
    stem = stemmers().get(language)
    return stem(words) if stem else words


def counted(path: str) -> tuple[Counter[str], int]:
    """Return in how many passages of a collection each stem and pair stands, and how many there are."""
    counts: Counter[str] = Counter()
    passages = 0
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            for paragraph in json.loads(line)["text"].split("\n"):
                found = stems(paragraph, "en")
                if len(found) >= 8:
                    passages += 1
                    counts.update(set(found))
                    counts.update({f"{a} {b}" for a, b in pairwise(found)})
    return counts, passages


def listed(language: str) -> Iterator[tuple[str, float]]:
    """Yield stems, and pairs where one word of the list has several, with their frequency."""
    from wordfreq import get_frequency_dict

    for word, frequency in get_frequency_dict(language, wordlist="best").items():
        found = stems(word, language)
        for stem in found:
            yield stem, frequency
        for a, b in pairwise(found):
            yield f"{a} {b}", frequency


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    for language in LANGUAGES:
        share: Counter[str] = Counter()
        for term, frequency in listed(language):
            share[term] += frequency
        table = {t: -math.expm1(-WORDS_A_PASSAGE * f) * 1e6 for t, f in share.items()}
        source = "wordfreq 3.1.1"
        if language == "en":
            counts, passages = counted(sys.argv[1])
            # A pair seen in fewer than 1 of 20,000 passages tells little and would double the file.
            for term, n in counts.items():
                if n * 20_000 >= passages or (" " not in term and n >= 3):
                    table[term] = max(table.get(term, 0.0), n / passages * 1e6)
            source += f" and {passages} passages of news agencies' and broadcasters' articles, 1987 to 2005"
        kept = sorted(table.items(), key=lambda item: (-item[1], item[0]))
        words = [(t, c) for t, c in kept if " " not in t and c >= 1][:MOST]
        paired = [(t, c) for t, c in kept if " " in t and c >= 1][:MOST]
        with open(OUT / f"{language}.tsv.gz", "wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as out:
            out.write(f"# {language}: term, passages of a million that hold it; from {source}\n".encode())
            for term, count in sorted(words + paired):
                out.write(f"{term}\t{round(count)}\n".encode())
        print(language, len(words), len(paired), (OUT / f"{language}.tsv.gz").stat().st_size)


if __name__ == "__main__":
    main()
