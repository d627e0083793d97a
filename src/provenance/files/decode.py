"""Bytes to text: Unicode with or without a byte order mark, then older encodings, never binary rubbish."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, replace
from typing import Final

_SAMPLE: Final = 64 * 1024
_CONTROL_SHARE: Final = 0.02
_NUL_SHARE: Final = 0.05
_REPLACED: Final = "\N{REPLACEMENT CHARACTER}"
_CONTROLS: Final = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1a\x1b"))
_CONTROL_SIGNS: Final = re.compile(f"[{re.escape(_CONTROLS.decode())}]")
_SURROGATES: Final = re.compile("[\ud800-\udfff]")
# The longer mark first: the UTF-32 one begins with the UTF-16 one.
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SIGNATURES: Final = (
    (b"%PDF-", "a PDF document"),
    (b"{\\rtf", "an RTF document"),
    (b"PK\x03\x04", "a zip archive or office document"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"\x1f\x8b", "gzip data"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
)
# Encodings that news archives hold. More of them would only be confused with one another.
_LATIN: Final = ["cp1252", "cp1250", "cp1254", "cp1257"]
_WIDE: Final = ["gb18030", "big5", "cp932", "euc_jp", "cp949"]
_OTHER: Final = ["cp1251", "koi8_r", "koi8_u", "cp866", "cp1253", "cp1255", "cp1256", "tis_620"]
# Quotation marks, dashes, spaces and signs, which all western code pages have in the same places.
_PUNCTUATION: Final = bytes(
    (0x80, 0x85, 0x91, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97, 0xA0, 0xA7, 0xA9, 0xAB, 0xAE, 0xB0, 0xB7, 0xBB)
)
_ASCII: Final = bytes(range(128))
_WESTERN: Final = tuple(
    frozenset(letters.encode("cp1252") + _PUNCTUATION)
    for letters in (
        "àâæçèéêëîïôùûüÿœÀÂÆÇÈÉÊËÎÏÔÙÛÜŸŒ",
        "äöüßÄÖÜéè",
        "áéíóúüñçÁÉÍÓÚÜÑ¡¿ªº",
        "áàâãçéêíóôõúüÁÀÂÃÇÉÊÍÓÔÕÚªº",
        "àèéìíîòóùúÀÈÉÌÒÙªº",
        "åäöæøéüÅÄÖÆØÉ",
        "áéíóúýðþæöÁÉÍÓÚÝÐÞÆÖ",
    )
)
_NO_LETTERS: Final = bytes(byte for byte in range(128) if not chr(byte).isalpha())
_ALONE: Final = re.compile(rb"(?<![\x80-\xff])[\x80-\xff](?![\x80-\xff])")
_MOSTLY_ALONE: Final = 0.6
_FEW_ACCENTS: Final = 0.025
_C1: Final = bytes(range(0x80, 0xA0))
_LETTERS_FROM: Final = 0x40
_NO_CHARSETS: Final = frozenset(
    (
        *("utf_8", "utf_8_sig", "utf_7", "utf_16", "utf_16_le", "utf_16_be", "utf_32", "utf_32_le"),
        *("utf_32_be", "base64", "hex", "rot13", "zlib", "bz2", "uu", "quopri", "idna", "punycode"),
        *("unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"),
    )
)


class NotTextError(Exception):
    """The bytes are no text in any encoding; the message says what they look like."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A decoded text. ``bad_line`` is the first line with bytes that had to be replaced, from 1.

    ``guessed`` says that nothing but the letters tells the encoding.
    """

    text: str
    encoding: str
    bad_line: int | None = None
    guessed: bool = False

    @property
    def complaint(self) -> str | None:
        """Say what was replaced, or return None."""
        if self.bad_line is None:
            return None
        return f"bytes that are no {self.encoding.upper()} were replaced by {_REPLACED}"


def decode(data: bytes) -> str:
    """Decode a file's bytes.

    Args:
        data: The whole file.

    Returns:
        The text without byte order mark and without lone surrogates; line ends stay as they are.

    Raises:
        NotTextError: if the bytes are no text.
    """
    return examine(data).text


def examine(data: bytes, declared: str | None = None) -> Decoded:
    """Decode a file's bytes and say how.

    Args:
        data: The whole file.
        declared: An encoding that the file names itself (HTML); used where the bytes are no Unicode.

    Returns:
        The text, its encoding, and the first line with bytes that had to be replaced.

    Raises:
        NotTextError: if the bytes are no text.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _checked(_replacing(data[len(mark) :], encoding))
    for signature, what in _SIGNATURES:
        if data.startswith(signature):
            raise NotTextError(f"not text but {what}")
    wide = _wide_encoding(data)
    if wide is not None:
        return _checked(_replacing(data, wide))
    if len(data.translate(None, _CONTROLS)) < len(data) * (1 - _CONTROL_SHARE):
        raise NotTextError("not text: too many control characters")
    try:
        return Decoded(text=data.decode("utf-8"), encoding="utf-8")
    except UnicodeDecodeError as error:
        return _legacy(data, error, declared)


