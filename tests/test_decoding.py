"""Bytes become text: which encoding they are in, what is no text, and nothing takes long."""

from __future__ import annotations

import contextlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.files.decode import NotTextError, decode, examine


class TestDecoding:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
    def test_a_byte_order_mark_is_dropped(self, encoding: str) -> None:
        assert decode("Žižkov, naïve — 東京\r\n".encode(encoding)) == "Žižkov, naïve — 東京\r\n"

    @pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
    @pytest.mark.parametrize(
        "text", ["A plain English sentence.\n", "Обычное предложение по-русски, 2024.\n"]
    )
    def test_wide_text_without_a_mark_is_known_by_its_nuls(self, encoding: str, text: str) -> None:
        assert decode(text.encode(encoding)) == text

    @pytest.mark.parametrize(
        ("text", "encoding"),
        [
            ("Le café", "cp1252"),
            ("The minister said: “We will.” — naïve", "cp1252"),
            ("Die Müllerin sagte in Zürich, größer gehe es nicht.", "cp1252"),
            ("Příliš žluťoučký kůň úpěl ďábelské ódy", "cp1250"),
            ("Министр сказал во вторник, что решения не будет.", "cp1251"),
            ("Министр сказал во вторник, что решения не будет.", "koi8-r"),
            ("市長は火曜日に記者団に対し、決定はまだないと述べた。", "shift_jis"),
        ],
    )
    def test_older_encodings_are_recognised(self, text: str, encoding: str) -> None:
        assert decode(text.encode(encoding)) == text

    @pytest.mark.parametrize(
        ("data", "declared", "guessed"),
        [
            ("Le café".encode("cp1252"), None, True),
            ("Le café".encode("cp1252"), "windows-1252", False),
            ("Le café".encode("cp1252"), "utf-8", True),
            ("Le café".encode(), None, False),
            ("Le café".encode("utf-16"), None, False),
            ("Le café ".encode() * 9 + b"\xff", None, False),
        ],
    )
    def test_a_guess_is_called_one(self, data: bytes, declared: str | None, guessed: bool) -> None:
        assert examine(data, declared).guessed is guessed

    def test_line_ends_stay_as_they_are(self) -> None:
        assert decode(b"one\r\ntwo\rthree\n") == "one\r\ntwo\rthree\n"

    def test_stray_bytes_in_utf8_are_replaced_and_the_line_is_told(self) -> None:
        found = examine("café\nnaïve\n".encode() + b"stray \xff byte\n")
        assert found.text == "café\nnaïve\nstray \ufffd byte\n"
        assert found.bad_line == 3

    @pytest.mark.parametrize(
        "data",
        [b"\x89PNG\r\n\x1a\n" + bytes(100), bytes(range(256)) * 20, b"%PDF-1.4\n%text\n", b"\x00" * 64],
    )
    def test_binary_data_is_no_text(self, data: bytes) -> None:
        with pytest.raises(NotTextError, match="not text"):
            decode(data)

    @given(st.text())
    def test_any_text_survives_utf8(self, text: str) -> None:
        try:
            assert decode(b"\xef\xbb\xbf" + text.encode()) == text
        except NotTextError:
            assert any(ord(sign) < 32 for sign in text)

    @given(st.binary(max_size=200))
    def test_whatever_comes_out_can_be_written_as_utf8(self, data: bytes) -> None:
        with contextlib.suppress(NotTextError):
            decode(data).encode("utf-8")

    @pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
    def test_one_very_long_line_is_decoded_without_delay(self, encoding: str) -> None:
        data = ("A naïve statement " * 700_000).encode(encoding)
        begin = time.process_time()
        assert decode(data).startswith("A naïve statement")
        assert time.process_time() - begin < 5
