"""What nobody needs any more of what networks asked each other: the visits stay, for settlement."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.core import clock
from app.models import PeerRequest, WrongPin
from app.models.peer import Answer

KEPT = dt.timedelta(days=7)  # a request is refused as too old after 30 seconds; the rest is for whoever looks what went wrong


def forget_old(session: Session, peer_id: int) -> None:
    """Within a transaction: of one network."""
    before = clock.now() - KEPT
    session.execute(delete(PeerRequest).where(PeerRequest.peer_id == peer_id, PeerRequest.at < before, PeerRequest.answer != Answer.OK))
    session.execute(delete(WrongPin).where(WrongPin.peer_id == peer_id, WrongPin.at < before))
