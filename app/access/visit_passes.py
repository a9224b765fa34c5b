"""Passes of expected guests: the secret is made from the visit's key and the instance's own, so that its hash alone is kept.

The same visit gives the same pass: a mail that is sent again opens what the first one opens, and nobody has to store it in between.
"""

from __future__ import annotations

import hmac
import secrets
from base64 import urlsafe_b64encode
from hashlib import sha256

from flask import current_app

from app.access.house_keys import keys_for
from app.access.link_secrets import hashed
from app.models import Visit


def renewed(visit: Visit) -> None:
    """Another pass; the one before opens nothing any more. The visit need not be written yet."""
    visit.pass_key = secrets.token_hex(16)
    visit.secret_hash = hashed(_secrets(visit)[0])


def secret_of(visit: Visit) -> str:
    """43 characters that stand in an address, and in a QR code, as they are: those of which the hash is kept, whichever key of ours made them."""
    found = _secrets(visit)
    return next((each for each in found if hashed(each) == visit.secret_hash), found[0])


def is_of_present_key(visit: Visit) -> bool:
    """Or of another one, and then its link opens nothing once that is taken away."""
    return hashed(_secrets(visit)[0]) == visit.secret_hash


def _secrets(visit: Visit) -> list[str]:
    return [urlsafe_b64encode(hmac.new(key, visit.pass_key.encode(), sha256).digest()).decode().rstrip("=") for key in keys_for("visit passes")]


def link_of(visit: Visit) -> str:
    """The address that is mailed."""
    return address_of(secret_of(visit))


def address_of(secret: str) -> str:
    """What the QR code of the pass holds."""
    base = current_app.extensions["settings"].public_url.rstrip("/")
    return f"{base}/visit/{secret}"


def still_made(visit: Visit) -> bool:
    """Does a key of ours make the secret that opens it?"""
    return hashed(secret_of(visit)) == visit.secret_hash
