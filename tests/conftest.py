"""What all tests have: on a build machine the same examples of property tests, and one encoder a process."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import settings

from provenance.encoders.usem3 import Usem3

pytest_plugins = ["browser_pages", "corpus_files", "fake_api", "format_files", "gate_repository"]

# How long an example takes tells of the machine.
settings.register_profile("patient", deadline=None)
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady" if os.environ.get("CI") else "patient")


@pytest.fixture(scope="session", autouse=True)
def _one_encoder() -> Iterator[None]:
    """Load the model of usem3 once a process: a second of work, and nothing changes it."""
    load, held = Usem3.__init__, dict[str, Any]()

    def take(self: Usem3) -> None:
        if not held:
            load(self)
            held.update(vars(self))
        vars(self).update(held)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Usem3, "__init__", take)
        yield
