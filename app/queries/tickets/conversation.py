"""What was said about a ticket, as far as the reader may know, and the photos with it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.access.actor import Actor
from app.access.scope import narrowed
from app.models import TicketEntry, TicketPhoto
from app.queries.kept_files import content_of


def conversation(session: Session, ticket_id: int, *, by: Actor) -> Sequence[TicketEntry]:
    """From the first word on; a member does not learn of notes."""
    query = (
        narrowed(select(TicketEntry), by, TicketEntry).where(TicketEntry.ticket_id == ticket_id).options(selectinload(TicketEntry.photos))
    )
    return session.scalars(query.order_by(TicketEntry.at, TicketEntry.id)).all()


def photo_of(session: Session, photo_id: int, *, by: Actor) -> bytes | None:
    """A JPEG, or None for one that is not there for this reader."""
    row = session.scalar(narrowed(select(TicketPhoto), by, TicketPhoto).where(TicketPhoto.id == photo_id))
    return None if row is None else content_of(row)
