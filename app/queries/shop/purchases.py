"""What was bought, the newest first."""

from __future__ import annotations

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from app.access.actor import Actor
from app.access.scope import narrowed
from app.models import Fulfilment, Purchase
from app.queries.fulfilments import brought_by

PAGE = 20


def purchases_of(session: Session, *, by: Actor, page: int = 0) -> tuple[list[Purchase], bool]:
    """A page of those that the actor sees, and whether there are older ones."""
    query = (
        select(Purchase)
        .options(joinedload(Purchase.user), joinedload(Purchase.invoice), joinedload(Purchase.credit_note), joinedload(Purchase.location))
        .order_by(Purchase.id.desc())
    )
    query = narrowed(query, by, Purchase)
    rows = list(session.scalars(query.offset(page * PAGE).limit(PAGE + 1)))
    return rows[:PAGE], len(rows) > PAGE


def at_papercut(session: Session, purchase: Purchase) -> Fulfilment | None:
    """Its print credit, while PaperCut is asked to take that back, or where it could not."""
    asked = or_(Fulfilment.back_reason != "", Fulfilment.back_by != "")
    return session.scalars(brought_by(purchase.adhoc_id).where(asked)).one_or_none() if purchase.adhoc_id is not None else None


def purchase_of(session: Session, purchase_id: int, *, by: Actor) -> Purchase | None:
    query = select(Purchase).where(Purchase.id == purchase_id)
    return session.scalars(narrowed(query, by, Purchase)).one_or_none()
