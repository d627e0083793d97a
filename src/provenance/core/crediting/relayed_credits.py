"""Read whose report an article says it passes on: "Об этом сообщает ТАСС", "据新华社报道".

In Russian, Ukrainian and Chinese papers this is how a taken-over report is credited. The same words in the
middle of an article quote a source in passing, so the place decides.
"""

from __future__ import annotations

from typing import Final

from provenance.core.pattern import Pattern

# The report is named in one of so many first sentences of its paragraph.
_FIRST_SENTENCES: Final = 2
# Words that lead up to an agency's name are half as long.
_LONGEST: Final = 200
_SENTENCE: Final = Pattern(r"[.!?…][»\"”)]?\s+(?=[^\W\d_a-zа-яіїєґ]|[«\"„“])")
_ABOUT_IT: Final = r"\b(?i:об\s+этом|про\s+це)"
_REPORTS: Final = (
    r"(?:сообща[ею]т|сообщил[оаи]|переда[её]т|передают|передал[оаи]?|информиру[ею]т|пишет|"
    r"повідомля[єю](?:ть)?|повідомил[оаи]|переда[єю](?:ть)?|інформу[єю](?:ть)?|пише)"
)
_WHO: Final = (
    r"(?:(?:собственный\s+|власний\s+|спеціальний\s+|специальный\s+)?"
    r"(?:корреспондент\w*|кореспондент\w*|журналист\w*|журналіст\w*)\s+)?(?:информационно[ег]о?\s+|інформаційн\w+\s+)?"
    r"(?:агентств[оау]|агенці[яїю]|информагентств\w+|інформагентств\w+)?\s*"
)
_RELAYS: Final = Pattern(
    rf"(?:(?P<about>{_ABOUT_IT})|\b(?i:как|як)|(?P<clause>[,—–-]))\s+(?:(?:как|як)\s+)?{_REPORTS}\s+{_WHO}[«\"„“]?\Z"
)
_RELAYED: Final = Pattern(
    r"[»\"”]?(?:\s*[.,]|\s*\Z|\s+(?:(?:со\s+ссылк|с\s+посиланн|[зі]{1,2}\s+посиланн)\w+|из|із|з|в|у)\s)"
)
_ACCORDING: Final = Pattern(r"\W{0,3}(?:\d{1,2}月)?(?:\d{1,2}日)?[，,]?[据據]")
_REPORT: Final = Pattern(
    r"[^，。、）\s]{0,14}?(?:报道|報道|報導|消息|电|電|讯|訊)(?=[，,：:）)])|(?=\s?[）)])"
)
_ENDED: Final = Pattern(r"[.!?…。！？][»”\")）]*\s*(?:\n|\Z)")


def body_above(text: str) -> int:
    """Count the paragraphs of ``text`` that end as sentences do: titles and the like do not."""
    return sum(1 for _ in _ENDED.finditer(text))


def first_sentences(text: str, start: int, end: int) -> int:
    """Return where the first sentences of a paragraph end."""
    for _ in range(_FIRST_SENTENCES):
        found = _SENTENCE.search(text, start, end)
        if found is None:
            return end
        start = found.end()
    return start


def relays(head: str, after: str, *, early: bool, at_top: bool, closes: bool) -> int | None:
    """Say where a clause begins that an agency's name ends, and that says that the news is its report.

    Args:
        head: the paragraph up to the name; after: what follows it.
        early: whether the name stands in the paragraph's first sentences.
        at_top: whether the paragraph is one of the article's first.
        closes: whether it is one of the last, where only "об этом сообщает" is of the whole article.

    Returns:
        The offset in ``head``, or None.
    """
    if _RELAYED.match(after) is None:
        return None
    found = _RELAYS.search(head, max(0, len(head) - _LONGEST))
    if found is None:
        return None
    about = found["about"] is not None
    if not (at_top and (early or about)) and not (closes and about):
        return None
    return found.start() if found["clause"] is None else found.start() + len(found["clause"]) + 1


def according_to(head: str, after: str) -> tuple[int, int] | None:
    """Say where "据" opens a Chinese paragraph before an agency's name, as in "据…报道" or "（据…）".

    Args:
        head: the paragraph up to the name; after: what follows it.

    Returns:
        The offset of "据" in ``head``, and how much of ``after`` belongs to the words; or None.
    """
    report = _REPORT.match(after)
    return None if report is None or _ACCORDING.fullmatch(head) is None else (len(head) - 1, report.end())
