"""Names of the program as people read them: a status, a column, a noun."""

from __future__ import annotations

from flask_babel import gettext


def spoken(name: str) -> str:
    """ "subscription_locked" -> "Subscription locked", in the reader's language: `run.py translations` puts these words into the catalogues."""
    text = spelled(name)
    return gettext(text) if text else ""


def spelled(name: str) -> str:
    """The same in English."""
    words = name.replace("_", " ").replace(".", " ").strip()
    return words[:1].upper() + words[1:]
