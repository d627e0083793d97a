"""Build the lists of word forms (src/provenance/data/forms/): what words of a language look like.

    python tools/build_forms.py

Forms and their frequencies come from the package ``wordfreq`` (R. Speer; sources named there); kept are forms
of letters alone of at least the frequency ``LEAST``, with its decadic
logarithm, in tenths and from -9 on. Needs ``wordfreq``; the package itself does not.
"""

from __future__ import annotations

import gzip
import math
import pathlib

OUT = pathlib.Path(__file__).parent.parent / "src" / "provenance" / "data" / "forms"
LANGUAGES = ["cs", "de", "en", "es", "fr", "it", "nl", "pl", "pt", "ru", "sv", "tr", "uk"]
LEAST = 1e-6
LONGEST = 24
NONE = -9


def main() -> None:
    from wordfreq import get_frequency_dict

    OUT.mkdir(parents=True, exist_ok=True)
    for language in LANGUAGES:
        listed = get_frequency_dict(language, wordlist="best").items()
        kept = sorted((w, f) for w, f in listed if w.isalpha() and len(w) <= LONGEST and f >= LEAST)
        path = OUT / f"{language}.tsv.gz"
        with open(path, "wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as out:
            about = "word, ten times the logarithm of its frequency, plus 90; from wordfreq 3.1.1"
            out.write(f"# {language}: {about}\n".encode())
            for word, frequency in kept:
                out.write(f"{word}\t{round(10 * (math.log10(frequency) - NONE))}\n".encode())
        print(language, len(kept), path.stat().st_size)


if __name__ == "__main__":
    main()
