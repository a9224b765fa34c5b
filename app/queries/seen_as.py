"""Whom somebody of the staff sees Foyer as: what began and has not ended says the audit, and nothing else keeps it."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.orm import Session, aliased

from app.access.actor import Actor
from app.access.scope import HowAsked, narrowed
from app.models import AuditEvent, FoyerUser, Organisation

BEGAN, ENDED = "see as", "end see as"


def last_begun(session: Session, user_id: int, *, by: Actor) -> int | None:
    """The number of the audit row with which they last began."""
    query = select(AuditEvent.id).where(
        AuditEvent.noun == FoyerUser.__tablename__, AuditEvent.noun_id == user_id, AuditEvent.actor_id == by.id, AuditEvent.verb == BEGAN
    )
    return session.scalar(query.order_by(AuditEvent.id.desc()).limit(1))


def is_going_on(user_id: int, begun_id: int, *, by: Actor) -> ColumnElement[bool]:
    """It began with that row of the audit and did not end: a cookie from before its end begins nothing again."""
    ended = aliased(AuditEvent)
    return and_(
        exists().where(*_between(AuditEvent, user_id, by), AuditEvent.verb == BEGAN, AuditEvent.id == begun_id),
        ~exists().where(*_between(ended, user_id, by), ended.verb == ENDED, ended.id > begun_id),
    )


def still_sees(session: Session, user_id: int, begun_id: int, *, by: Actor) -> bool:
    """It goes on, and the member is one whom they may see, of an organisation that is at home at a place of theirs."""
    query = select(FoyerUser.id).where(
        FoyerUser.id == user_id, FoyerUser.organisation_id.is_not(None), is_going_on(user_id, begun_id, by=by)
    )
    if by.location_ids is not None:
        query = query.where(exists().where(Organisation.id == FoyerUser.organisation_id, Organisation.location_id.in_(by.location_ids)))
    return session.scalar(narrowed(query, by, FoyerUser, HowAsked.OF_EACH)) is not None


def _between(event: type[AuditEvent], user_id: int, by: Actor) -> tuple[ColumnElement[bool], ...]:
    return event.noun == FoyerUser.__tablename__, event.noun_id == user_id, event.actor_id == by.id
