"""Webhooks as Xero sends them: signed over the raw body with the signing key's text (contracts.md 2.6)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import json
import secrets
from typing import Any
from urllib.parse import urlsplit

LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def signature(key: str, body: bytes) -> str:
    """The value of x-xero-signature."""
    return base64.b64encode(hmac.new(key.encode(), body, hashlib.sha256).digest()).decode()


def packed(events: list[dict[str, Any]], *, first: int = 1) -> bytes:
    """The raw body of one post. No events: the intent to receive."""
    last = first + len(events) - 1 if events else 0
    body = {
        "events": events,
        "firstEventSequence": first if events else 0,
        "lastEventSequence": last,
        "entropy": secrets.token_hex(10).upper(),
    }
    return json.dumps(body).encode()


def post(address: str, key: str, events: list[dict[str, Any]]) -> int:
    """Send events to a local address; returns the status. Raises ValueError for an address elsewhere, OSError when nobody listens."""
    parts = urlsplit(address)
    if parts.scheme != "http" or parts.hostname not in LOOPBACK:
        raise ValueError("webhooks go to this machine only")
    body = packed(events)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port or 80, timeout=5)
    try:
        headers = {"Content-Type": "application/json", "x-xero-signature": signature(key, body)}
        connection.request("POST", parts.path or "/", body, headers)
        return connection.getresponse().status
    finally:
        connection.close()
