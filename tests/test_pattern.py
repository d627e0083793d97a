"""Regular expressions wait until they are used, and then are those of the standard library."""

from __future__ import annotations

import pickle
import re
import subprocess
import sys

import pytest

from provenance.core.pattern import Pattern

TEXT = "Paris, le 3 mai (AFP) - Paris (AFP)"


@pytest.mark.parametrize("form", [r"\((\w+)\)", r"paris", r"\d", r"x"])
def test_a_pattern_finds_what_the_standard_library_finds(form: str) -> None:
    lazy, plain = Pattern(form, re.IGNORECASE), re.compile(form, re.IGNORECASE)

    def spans(found: re.Match[str] | None) -> object:
        return found and (found.span(), found.groups())

    assert spans(lazy.search(TEXT)) == spans(plain.search(TEXT))
    assert spans(lazy.search(TEXT, 10)) == spans(plain.search(TEXT, 10))
    assert spans(lazy.match(TEXT)) == spans(plain.match(TEXT))
    assert spans(lazy.match(TEXT, 10)) == spans(plain.match(TEXT, 10))
    assert spans(lazy.fullmatch(TEXT[:5])) == spans(plain.fullmatch(TEXT[:5]))
    assert [spans(hit) for hit in lazy.finditer(TEXT)] == [spans(hit) for hit in plain.finditer(TEXT)]
    assert lazy.sub("-", TEXT) == plain.sub("-", TEXT)
    assert spans(pickle.loads(pickle.dumps(lazy)).search(TEXT)) == spans(plain.search(TEXT))


def test_nothing_is_compiled_before_it_is_used() -> None:
    with pytest.raises(re.error):
        Pattern("(").search(TEXT)


def test_reading_the_forms_of_credits_compiles_hardly_any() -> None:
    code = (
        "import re._compiler as c, sys\n"
        "done, compile = [], c.compile\n"
        "def counted(pattern, flags=0):\n"
        "    done.append(pattern)\n"
        "    return compile(pattern, flags)\n"
        "c.compile = counted\n"
        "import provenance.core.crediting.credit_forms, provenance.core.crediting.byline\n"
        "import provenance.core.cutting.house\n"
        "sys.exit(len([one for one in done if len(str(one)) > 200]))\n"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
