"""The envelope sender that says which delivery a bounce is about, signed so that nobody can make one up."""

from __future__ import annotations

import hashlib
import hmac
import re

PATTERN = re.compile(r"bounce\+(\d+)-([0-9a-f]{8})@", re.IGNORECASE)


def bounce_address(delivery: int, *, domain: str, secret: str) -> str:
    """bounce+42-1a2b3c4d@domain."""
    return f"bounce+{delivery}-{_mark(delivery, secret)}@{domain}"


def bounced(address: str, *, secret: str) -> int | None:
    """The delivery that an address belongs to; None for an address that is not ours."""
    found = PATTERN.match(address)
    if not found or not hmac.compare_digest(found[2].lower(), _mark(int(found[1]), secret)):
        return None
    return int(found[1])


def _mark(delivery: int, secret: str) -> str:
    return hmac.new(secret.encode(), f"bounce {delivery}".encode(), hashlib.sha256).hexdigest()[:8]
