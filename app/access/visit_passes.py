"""Passes of expected guests."""

from __future__ import annotations

import secrets

from flask import current_app

from app.access.link_secrets import hashed
from app.access.made_secrets import MadeSecret
from app.models import Visit


def made(visit: Visit) -> MadeSecret:
    return MadeSecret("visit passes", visit.pass_key, visit.secret_hash)


def renewed(visit: Visit) -> None:
    """Another pass; the one before opens nothing any more. The visit need not be written yet."""
    visit.pass_key = secrets.token_hex(16)
    visit.secret_hash = hashed(made(visit).newest)


def secret_of(visit: Visit) -> str:
    return made(visit).text


def link_of(visit: Visit) -> str:
    """The address that is mailed."""
    return address_of(secret_of(visit))


def address_of(secret: str) -> str:
    """What the QR code of the pass holds."""
    base = current_app.extensions["settings"].public_url.rstrip("/")
    return f"{base}/visit/{secret}"
