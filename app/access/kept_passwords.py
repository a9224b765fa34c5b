"""Passwords of WiFi and printers as they are kept: sealed, and opened only to tell the person or the system (A4)."""

from __future__ import annotations

from flask import current_app

from app.core.secrets import seal, unseal

PURPOSE = "access-password"


def sealed(password: str) -> bytes:
    return seal(password.encode(), secret_key=current_app.extensions["settings"].secret_key, purpose=PURPOSE)


def opened(kept: bytes) -> str:
    """Raises ValueError when it was sealed under another key."""
    return unseal(kept, secret_key=current_app.extensions["settings"].secret_key, purpose=PURPOSE).decode()
