"""A paragraph as it was printed, and two scans of it with words misread, divided and run together."""

from __future__ import annotations

from typing import Final

PRINTED: Final = (
    "The harbour commission met on Tuesday evening and resolved, after a long debate, that the northern wall "
    "should be built of stone from the quarries above the town. The cost, which the surveyor had put at "
    "twelve thousand pounds, was said to have risen to eighteen. Several of the members spoke warmly against "
    "any further delay, and the chairman observed that a harbour without a wall was no better than a pond."
)

SCAN: Final = """\
The harb0ur commission met on Tuesday evening and re-
solved, after a long dehate, that tlie northern wall
should be huilt of stonc from the quarries abovc the
town. Thecost, which thc surveyor had put at twelve
thousand pounds, was said to havc riscn to eighteen.
Several of the mcmbers spoke warmly against any
further delay, and ihe chairman observcd that a
harbour without a wall was no better than a pond."""

OTHER_SCAN: Final = """\
Thc harbour com mission rnet on Tuesday
evening and resolvcd, aftcr a long debato,
that the nortliern wall should be built of
stone frorn the quarries above tlie town.
The cost, whicli the survcyor had put at
twelvc thousand pouuds, was said to have
risen to eightecn. Several of tbe members
spoke warmly againstany further delay, and
the chairrnan observed that a liarbour with-
out a wall was uo better tlian a pond."""
