"""The addresses and signatures that Foyer and Xero know each other by (contracts.md 2.1 and 2.6). Pure."""

from __future__ import annotations

import base64
import hashlib
import hmac
from urllib.parse import urlencode

SCOPES = "offline_access accounting.transactions accounting.contacts accounting.settings"


def consent_address(login_url: str, *, client_id: str, redirect_uri: str, state: str) -> str:
    """Where a person lets Foyer into a company; they come back to `redirect_uri` with a code and the same `state`."""
    asked = {"response_type": "code", "client_id": client_id, "redirect_uri": redirect_uri, "scope": SCOPES, "state": state}
    return f"{login_url.rstrip('/')}/identity/connect/authorize?{urlencode(asked)}"


def is_signed(raw: bytes, signature: str, key: str) -> bool:
    """Whether the x-xero-signature of a webhook is that of its raw body. The key is used as it is written, not decoded; without a key nothing is."""
    expected = base64.b64encode(hmac.new(key.encode(), raw, hashlib.sha256).digest())
    return bool(key) and hmac.compare_digest(expected, signature.encode("utf-8", "replace"))
