"""Which networks are asked for a member of theirs who stands at our door, and in what order (contracts.md section 8)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core import clock
from app.models import Peer, PeerRequest
from app.models.peer import Answer, Direction, PeerStatus

AT_MOST = 3  # beside the one that the visitor named: each of them learns the PIN that was typed
RECENT = dt.timedelta(days=90)


def networks(session: Session) -> list[tuple[str, str]]:
    """For the kiosk: the hint and the name of each that may be asked."""
    rows = session.execute(select(Peer.public_id, Peer.name).where(Peer.status == PeerStatus.ACTIVE).order_by(func.lower(Peer.name)))
    return [(str(public_id), name) for public_id, name in rows]


def all_were_asked(session: Session, question_id: int) -> bool:
    """Whether every network that may be asked has a request of this question: else the PIN may be of one that has none."""
    asked = select(PeerRequest.id).where(PeerRequest.peer_id == Peer.id, PeerRequest.question_id == question_id)
    return session.scalar(select(Peer.id).where(Peer.status == PeerStatus.ACTIVE, ~asked.exists()).limit(1)) is None


def to_ask(session: Session, location_id: int, hint: str = "") -> tuple[list[Peer], int, bool]:
    """The networks to ask, the one of the hint (0 for none), and whether these are all who could know the PIN: whoever rests after failures is not asked.

    Those whose members came here most of late go first.
    """
    came = select(func.count(PeerRequest.id)).where(
        PeerRequest.peer_id == Peer.id,
        PeerRequest.direction == Direction.OUT,
        PeerRequest.answer == Answer.OK,
        PeerRequest.location_id == location_id,
        PeerRequest.at > clock.now() - RECENT,
    )
    active = session.scalars(select(Peer).where(Peer.status == PeerStatus.ACTIVE).order_by(came.scalar_subquery().desc(), Peer.id)).all()
    awake = [peer for peer in active if peer.rests_until is None or peer.rests_until <= clock.now()]
    first = next((peer for peer in awake if str(peer.public_id) == hint), None)
    others = [peer for peer in awake if peer is not first][:AT_MOST]
    found = [first, *others] if first is not None else others
    return found, first.id if first is not None else 0, len(found) == len(active)
