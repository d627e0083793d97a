"""What is known of languages: their codes, the scripts they are written in, which have a stemmer.

Metadata is trusted for an article's language, unless the text is in a script in which that language is
never written: "en" over Cyrillic is a site's default, not a fact.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from typing import Final

# Snowball's algorithms by ISO 639-1 code.
SNOWBALL: Final = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek",
    "en": "english", "es": "spanish", "et": "estonian", "eu": "basque", "fa": "persian", "fi": "finnish",
    "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian",
    "it": "italian", "lt": "lithuanian", "ne": "nepali", "nl": "dutch", "no": "norwegian", "pl": "polish",
    "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian", "sv": "swedish", "ta": "tamil",
    "tr": "turkish", "yi": "yiddish",
}  # fmt: skip
# Languages that need no stemmer: words do not change, or are compared character by character.
UNCHANGING: Final = frozenset({"bo", "ja", "km", "lo", "my", "th", "vi", "yue", "zh"})

# Scripts, as Unicode names letters, and the languages of the press that are written in each.
_WRITTEN: Final = {
    "LATIN": "az bs ca cs cy da de en es et eu fi fr ga gl hr hu id is it kk ku lb lt lv mt ms nb nl nn no"
    " pl pt ro sk sl sq sr sv sw tl tr uz vi",
    "CYRILLIC": "az be bg bs kk ky mk mn ru sr tg tt uk uz",
    "ARABIC": "ar az ckb fa kk ku ps sd ug ur",
    "DEVANAGARI": "hi mr ne sa",
    "BENGALI": "as bn",
    "CJK": "ja ko yue zh",
    "GREEK": "el",
    "HEBREW": "he yi",
    "GEORGIAN": "ka",
    "ARMENIAN": "hy",
    "HANGUL": "ko",
    "ETHIOPIC": "am ti",
    "THAI": "th",
    "LAO": "lo",
    "KHMER": "km",
    "MYANMAR": "my",
    "TAMIL": "ta",
    "TELUGU": "te",
    "KANNADA": "kn",
    "MALAYALAM": "ml",
    "GUJARATI": "gu",
    "GURMUKHI": "pa",
    "ORIYA": "or",
    "SINHALA": "si",
    "TIBETAN": "bo",
    "MONGOLIAN": "mn",
}
_SCRIPTS: Final = {
    code: frozenset(script for script, codes in _WRITTEN.items() if code in codes.split())
    for code in sorted({code for codes in _WRITTEN.values() for code in codes.split()})
}
# Scripts that tell the language: that of a press in one language, or in one far larger than the others.
_ONLY: Final = {"HEBREW": "he", "ETHIOPIC": "am", "HANGUL": "ko", "MONGOLIAN": "mn"} | {
    script: codes for script, codes in _WRITTEN.items() if " " not in codes
}
_CJK: Final = frozenset({"HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "HALFWIDTH", "IDEOGRAPHIC"})
_KANA: Final = frozenset({"HIRAGANA", "KATAKANA"})
# How many letters are looked at, and how many are needed to tell; a script's least share, and kana's.
SCRIPT_READ: Final = 400
_LOOKED_AT: Final = 100
_NEEDED: Final = 20
_MOST: Final = 0.6
_JAPANESE: Final = 0.1

# Other names of languages in metadata: retired codes, three-letter codes (ISO 639-2 and -3), English names.
_OTHER_NAMES: Final = {
    "ar": "ara arabic", "bg": "bul bulgarian", "ca": "cat catalan", "cs": "ces cze czech", "da": "dan danish",
    "de": "deu ger german", "el": "ell gre greek", "en": "eng english", "es": "spa spanish",
    "et": "est estonian", "fa": "fas per persian farsi", "fi": "fin finnish", "fr": "fra fre french",
    "he": "iw heb hebrew", "hi": "hin hindi", "hr": "hrv croatian", "hu": "hun hungarian",
    "hy": "hye arm armenian", "id": "in ind indonesian", "it": "ita italian", "ja": "jpn jp japanese",
    "ka": "kat geo georgian", "km": "khm khmer", "ko": "kor korean", "lo": "lao", "lt": "lit lithuanian",
    "lv": "lav latvian", "my": "mya bur burmese", "nl": "nld dut dutch",
    "no": "nb nn nob nno nor norwegian", "pl": "pol polish", "pt": "por portuguese", "ro": "ron rum romanian",
    "ru": "rus russian", "sk": "slk slo slovak", "sl": "slv slovenian slovene", "sq": "sqi alb albanian",
    "sr": "srp serbian", "sv": "swe swedish", "th": "tha thai", "tr": "tur turkish", "uk": "ukr ukrainian",
    "ur": "urd urdu", "vi": "vie vietnamese", "yi": "ji yid yiddish", "zh": "zho chi cmn chinese mandarin",
}  # fmt: skip
_CODES: Final = {name: code for code, names in _OTHER_NAMES.items() for name in names.split()}
_NONE: Final = frozenset({"mis", "mul", "n/a", "none", "null", "und", "unknown", "zxx"})


def code_of(given: str | None) -> str | None:
    """Return the two-letter code of a language as metadata names it, or None where it names none.

    "en-GB", "eng" and "English" are "en"; "und" is none. A name that is not known stays as it is.
    """
    name = (given or "").strip().replace("_", "-").split("-")[0].lower()
    if not name or name in _NONE:
        return None
    return _CODES.get(name, name)


def script_of(text: str) -> str | None:
    """Return the script of most letters at a text's beginning, None where there are too few to tell.

    Names are those that Unicode gives letters; Chinese characters and kana together are "CJK", and
    "KANA" where kana are among them.
    """
    sample = text[:SCRIPT_READ]
    if sample.isascii():
        return "LATIN" if sum(map(str.isalpha, sample[: 2 * _LOOKED_AT])) >= _NEEDED else None
    letters = [char for char in sample if char.isalpha()][:_LOOKED_AT]
    if len(letters) < _NEEDED:
        return None
    names = Counter(unicodedata.name(char, " ").split(" ", 1)[0] for char in letters)
    kana = sum(names[name] for name in _KANA)
    for name in _CJK:
        names["CJK"] += names.pop(name, 0)
    script, most = max(names.items(), key=lambda item: (item[1], item[0]))
    if most < _MOST * len(letters):
        return None
    return "KANA" if script == "CJK" and kana >= _JAPANESE * len(letters) else script


def only_language(script: str | None) -> str | None:
    """Return the language of the one press that is written in a script, None where there are several."""
    return "ja" if script == "KANA" else _ONLY.get(script or "")


def contradicts(language: str, script: str | None) -> bool:
    """Say whether a language is never written in a script; not so where either is unknown."""
    scripts = _SCRIPTS.get(language)
    if scripts is None or script is None:
        return False
    return ("CJK" if script == "KANA" else script) not in scripts


# German writes every noun with a capital, and scripts without capitals tell no names.
UNNAMED: Final = frozenset({"de", "lb"})
