"""Passwords of WiFi and printers as they are kept: sealed, and opened only to tell the person or the system (A4)."""

from __future__ import annotations

from app.access import sealing


def sealed(password: str) -> bytes:
    return sealing.sealed(password.encode(), sealing.ACCESS)


def opened(kept: bytes) -> str:
    """Raises ValueError when it was sealed under another key."""
    return sealing.opened(kept, sealing.ACCESS).decode()
