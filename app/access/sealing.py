"""What is kept sealed: an export until it is fetched, what an erasure searches for until it is done, and what charges a card."""

from __future__ import annotations

import hmac
from hashlib import sha256

from flask import current_app

from app.core.secrets import derived_key, seal, unseal

EXPORT, SUBJECT = "personal-export", "erasure-subject"
NOTICE, CARD = "payment-notice", "card-token"
XERO_CODE = "xero-code"
ARCHIVE = "mail-archive"
LEAD_CAPTCHA, LEAD_HOOK = "lead-captcha", "lead-hook"
FEDERATION, PEER_REF = "federation-key", "peer-ref"
API_ANSWER = "api-answer"
WEBHOOK = "webhook-secret"


def sealed(content: bytes, purpose: str) -> bytes:
    return seal(content, secret_key=current_app.extensions["settings"].secret_key, purpose=purpose)


def opened(kept: bytes, purpose: str) -> bytes:
    """Raises ValueError when it was sealed under another key, or for another purpose."""
    return unseal(kept, secret_key=current_app.extensions["settings"].secret_key, purpose=purpose)


def marked(content: bytes, purpose: str) -> str:
    """64 letters by which the same content is found again, and that tell nothing without this instance's key."""
    return hmac.new(derived_key(current_app.extensions["settings"].secret_key, f"{purpose}-mark"), content, sha256).hexdigest()
