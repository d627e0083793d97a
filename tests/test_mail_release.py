"""When an e-mail message is a press release, and what that says of an article with its text."""

from __future__ import annotations

from pathlib import Path

import pytest

from provenance import api
from provenance.files.formats.mail_release import release_credit
from provenance.model import Report

BODY = "\n\n".join(
    (
        "The Harbour Board of Aldmere will open a new quay for car ferries at Skerry Point on 3 May.",
        "The quay is 180 metres long and cost 14 million crowns, a fifth less than the board had planned.",
        "Ferries to the outer islands will leave every forty minutes, and the old pier will be taken down.",
    )
)


def credit(
    subject: str = "New quay",
    *,
    text: str = BODY,
    sender: str = "Harbour Board",
    address: str = "ida@harbour.example",
) -> str | None:
    return release_credit(subject=subject, sender=sender, address=address, text=text)


@pytest.mark.parametrize(
    "subject",
    [
        "PRESS RELEASE: New quay opens",
        "Press release - New quay opens",
        "[Press Release] New quay opens",
        "Press release 12/2025: New quay opens",
        "Pressemitteilung Nr. 7 – Neuer Kai",
        "New quay opens (press release)",
        "Communiqué de presse | Nouveau quai",
        "For immediate release",
    ],
)
def test_a_subject_may_call_a_message_a_press_release(subject: str) -> None:
    assert credit(subject) == f"press release from Harbour Board (subject “{subject}”)"


@pytest.mark.parametrize(
    "subject",
    [
        "Press release fatigue among reporters",
        "Your press release of Monday",
        "Press releases: how to write them",
        "Press-release-driven news",
        "",
    ],
)
def test_a_subject_about_press_releases_is_no_mark(subject: str) -> None:
    assert credit(subject) is None


@pytest.mark.parametrize(
    "address", ["press@harbour.example", "Press.Office@harbour.example", "presse-nord@hafen.example"]
)
def test_the_mailbox_of_a_press_office_is_a_mark(address: str) -> None:
    assert credit(address=address) == f"press release from Harbour Board (sent by {address})"


@pytest.mark.parametrize("address", ["media@courier.example", "pressler@harbour.example", "press", ""])
def test_other_mailboxes_are_none(address: str) -> None:
    assert credit(address=address) is None


@pytest.mark.parametrize(
    "line",
    [
        "FOR IMMEDIATE RELEASE",
        "FOR IMMEDIATE RELEASE March 12, 2025",
        "**For immediate release**",
        "For immediate release, 12 March",
        "Harbour Board – Press release",
    ],
)
def test_a_line_near_the_top_may_say_so(line: str) -> None:
    assert (
        credit(text=f"Harbour Board\n\n{line}\n\n{BODY}")
        == f"press release from Harbour Board (line “{line}”)"
    )


@pytest.mark.parametrize(
    "text",
    [
        f"Press release in hand, the mayor left.\n{BODY}",
        f"> FOR IMMEDIATE RELEASE\n{BODY}",
        "A line.\n" * 8 + "FOR IMMEDIATE RELEASE\n",
    ],
)
def test_a_sentence_a_quoted_line_or_one_far_down_says_nothing(text: str) -> None:
    assert credit(text=text) is None


@pytest.mark.parametrize("before", ["Fwd: ", "FW: Re: ", "WG: "])
def test_who_hands_a_press_release_on_is_not_its_issuer(before: str) -> None:
    subject = f"{before}PRESS RELEASE: New quay"
    assert credit(subject, address="press@courier.example") == f"press release (subject “{subject}”)"


def test_an_office_without_a_name_is_called_by_its_domain() -> None:
    for sender in ("", "Press Office"):
        found = credit(sender=sender, address="press@harbour.example")
        assert found == "press release from harbour.example (sent by press@harbour.example)"


def test_parentheses_in_a_senders_name_do_not_end_it() -> None:
    assert credit("Press release: Quay", sender="Harbour Board (Press)") == (
        "press release from Harbour Board Press (subject “Press release: Quay”)"
    )


def test_a_long_sender_and_subject_are_shown_in_part() -> None:
    found = credit("Press release: " + "quay " * 1000, sender="Harbour " * 1000)
    assert found is not None
    assert len(found) < 200
    assert found.count("…") == 2


def compared(folder: Path, head: str) -> Report:
    (folder / "a.eml").write_text(f"{head}Date: Wed, 12 Mar 2025 09:30:00 +0100\n\n{BODY}", encoding="utf-8")
    for outlet in ("courier", "herald"):
        article = f"---\ntitle: New quay\noutlet: The {outlet}\ndate: 2025-03-13\n---\n{BODY}"
        (folder / f"{outlet}.txt").write_text(article, encoding="utf-8")
    return api.compare([folder])


def test_an_article_with_the_text_of_a_press_release_comes_from_its_sender(tmp_path: Path) -> None:
    report = compared(
        tmp_path, "From: Harbour Board <ida@harbour.example>\nSubject: Press release: New quay\n"
    )
    origins = [pair.origin for pair in report.pairs if "a.eml" in (pair.left, pair.right)]
    assert origins
    for origin in origins:
        assert (origin.kind, origin.agency) == ("press-release", "Harbour Board")
        assert origin.confidence > 0.8
        assert origin.supports[0].detail == (
            "a.eml has credit press release from Harbour Board (subject “Press release: New quay”)"
        )


def test_the_sender_of_other_mail_counts_as_no_outlet(tmp_path: Path) -> None:
    report = compared(tmp_path, "From: Ida Reed <ida@reed.example>\nSubject: Your question\n")
    (message,) = [article for article in report.articles if article.id == "a.eml"]
    assert message.outlet is None
    (cluster, *_) = report.clusters
    assert cluster.origin.kind == "unknown"
    assert "outlets" not in {fact.kind for fact in cluster.origin.supports}
    assert "outlet unknown: a.eml" in [fact.detail for fact in cluster.origin.against]
