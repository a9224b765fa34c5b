"""The signature of a message: Standard Webhooks 1.0, symmetric (`v1`)."""

from __future__ import annotations

import hmac
from base64 import b64decode, b64encode
from collections.abc import Iterable
from hashlib import sha256

PREFIX = "whsec_"
LENGTH = 32  # bytes of a secret; the standard allows 24 to 64


def secret_of(random: bytes) -> str:
    """As people copy it."""
    return PREFIX + b64encode(random).decode()


def headers_of(message_id: str, timestamp: int, body: str, secrets: Iterable[str]) -> dict[str, str]:
    """`timestamp` in seconds since 1970. A signature by each secret, so that a receiver may still know the old one."""
    signed = f"{message_id}.{timestamp}.{body}".encode()
    made = [b64encode(hmac.new(b64decode(each.removeprefix(PREFIX)), signed, sha256).digest()).decode() for each in secrets]
    return {"webhook-id": message_id, "webhook-timestamp": str(timestamp), "webhook-signature": " ".join(f"v1,{each}" for each in made)}
