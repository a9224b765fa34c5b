"""Offers of places that nobody answered in time."""

from __future__ import annotations

from flask_babel import ngettext

from app.access.actor import SYSTEM
from app.actions.waiting_list.expire import expire_offers


def expire() -> str:
    """How many ended."""
    return str(ngettext("%(num)d offer ended.", "%(num)d offers ended.", expire_offers(by=SYSTEM)))
