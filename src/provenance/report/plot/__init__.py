"""A report as pictures for papers and slides, drawn by matplotlib (extra ``plot``)."""

from typing import Final

KINDS: Final = ("network", "timeline", "matrix", "scores")
