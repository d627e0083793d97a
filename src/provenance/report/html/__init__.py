"""The report as one HTML page that needs nothing else: to be read, searched, printed and linked to."""

from provenance.report.html.page import write_html

__all__ = ["write_html"]
