"""What the operator has set about kiosks."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Setting

PHOTO, BADGE = "presence.photo", "presence.badge"
OFF_ON = ("off", "on")


@dataclass(frozen=True, slots=True)
class KioskSettings:
    photo: bool
    badge: bool


def kiosk_settings(session: Session) -> KioskSettings:
    """One query for both."""
    found: dict[str, str] = dict(session.execute(select(Setting.name, Setting.value).where(Setting.name.in_((PHOTO, BADGE)))).all())
    return KioskSettings(photo=found.get(PHOTO) == "on", badge=found.get(BADGE) == "on")
