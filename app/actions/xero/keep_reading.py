"""Keep what was read of Xero's books, so that screens need not ask Xero."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.core import clock
from app.core.events import Event
from app.models import XeroConnection, XeroHeld, XeroReading
from app.models.xero_connection import XeroState
from app.rules.reconcile import FactKind
from app.work import transaction

MARGIN = dt.timedelta(minutes=2)  # their clock and ours are not one


@dataclass(frozen=True)
class BooksToRead(Event):
    """Somebody wants to know what these books say now; `asked_at` is an ISO instant."""

    connection_id: int
    asked_at: str


def keep_facts(connection_id: int, facts: Sequence[dict[str, Any]], *, by: Actor) -> None:
    """Each once, as it is now."""
    if not facts:
        return
    with transaction(by=by) as work:
        rows = insert(XeroHeld).values([{"xero_connection_id": connection_id, **fact} for fact in facts])
        names = ("kind", "number", "status", "total_cents", "open_cents", "dated", "of_xero_id")
        changed = {name: rows.excluded[name] for name in names}
        work.session.execute(rows.on_conflict_do_update(index_elements=["xero_connection_id", "xero_id"], set_=changed))


def finish_reading(connection_id: int, kind: FactKind, began: dt.datetime, *, by: Actor) -> None:
    """All that changed until then is kept."""
    with transaction(by=by) as work:
        told = {"changed_since": began - MARGIN, "read_at": began}
        row = insert(XeroReading).values(xero_connection_id=connection_id, kind=kind, **told)
        work.session.execute(row.on_conflict_do_update(index_elements=["xero_connection_id", "kind"], set_=told))


def want_reading(connection_id: int | None = None, *, by: Actor) -> None:
    """Of one company, or of all that are connected."""
    with transaction(by=by) as work:
        require(by, Permission.XERO_READ)
        query = select(XeroConnection.id).where(XeroConnection.state == XeroState.CONNECTED, XeroConnection.sealed_token.is_not(None))
        wanted = (
            work.session.scalars(query.order_by(XeroConnection.id)).all()
            if connection_id is None
            else [work.get(XeroConnection, connection_id).id]
        )
        work.emit_all([BooksToRead(each, clock.now().isoformat()) for each in wanted])
