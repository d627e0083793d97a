"""The collector of cycles is kept off for a while, and then as it was."""

from __future__ import annotations

import gc

import pytest

from provenance.core.collecting import collecting_rarely, not_collecting


def test_the_collector_runs_less_often_inside_and_as_before_after_an_error() -> None:
    before = gc.get_threshold()
    with pytest.raises(KeyError), collecting_rarely():
        assert gc.get_threshold() > before
        raise KeyError
    assert gc.get_threshold() == before


@pytest.mark.parametrize("on", [True, False])
def test_the_collector_rests_inside_and_is_as_before_after_an_error(on: bool) -> None:
    was = gc.isenabled()
    try:
        (gc.enable if on else gc.disable)()
        with pytest.raises(KeyError), not_collecting():
            assert not gc.isenabled()
            raise KeyError
        assert gc.isenabled() == on
    finally:
        (gc.enable if was else gc.disable)()
