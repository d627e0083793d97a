"""Settings of all tests: on a build machine, property tests try the same examples every time."""

from __future__ import annotations

import os

from hypothesis import settings

pytest_plugins = ["browser_pages", "corpus_files", "fake_api", "format_files", "gate_repository"]

settings.register_profile("steady", derandomize=True, deadline=None)
if os.environ.get("CI"):
    settings.load_profile("steady")
