"""Tablets at the door: which one a secret opens."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.access.kiosk_secrets import pairing_hash, tablet_hash
from app.access.link_secrets import LONGEST
from app.core import clock
from app.models import Kiosk

PAIRS_FOR = dt.timedelta(hours=1)  # the address that pairs, from when it was made


def paired_kiosk(session: Session, secret: str) -> Kiosk | None:
    """The tablet with that secret, and its location; None for one that was never paired or was taken off the list."""
    if not secret or len(secret) > LONGEST:
        return None
    return session.scalars(select(Kiosk).where(Kiosk.secret_hash == tablet_hash(secret)).options(joinedload(Kiosk.location))).one_or_none()


def kiosk_to_pair(session: Session, secret: str) -> Kiosk | None:
    """The one whose address this is, as long as no tablet has taken it and it is younger than an hour."""
    if not secret or len(secret) > LONGEST:
        return None
    waits = (Kiosk.secret_hash == pairing_hash(secret), Kiosk.created_at > clock.now() - PAIRS_FOR)
    return session.scalars(select(Kiosk).where(*waits).options(joinedload(Kiosk.location))).one_or_none()
