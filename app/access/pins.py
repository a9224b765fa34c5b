"""PINs: six digits, kept as HMAC-SHA256 under this instance's pepper (K4)."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Collection

from app.access.house_keys import keys_for

DIGITS, PEPPER = 6, "pin pepper"
EASY = frozenset({"012345", "123456", "234567", "345678", "456789", "567890", "098765", "987654", "876543", "765432", "654321", "543210"})


def mark_of(pin: str) -> str:
    """64 hex digits that find the PIN and tell nothing without the pepper."""
    return marks_of(pin)[0]


def marks_of(pin: str) -> list[str]:
    """All by which it may be kept, that of the present key first."""
    return [hmac.digest(key, pin.encode(), "sha256").hex() for key in keys_for(PEPPER)]


def pins_of_another_key(marks: Collection[str]) -> dict[str, str]:
    """The PIN by its mark, of those that were made with another key of ours: so few digits that all are tried, a second or two for each key."""
    wanted, found = {bytes.fromhex(mark) for mark in marks}, {}
    for key in keys_for(PEPPER)[1:]:
        for number in range(10**DIGITS):
            pin = f"{number:0{DIGITS}d}"
            mark = hmac.digest(key, pin.encode(), "sha256")
            if mark in wanted:
                found[mark.hex()] = pin
    return found


def new_pin() -> str:
    """None that everybody would try first: no run of digits, at least three different ones."""
    while True:
        pin = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
        if pin not in EASY and len(set(pin)) >= 3:
            return pin


def is_pin(text: str) -> bool:
    return len(text) == DIGITS and text.isascii() and text.isdigit()
