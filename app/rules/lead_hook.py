"""What a program signs when it tells of a lead (S8): the time and the body, so that nobody sends it again later."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac

LASTS = dt.timedelta(minutes=5)
PER_HOUR = 600


def hook_signature(secret: bytes, timestamp: str, body: bytes) -> str:
    """ "sha256=" and HMAC-SHA-256 in hex over the timestamp (seconds since 1970), a dot and the body."""
    return "sha256=" + hmac.new(secret, timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def hook_is_true(secret: bytes, timestamp: str, signature: str, body: bytes, *, now: dt.datetime) -> bool:
    """Signed with that secret, within five minutes of now. It never raises."""
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 12):
        return False
    is_fresh = abs(now - dt.datetime.fromtimestamp(int(timestamp), dt.UTC)) <= LASTS
    return is_fresh and hmac.compare_digest(hook_signature(secret, timestamp, body).encode(), signature.encode())
