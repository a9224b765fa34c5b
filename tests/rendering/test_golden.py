"""What a customer reads is what was agreed on: the words of the PDFs, both parts of the mails, and what calendars are told."""

from __future__ import annotations

import pytest

from tests.golden.rewrite import HERE, contents
from tests.rendering.sales import sales_mails


@pytest.fixture(scope="module")
def present() -> dict[str, str]:
    return contents()


CALENDARS = ("invitation", "update", "removal", "cancellation", "lord_howe", "twice_that_night", "feed")
NAMES = [f"{kind}.{part}" for kind in ("invoice", "credit_note") for part in ("pdf.txt", "mail.txt", "mail.html")]
NAMES += [
    "statement.pdf.txt",
    "statement.mail.txt",
    "receipt.pdf.txt",
    "receipt.mail.txt",
    *(f"reminder_{name}.mail.txt" for name in ("before", "day_after", "blocked")),
]
NAMES += [
    "proposal.pdf.txt",
    "contract.pdf.txt",
    *(f"paper_{name}.mail.{part}" for name in ("sent", "reminder", "signed", "declined") for part in ("txt", "html")),
]
NAMES += [
    "chargeback.mail.txt",
    "referral_reward.mail.txt",
    "credits_ending_own.mail.txt",
    "credits_ending_team.mail.txt",
    *(f"card_declined_{name}.mail.txt" for name in ("again", "last", "for_good")),
]
NAMES += [f"price_{name}.mail.{part}" for name in ("rise", "restored") for part in ("txt", "html")]
NAMES += [
    "task_digest.mail.txt",
    "task_digest.mail.html",
    "bell_digest.mail.txt",
    "bell_digest.mail.html",
    "report.mail.txt",
    "report.mail.html",
]
NAMES += ["health_red.mail.txt", "health_well.mail.txt"]
NAMES += [f"{name}.mail.{part}" for name in sales_mails() for part in ("txt", "html")]
NAMES += [f"{name}.ics" for name in CALENDARS]


@pytest.mark.parametrize("name", NAMES)
def test_the_words_are_those_agreed_on(present: dict[str, str], name: str) -> None:
    assert present[name] == (HERE / name).read_text()


def test_no_golden_file_is_left_behind(present: dict[str, str]) -> None:
    assert {file.name for file in HERE.iterdir() if file.suffix in {".txt", ".html", ".ics"}} == set(present)
