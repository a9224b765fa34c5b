"""The addresses behind secret links, as they are shown once."""

from __future__ import annotations

from flask import current_app

from app.models.secret_link import LinkKind


def address_of(kind: LinkKind, secret: str) -> str:
    """In full, as another device needs it."""
    base = current_app.extensions["settings"].public_url.rstrip("/")
    return f"{base}/room/{secret}" if kind is LinkKind.ROOM_SCREEN else f"{base}/ical/{secret}.ics"


def for_calendars(address: str) -> str:
    """The same for the calendar program of this device; empty stays empty."""
    return f"webcal://{address.partition('://')[2]}" if address else ""
