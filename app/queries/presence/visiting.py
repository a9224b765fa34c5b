"""Which member of ours a PIN of another network's kiosk belongs to, and whether they may visit (K4)."""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.pins import marks_of
from app.access.sealing import PEER_REF, marked
from app.models import FoyerUser, Peer, Pin
from app.queries.access_terms import access_terms
from app.rules.access import Standing, System, last_of, wanted_access
from app.rules.federation import Visitor


@dataclass(frozen=True, slots=True)
class Visiting:
    """A member with a license that may be used today."""

    user_id: int
    visitor: Visitor
    wifi: bool


def visiting(session: Session, pin: str, peer: Peer) -> Visiting | None:
    """None for a PIN that is nobody's, and for whoever may not sign in, is suspended, or has no license today. The same questions are asked of
    the database whatever comes of it, so that the time tells nothing."""
    marks = marks_of(pin)
    row = session.execute(
        select(Pin.user_id, Pin.mark).where(Pin.mark.in_(marks)).order_by((Pin.mark == marks[0]).desc()).limit(1)
    ).one_or_none()
    is_known = any(hmac.compare_digest(row.mark if row is not None else "0" * len(mark), mark) for mark in marks)
    user_id = row.user_id if row is not None else 0
    user = session.scalars(select(FoyerUser).where(FoyerUser.id == user_id)).one_or_none()
    terms = access_terms(session, [user_id]).get(user_id)
    usable = [each for each in terms.holdings if each.is_usable] if terms is not None else []
    if not is_known or user is None or not usable:
        return None
    last = last_of(usable)
    wifi = wanted_access(usable)[System.WIFI].standing is Standing.GRANTED
    return Visiting(user.id, Visitor(str(user), pairwise(user, peer), last.day if last is not None else None), wifi)


def pairwise(user: FoyerUser, peer: Peer) -> str:
    """What a member is called towards one network: two networks that compare notes do not find the same person."""
    return marked(f"{peer.peer_id} {user.id}".encode(), PEER_REF)[:32]
