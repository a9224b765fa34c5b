"""What can be wrong with a notice of a payment (contracts.md 1.6, "Checks")."""

from __future__ import annotations

from enum import StrEnum


class Finding(StrEnum):
    UNREADABLE = "unreadable"
    DOUBLED = "doubled"
    SIGNATURE = "signature"
    MERCHANT = "merchant"
    MALFORMED = "malformed"
    SOURCE = "source"
    REFERENCE = "reference"
    AMOUNT = "amount"
    UNCONFIRMED = "unconfirmed"


TOLERANCE = 1  # cents


def amounts_agree(expected_cents: int, gross_cents: int) -> bool:
    """As far as the vendor's contract lets them differ."""
    return abs(expected_cents - gross_cents) <= TOLERANCE
