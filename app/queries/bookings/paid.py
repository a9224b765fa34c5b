"""What pays a booking already: by lot, on hold or debited."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import Booking, LedgerEntry, Lot, Room
from app.models.ledger import EntryKind
from app.rules.credits import Source


def pays_now(session: Session, booking: Booking) -> dict[int, int]:
    """Cents by lot: what is on hold of it for the booking, and what was debited and has not come back."""
    moved = func.sum(LedgerEntry.reserved - LedgerEntry.cents)
    rows = session.execute(select(LedgerEntry.lot_id, moved).where(LedgerEntry.cause == booking.cause).group_by(LedgerEntry.lot_id))
    return {lot: int(cents) for lot, cents in rows if cents > 0}


def debited(session: Session, booking: Booking) -> int:
    """Cents that its credits paid for good, and have not come back."""
    paid = select(-func.sum(LedgerEntry.cents)).where(
        LedgerEntry.cause == booking.cause, LedgerEntry.kind.in_([EntryKind.DEBIT, EntryKind.REFUND])
    )
    return int(session.scalar(paid) or 0)


def stays(session: Session, booking: Booking, room: Room, starts_at: dt.datetime) -> int:
    """Cents that may go on paying when the booking moves there."""
    parts = pays_now(session, booking)
    lots = session.scalars(select(Lot).where(Lot.id.in_(parts)))
    return sum(parts[lot.id] for lot in lots if fits(lot, room, starts_at))


def fits(lot: Lot, room: Room, starts_at: dt.datetime) -> bool:
    """What was bought stays with the booking whenever that is; a quota ends, and some lots are good for some rooms only (W1, W5)."""
    there = lot.location_id in (None, room.location_id) and lot.room_kind in (None, room.kind.value)
    return there and (lot.source is not Source.QUOTA or lot.expires_at is None or starts_at < lot.expires_at)
