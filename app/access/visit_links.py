"""The code at the door: a signed word that says which location it hung at, and for how long it still opens anything (K1).

A token is 32 letters: the location's number and the first 16 bytes of an HMAC-SHA256 under a key of this instance over that number, the length
of a period and the number of the period. The present period and the one before are taken, so that a code read in its last second still
works for a whole period; a photo of it does not work tomorrow, and nothing of it fits another location.
"""

from __future__ import annotations

import binascii
import datetime as dt
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256

from flask import current_app
from sqlalchemy import select

from app.access.house_keys import key_for, keys_for
from app.core.entity import db
from app.models import Setting

QR_MINUTES = "presence.qr_minutes"
QR_CHOICES = ("5", "1", "2", "10", "15", "30", "60")  # the first holds until somebody sets another
NUMBER_BYTES, MARK_BYTES = 8, 16
USE = "visit links"


def location_token(location_id: int, at: dt.datetime) -> str:
    """What stands in /visit/<token> of a code that is shown at this instant."""
    return _token(location_id, _period(), at, key_for(USE))


def location_of(token: str, at: dt.datetime) -> int | None:
    """The location's id; None for a token that was not made here, or is older than the period before this one."""
    try:
        raw = urlsafe_b64decode(token.encode("ascii"))
    except (binascii.Error, UnicodeEncodeError, ValueError):
        return None
    if len(raw) != NUMBER_BYTES + MARK_BYTES:
        return None
    location_id, period = int.from_bytes(raw[:NUMBER_BYTES], "big"), _period()
    right = [hmac.compare_digest(token, _token(location_id, period, at - ago * period, key)) for key in keys_for(USE) for ago in (0, 1)]
    return location_id if any(right) else None


def turns_at(at: dt.datetime) -> dt.datetime:
    """When the code that is shown now is followed by the next."""
    period = _period()
    return dt.datetime.fromtimestamp((_window(period, at) + 1) * period.total_seconds(), dt.UTC)


def visit_address(location_id: int, at: dt.datetime) -> str:
    """In full, for the code that a phone reads."""
    base = current_app.extensions["settings"].public_url.rstrip("/")
    return f"{base}/visit/{location_token(location_id, at)}"


def _period() -> dt.timedelta:
    found = db.session.scalar(select(Setting.value).where(Setting.name == QR_MINUTES))
    return dt.timedelta(minutes=int(found if found in QR_CHOICES else QR_CHOICES[0]))


def _window(period: dt.timedelta, at: dt.datetime) -> int:
    return int(at.timestamp() // period.total_seconds())


def _token(location_id: int, period: dt.timedelta, at: dt.datetime, key: bytes) -> str:
    number = location_id.to_bytes(NUMBER_BYTES, "big")
    said = number + f":{int(period.total_seconds())}:{_window(period, at)}".encode()
    return urlsafe_b64encode(number + hmac.new(key, said, sha256).digest()[:MARK_BYTES]).decode()
