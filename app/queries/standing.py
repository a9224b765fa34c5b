"""How a member stands."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy.orm import Session

from app.models import FoyerUser
from app.queries.access_terms import access_terms


class Standing(StrEnum):
    ACTIVE = "active"
    PAUSED = "paused"
    STARTS_LATER = "starts_later"
    WITHOUT_LICENSE = "without_license"
    DEACTIVATED = "deactivated"


def standing_of(session: Session, user: FoyerUser) -> Standing:
    """As of today at the place of each license; what opens doors decides who is active."""
    held = access_terms(session, [user.id])[user.id].holdings
    running = [each for each in held if not each.is_over]
    if not user.active:
        return Standing.DEACTIVATED
    if any(each.is_usable for each in running):
        return Standing.ACTIVE
    if any(each.is_current for each in running):
        return Standing.PAUSED
    return Standing.STARTS_LATER if running else Standing.WITHOUT_LICENSE
