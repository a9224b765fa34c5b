"""The signed token of a public form: who posts it saw the page, not too quickly and not too long ago (S2)."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import re
from enum import StrEnum

SOONEST = dt.timedelta(seconds=2)
LATEST = dt.timedelta(hours=24)
_SHAPE = re.compile(r"([0-9]{1,12})\.([0-9a-f]{64})", re.ASCII)


class TokenState(StrEnum):
    """What a token says."""

    VALID = "valid"
    TOO_SOON = "too_soon"
    EXPIRED = "expired"
    FORGED = "forged"


def sign_form(form: str, *, shown_at: dt.datetime, key: bytes) -> str:
    """A token for the form (its public name) shown at the instant: seconds since 1970, a dot, HMAC-SHA-256 of both in hex."""
    seconds = int(shown_at.timestamp())
    return f"{seconds}.{_seal(form, seconds, key)}"


def read_form_token(token: str, form: str, *, now: dt.datetime, key: bytes) -> TokenState:
    """Whether the token was made for this form, between 2 seconds and 24 hours ago. It never raises."""
    found = _SHAPE.fullmatch(token)
    if found is None:
        return TokenState.FORGED
    seconds = int(found[1])
    if not hmac.compare_digest(found[2], _seal(form, seconds, key)):
        return TokenState.FORGED
    age = now - dt.datetime.fromtimestamp(seconds, dt.UTC)
    if age < SOONEST:
        return TokenState.TOO_SOON
    return TokenState.VALID if age <= LATEST else TokenState.EXPIRED


def _seal(form: str, seconds: int, key: bytes) -> str:
    return hmac.new(key, f"lead-form\n{form}\n{seconds}".encode(), hashlib.sha256).hexdigest()
