"""What is kept sealed: connections to vendors, what charges a card, passwords of WiFi and printers (A4), and what waits for one who may read it."""

from __future__ import annotations

import hmac
from hashlib import sha256

from app.access.house_keys import keys_for, secret_keys
from app.core.secrets import seal, unseal

EXPORT, SUBJECT = "personal-export", "erasure-subject"
NOTICE, CARD = "payment-notice", "card-token"
XERO_CODE, XERO_TOKEN, SALTO_TOKEN = "xero-code", "xero-token", "salto-token"
ARCHIVE = "mail-archive"
LEAD_CAPTCHA, LEAD_HOOK = "lead-captcha", "lead-hook"
FEDERATION, PEER_REF = "federation-key", "peer-ref"
API_ANSWER = "api-answer"
WEBHOOK = "webhook-secret"
ACCESS = "access-password"
SECOND_FACTOR = "second-factor"


def sealed(content: bytes, purpose: str) -> bytes:
    return seal(content, secret_key=secret_keys()[0], purpose=purpose)


def opened(kept: bytes, purpose: str) -> bytes:
    """Raises ValueError when it was sealed under another key, or for another purpose."""
    return unseal(kept, secret_keys=secret_keys(), purpose=purpose)


def sealed_by_another(kept: bytes, purpose: str) -> bool:
    """Not under the present key; whether under one that is still known, only opening tells."""
    try:
        unseal(kept, secret_keys=secret_keys()[:1], purpose=purpose)
    except ValueError:
        return True
    return False


def marked(content: bytes, purpose: str) -> str:
    """64 letters by which the same content is found again, and that tell nothing without this instance's key."""
    return known_marks(content, purpose)[0]


def known_marks(content: bytes, purpose: str) -> list[str]:
    """All by which it may have been kept, or told: that of the present key first."""
    return [hmac.new(key, content, sha256).hexdigest() for key in keys_for(f"{purpose}-mark")]
