"""Send one device off the WiFi: it is asked of the access point by a job."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select, text

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.core.errors import Missing
from app.core.events import Event
from app.models import Access
from app.rules.access import System
from app.work import transaction

OPEN = text("SELECT radius.account_name(username) FROM radius.radacct WHERE radacctid = :id AND acctstoptime IS NULL")


@dataclass(frozen=True)
class SessionEndWanted(Event):
    access_id: int
    session: int


def end_session(connection_id: int, *, by: Actor) -> Access:
    """`connection_id` as queries.wifi.online has it. The person may sign in again at once. Raises Missing for one that is over, or not theirs to see."""
    with transaction(by=by) as work:
        require(by, Permission.WIFI_DISCONNECT)
        username = work.session.scalar(OPEN, {"id": connection_id})
        row_id = (
            work.session.scalar(select(Access.id).where(Access.system == System.WIFI, Access.username == username)) if username else None
        )
        if row_id is None:
            raise Missing(_("This session is over."))
        row = work.get(Access, row_id)
        require(by, Permission.WIFI_DISCONNECT, row)
        work.record("end session", "access", [{"noun_id": row.id, "name": str(row), "location_id": row.location_id, "changes": {}}])
        work.emit(SessionEndWanted(row.id, connection_id))
    return row
