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


class GoldError(ProvenanceError):
    """A file of annotated expectations is missing, of no known form, or has a field that is wrong."""


class LabelsError(ProvenanceError):
    """A labels file is no valid TOML, or says something that cannot be meant; each fault names its line."""


class GitError(ProvenanceError):
    """Git cannot tell what changed: not installed, no repository, an unknown or missing revision."""


class IndexFileError(ProvenanceError):
    """An index is missing, damaged, of another schema or other settings, or cannot be written."""


class IndexBusyError(ProvenanceError):
    """Another process has had the index for longer than one is ready to wait."""


class EngineError(ProvenanceError):
    """The engine failed while it ran: a task raised, or a cluster lost what it needs."""
