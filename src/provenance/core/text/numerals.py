"""Numbers as they are written: "six" cts is filled in as "12 cts" is, and "11cm" is as much as "11 cm".

A language's word for one is left out where it is the article, too, and so are words that are common for
something else. The list goes to twelve, as far as newspapers write numbers out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

_LISTED: Final[Mapping[str, str]] = {
    "en": "one two three four five six seven eight nine ten eleven twelve",
    "de": "- zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
    "fr": "- deux trois quatre cinq six sept huit neuf dix onze douze",
    "es": "- dos tres cuatro cinco seis siete ocho nueve diez once doce",
    "it": "- due tre quattro cinque - sette otto nove dieci undici dodici",
    "pt": "- dois/duas três quatro cinco seis sete oito nove dez onze doze",
    "nl": "- twee drie vier vijf zes zeven acht negen tien elf twaalf",
}
# By language the words for numbers, and what they are in figures.
NUMERALS: Final[Mapping[str, Mapping[str, str]]] = {
    language: {
        word: str(number)
        for number, words in enumerate(listed.split(), 1)
        for word in words.split("/")
        if word != "-"
    }
    for language, listed in _LISTED.items()
}
_VALUES: Final = {word: figures for numerals in NUMERALS.values() for word, figures in numerals.items()}
_FIGURES: Final = re.compile(r"\d(?:[\d.,:/-]*\d)?")
# Thousands are parted by a mark; a decimal mark comes after a nought, after other marks, or before other than
# three figures.
_THOUSANDS: Final = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+(?![,\d])|[1-9]\d{0,2}(?:\.\d{3})+(?![.\d])")
_MARKS: Final = re.compile(r"[.,]")
_PLAIN: Final = re.compile(r"\d+(?:[.,]\d+)?")
# A whole number and a fraction are one number.
_MIXED: Final = re.compile(r"(\d+)[- ](\d+/\d+)")
# A time of day is one number, too.
_TIME: Final = re.compile(r"([01]?\d|2[0-4])(?::|[ \u00a0\u202f]?[hH][ \u00a0\u202f]?)([0-5]\d)(?![\d:])")
# What a number is counted in, as a power of ten.
_COUNTED_IN: Final = {
    3: "thousand tausend mila duizend tusen tusind",
    6: "million millions millionen millón millones milione milioni milhão milhões miljoen miljoner "
    "millioner mln mio",
    9: "billion billions milliarde milliarden milliard milliards miliardo miliardi miljard miljarder "
    "bn bln mrd mld",
}
_SCALES: Final = {word: power for power, words in _COUNTED_IN.items() for word in words.split()}
_LONGEST: Final = 18  # of the numbers that are worked with, in figures
_SCALE: Final = re.compile(r"[ \u00a0\u202f-]{0,2}([^\W\d_]+)")


def number_at(text: str, start: int, end: int) -> tuple[str, int]:
    """Return a number that is the same however it is written, in words or figures, with a unit or without.

    Args:
        text: what holds it.
        start: where a token that is a number begins: "Three", "11cm", "1,200" or the "6" of "6-3/8".
        end: where the token ends.

    Returns:
        The number, and where it ends: "6-3/8", "06:58" and "1.2 million" are one number of several tokens.
    """
    if time := _TIME.match(text, start):
        return f"{int(time[1])}:{time[2]}", time.end()
    if mixed := _MIXED.match(text, start):
        return "-".join(mixed.groups()), mixed.end()
    folded = text[start:end].casefold()
    figures = _FIGURES.search(folded)
    number = _without_marks(figures.group()) if figures else _VALUES.get(folded, folded)
    if len(number) > _LONGEST or not _PLAIN.fullmatch(number):
        return number, end
    value = Decimal(number.replace(",", "."))
    scale = _SCALE.match(text, end) if figures is None or figures.end() == len(folded) else None
    power = _SCALES.get(scale[1].casefold()) if scale else None
    if scale and power:
        value, end = value.scaleb(power), scale.end()
    whole, point, decimals = f"{value:f}".partition(".")
    return whole + (point + decimals).rstrip("0").rstrip("."), end


def _without_marks(figures: str) -> str:
    """Return a number without the marks between its thousands."""
    thousands = _THOUSANDS.match(figures)
    return _MARKS.sub("", thousands.group()) + figures[thousands.end() :] if thousands else figures
