"""Every error the package raises on purpose; only the command line catches them."""


class ProvenanceError(Exception):
    """Base of all errors raised on purpose. The message says what, where, and what to do next."""


class UsageError(ProvenanceError):
    """The call cannot be carried out as written: a mistyped path, an unknown option value."""


class NoArticlesError(ProvenanceError):
    """Nothing to compare: the paths hold no readable article."""


class SettingsError(ProvenanceError):
    """A configuration file has an unknown key, a value out of range, or no valid TOML."""


class DamagedReportError(ProvenanceError):
    """A saved report is not one of ours, is cut short, or has a schema this version does not read."""


class MissingExtraError(ProvenanceError):
    """An optional package is needed; the message names the command that installs it."""
