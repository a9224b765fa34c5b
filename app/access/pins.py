"""PINs: six digits, kept as HMAC-SHA256 under this instance's pepper (K4)."""

from __future__ import annotations

import hmac
import secrets
from hashlib import sha256

from flask import current_app

from app.core.secrets import derived_key

DIGITS = 6
EASY = frozenset({"012345", "123456", "234567", "345678", "456789", "567890", "098765", "987654", "876543", "765432", "654321", "543210"})


def mark_of(pin: str) -> str:
    """64 hex digits that find the PIN and tell nothing without the pepper."""
    return hmac.new(derived_key(current_app.extensions["settings"].secret_key, "pin pepper"), pin.encode(), sha256).hexdigest()


def new_pin() -> str:
    """None that everybody would try first: no run of digits, at least three different ones."""
    while True:
        pin = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
        if pin not in EASY and len(set(pin)) >= 3:
            return pin


def is_pin(text: str) -> bool:
    return len(text) == DIGITS and text.isascii() and text.isdigit()
