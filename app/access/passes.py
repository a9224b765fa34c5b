"""The pass of a member: a QR code on their own phone that is good for a minute, so that a photograph of it opens nothing later."""

from __future__ import annotations

import datetime as dt
import hmac
from base64 import urlsafe_b64encode
from hashlib import sha256

from app.access.house_keys import key_for, keys_for

STEP = 60  # seconds
PREFIX, USE = "FOYER-M", "member passes"


def pass_of(user_id: int, at: dt.datetime) -> str:
    """The text of the code at an instant."""
    return _written(user_id, int(at.timestamp()) // STEP, key_for(USE))


def member_of_pass(text: str, at: dt.datetime) -> int | None:
    """Whose it is, in its own minute, the one before and the one after; None for anything else."""
    prefix, _dot, rest = text.strip().partition(".")
    number = rest.partition(".")[0]
    if prefix != PREFIX or not (number.isascii() and number.isdigit() and len(number) < 12):
        return None
    step = int(at.timestamp()) // STEP
    good = any(
        hmac.compare_digest(text.strip().encode(), _written(int(number), each, key).encode())
        for key in keys_for(USE)
        for each in (step - 1, step, step + 1)
    )
    return int(number) if good else None


def _written(user_id: int, step: int, key: bytes) -> str:
    mark = urlsafe_b64encode(hmac.new(key, f"{user_id}:{step}".encode(), sha256).digest()[:18]).decode()
    return f"{PREFIX}.{user_id}.{mark}"
