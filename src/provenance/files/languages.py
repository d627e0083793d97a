"""Tells an article's language, with py3langid, among the languages that news is written in.

Much news is English, and many scripts have one press: both are told without it, thirty times as fast.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

from provenance.core.crediting.credentials import visible
from provenance.core.text.languages import contradicts, only_language, script_of

# Languages with a press of some size; the identifier knows others, which short texts are mistaken for.
_PRESS: Final = (
    "ar", "az", "be", "bg", "bn", "bs", "ca", "cs", "da", "de", "el", "en", "es", "et", "eu",
    "fa", "fi", "fr", "ga", "gl", "he", "hi", "hr", "hu", "hy", "id", "is", "it", "ja", "ka",
    "kk", "km", "ko", "lo", "lt", "lv", "mk", "ml", "mr", "ms", "ne", "nl", "no", "pa", "pl",
    "pt", "ro", "ru", "sk", "sl", "sq", "sr", "sv", "sw", "ta", "te", "th", "tr", "uk", "ur",
    "vi", "zh",
)  # fmt: skip
_LEAST_LETTERS: Final = 40
_READ: Final = 300
# English where so many of the first words are among these: in English running text a fifth to a third are, in
# texts of other languages not one in fifteen.
_ENGLISH: Final = frozenset(
    (
        "after", "and", "been", "but", "by", "from", "has", "have", "he", "his", "it", "its", "more",
        "not", "of", "said", "than", "that", "the", "their", "they", "this", "to", "were", "which",
        "who", "will", "with", "would",
    )
)  # fmt: skip
_LEAST_WORDS: Final = 20
_LEAST_SHARE: Final = 0.12
# How far ahead of languages that are no relatives the identifier must find one, in nats. The right one is
# found that far ahead in 120 to 300 characters of running text: in all but 22 of 25,654 beginnings of
# paragraphs in Czech, German, English, Russian and Chinese. What it took English tables for was mostly not
# so far ahead.
_AHEAD: Final = 8.0
_RELATIVES: Final = tuple(
    map(
        frozenset,
        (
            ("bs", "hr", "sl", "sr"), ("cs", "sk"), ("da", "no", "sv"), ("ca", "es", "gl", "pt"),
            ("id", "ms"), ("be", "bg", "mk", "ru", "uk"), ("hi", "mr", "ne"), ("fa", "ur"), ("az", "tr"),
        ),
    )
)  # fmt: skip


@lru_cache(maxsize=1)
def _identifier() -> Any:
    from py3langid import langid

    identifier = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE)
    identifier.set_languages([code for code in _PRESS if code in identifier.nb_classes])
    return identifier


def identify(text: str) -> str | None:
    """Return the ISO 639-1 code of a text's language, or None where there is too little to tell by.

    The first 300 characters are read, of those that can be seen. What may as well be English is taken for it.
    """
    sample = visible(text)[:_READ]
    words = sample.split()
    if len(words) >= _LEAST_WORDS and sum(map(_ENGLISH.__contains__, words)) >= _LEAST_SHARE * len(words):
        return "en"
    if sum(map(str.isalpha, sample)) < _LEAST_LETTERS:
        return None
    script = script_of(sample)
    code = only_language(script) or _told(sample)
    return None if code is None or contradicts(code, script) else code


def _told(sample: str) -> str | None:
    """Return the language that a sample is in by all appearance, None where others are about as likely."""
    ranked = _identifier().rank(sample)
    code, most = ranked[0]
    kin = {code}.union(*(group for group in _RELATIVES if code in group))
    near = {other for other, score in ranked if most - score < _AHEAD}
    if near <= kin:
        found: str = code
        return found
    return "en" if "en" in near else None
