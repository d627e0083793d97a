"""A report as pictures for papers and slides, drawn by matplotlib (extra ``plot``)."""

from provenance.report.plot.write import KINDS, write_plot

__all__ = ["KINDS", "write_plot"]
