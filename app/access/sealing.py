"""What is kept about a person for a while is sealed: an export until it is fetched, what an erasure searches for until it is done."""

from __future__ import annotations

from flask import current_app

from app.core.secrets import seal, unseal

EXPORT, SUBJECT = "personal-export", "erasure-subject"


def sealed(content: bytes, purpose: str) -> bytes:
    return seal(content, secret_key=current_app.extensions["settings"].secret_key, purpose=purpose)


def opened(kept: bytes, purpose: str) -> bytes:
    """Raises ValueError when it was sealed under another key, or for another purpose."""
    return unseal(kept, secret_key=current_app.extensions["settings"].secret_key, purpose=purpose)
