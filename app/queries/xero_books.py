"""The books that Foyer is connected to, and when they were read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.scope import narrowed
from app.models import Location, OutboxMessage, XeroConnection, XeroEntry, XeroReading
from app.models.outbox import OutboxState
from app.models.step import StepState
from app.models.xero_connection import XeroState
from app.rules.reconcile import FactKind

READ, LOOK = "jobs.xero_cache.read", "jobs.xero_matches.look"
UNDONE = (OutboxState.DUE, OutboxState.QUEUED, OutboxState.RUNNING)
AT_MOST = 200  # documents on the page: who has more has one cause, which shows by then


def last_reading(session: Session, connection_id: int, kind: FactKind) -> XeroReading | None:
    return session.scalars(
        select(XeroReading).where(XeroReading.xero_connection_id == connection_id, XeroReading.kind == kind)
    ).one_or_none()


def deposit_accounts(session: Session, connection_id: int) -> frozenset[str]:
    """Accounts on which its locations hold deposits."""
    code = Location.xero_deposit_account_code
    return frozenset(session.scalars(select(code).where(Location.xero_connection_id == connection_id, code != "")))


def read_until(session: Session, connection_id: int) -> dt.datetime | None:
    """When the last whole reading began; None before the first."""
    told = session.execute(select(func.min(XeroReading.read_at), func.count()).where(XeroReading.xero_connection_id == connection_id)).one()
    return told[0] if told[1] == len(FactKind) else None


def is_reading(session: Session, connection_id: int) -> bool:
    """Whether somebody waits for a reading that has not come to its end."""
    return _is_under_way(session, connection_id, READ)


def is_looking(session: Session, connection_id: int) -> bool:
    """The same of a look through its contacts and items."""
    return _is_under_way(session, connection_id, LOOK)


def _is_under_way(session: Session, connection_id: int, job: str) -> bool:
    waiting = exists().where(
        OutboxMessage.queue == "xero",
        OutboxMessage.job == job,
        OutboxMessage.state.in_(UNDONE),
        OutboxMessage.payload["connection_id"].astext == str(connection_id),
    )
    return bool(session.scalar(select(waiting)))


def reading_trouble(session: Session, connection_id: int) -> str:
    """Why the last reading has not come to its end; empty when it has, or nothing went wrong yet."""
    query = (
        select(OutboxMessage.last_error)
        .where(OutboxMessage.queue == "xero", OutboxMessage.job == READ, OutboxMessage.state != OutboxState.DONE)
        .where(OutboxMessage.payload["connection_id"].astext == str(connection_id))
    )
    return session.scalar(query.order_by(OutboxMessage.id.desc()).limit(1)) or ""


def lost_connections(session: Session) -> str:
    """The companies that somebody has to connect again, by name."""
    return ", ".join(
        session.scalars(select(XeroConnection.name).where(XeroConnection.state == XeroState.RECONNECT).order_by(XeroConnection.name))
    )


def refused_entries(session: Session, *, by: Actor) -> tuple[int, int | None]:
    """How much of what settles invoices Xero would not take, and one company of it."""
    query = select(func.count(XeroEntry.id), func.min(XeroEntry.xero_connection_id)).where(XeroEntry.state == StepState.FAILED)
    count, connection_id = session.execute(narrowed(query, by, XeroEntry)).one()
    return count, connection_id


def connections(session: Session, *, by: Actor) -> Sequence[XeroConnection]:
    """Those that the actor may see, by name."""
    return session.scalars(narrowed(select(XeroConnection).order_by(XeroConnection.name), by, XeroConnection)).all()
