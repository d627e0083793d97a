"""Build the table of spellings (src/provenance/data/spellings.tsv.gz): how rare words begin so.

    python tools/build_spellings.py

Word frequencies of fifteen European languages come from the package ``wordfreq`` (R. Speer; sources named
there). Each word counts for its spelling, see ``matching.cognates``; the mean frequency over the
languages is turned into the share of passages of 35 words that hold the spelling, 1 - exp(-35 f), and this
into its weight in 1/256 nats. Spellings that hardly weigh less than one that is not listed are left out.
"""

from __future__ import annotations

import gzip
import math
import pathlib
import sys
from collections import Counter

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "src"))

from provenance.core.matching.cognates import nats, spelling

OUT = pathlib.Path(__file__).parent.parent / "src" / "provenance" / "data" / "spellings.tsv.gz"
LANGUAGES = ["cs", "de", "en", "es", "fr", "hu", "it", "nl", "pl", "pt", "ro", "ru", "sv", "tr", "uk"]
WORDS_A_PASSAGE = 35
LEAST_SHARE = 2e-5


def main() -> None:
    from wordfreq import get_frequency_dict

    total: Counter[str] = Counter()
    for language in LANGUAGES:
        for word, frequency in get_frequency_dict(language).items():
            spelled = spelling(word)
            if spelled and not spelled.isdigit():
                total[spelled] += frequency / len(LANGUAGES)
    shares = {spelled: 1 - math.exp(-WORDS_A_PASSAGE * f) for spelled, f in total.items()}
    lines = [f"{s}\t{nats(share)}\n" for s, share in sorted(shares.items()) if share >= LEAST_SHARE]
    with open(OUT, "wb") as raw, gzip.GzipFile("", "wb", fileobj=raw, mtime=0) as stream:
        stream.write("".join(lines).encode("utf-8"))
    print(f"{len(lines)} spellings, {OUT.stat().st_size} bytes")


if __name__ == "__main__":
    main()