def without_surrogates(text: str) -> str:
    """Return the text with lone surrogates replaced: no UTF-8 file can hold them."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return _SURROGATES.sub(_REPLACED, text)
    return text


def _checked(decoded: Decoded) -> Decoded:
    sample = decoded.text[:_SAMPLE]
    if len(_CONTROL_SIGNS.findall(sample)) > len(sample) * _CONTROL_SHARE:
        raise NotTextError("not text: too many control characters")
    return decoded


def _replacing(data: bytes, encoding: str) -> Decoded:
    try:
        return Decoded(text=data.decode(encoding), encoding=encoding)
    except UnicodeDecodeError as error:
        text = data.decode(encoding, "replace")
        before = len(data[: error.start].decode(encoding, "ignore"))
        return Decoded(text=text, encoding=encoding, bad_line=text.count("\n", 0, before) + 1)


def _wide_encoding(data: bytes) -> str | None:
    """Guess UTF-16 or UTF-32 without a mark from where the NULs stand."""
    if 0 not in data:
        return None
    sample = data[: _SAMPLE & ~3]
    share = [sample[place::4].count(0) * 4 / len(sample) for place in range(4)]
    for encoding, empty, lowest in (("utf-32-le", share[2:], share[0]), ("utf-32-be", share[:2], share[3])):
        if min(empty) > 1 - _NUL_SHARE and lowest < _NUL_SHARE:
            return encoding if _decodes(sample, encoding) else None
    even, odd = (share[0] + share[2]) / 2, (share[1] + share[3]) / 2
    for encoding, high, low in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if high > _NUL_SHARE and low * 10 < high:
            return encoding if _decodes(sample, encoding) else None
    return None


def _decodes(sample: bytes, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        decoder.decode(sample)
    except UnicodeDecodeError:
        return False
    return True


def _legacy(data: bytes, error: UnicodeDecodeError, declared: str | None) -> Decoded:
    sample = _sample(data, error.start)
    if _mostly_utf8(sample):
        return _replacing(data, "utf-8")
    known = _known(declared)
    return replace(_replacing(data, known or _detected(sample)), guessed=known is None)


def _sample(data: bytes, around: int) -> bytes:
    """Cut a stretch around the first odd byte, at signs that are part of no longer character."""
    first = max(0, around - _SAMPLE // 4)
    last = min(len(data), first + _SAMPLE)
    start, stop = first, last
    while start and start < around and data[start - 1] >= _LETTERS_FROM:
        start += 1
    while stop < len(data) and stop > around + 1 and data[stop - 1] >= _LETTERS_FROM:
        stop -= 1
    return data[start if start < around else first : stop if stop > around + 1 else last]


def _mostly_utf8(sample: bytes) -> bool:
    """Say whether stray bytes don't outnumber valid sequences, which other encodings hardly ever form."""
    text = sample.decode("utf-8", "replace")
    bad = text.count(_REPLACED)
    good = sum(sign > "\x7f" for sign in text) - bad
    return good >= bad and good > 0


def _known(declared: str | None) -> str | None:
    """Return Python's name of a declared encoding; ISO 8859-1 means Windows-1252, as in browsers."""
    if not declared:
        return None
    try:
        name = codecs.lookup(declared.strip()).name
    except (LookupError, ValueError):
        return None
    if name in ("ascii", "iso8859-1", "latin-1"):
        return "cp1252"
    # A declared UTF-8 or UTF-16 has been disproved, and codecs such as base64 are no encodings.
    return name if name.replace("-", "_") not in _NO_CHARSETS else None


def _detected(sample: bytes) -> str:
    high = sample.translate(None, _ASCII)
    if not high.translate(None, _PUNCTUATION):
        return "cp1252"
    try:
        from charset_normalizer import from_bytes
    except ImportError:
        return "cp1252"
    # Letters outside ASCII stand alone among others in Latin scripts; elsewhere words consist of them.
    alone = len(_ALONE.findall(sample)) > _MOSTLY_ALONE * len(high)
    share = len(high) / len(sample.translate(None, _NO_LETTERS))
    if alone and (share < _FEW_ACCENTS or any(alphabet.issuperset(high) for alphabet in _WESTERN)):
        return "cp1252"
    candidates = _LATIN if alone else _OTHER + _WIDE if share > 1 / 2 else _LATIN + _WIDE
    best = from_bytes(sample, cp_isolation=candidates).best()
    encoding = best.encoding if best is not None else "cp1252"
    # ISO 8859-2 leaves 0x80 to 0x9F free, where Windows-1250 has letters common in every text.
    if encoding == "cp1250" and len(high.translate(None, _C1)) == len(high):
        return "iso8859-2"
    return encoding
