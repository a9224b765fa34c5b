"""Tell members something: write it, change it, or take it off their pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Unpack

from flask_babel import gettext as _
from sqlalchemy import delete

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.announcements.fields import AnnouncementFields
from app.actions.fill import demand, fill
from app.core.clock import today
from app.core.errors import Refused
from app.models import Announcement, AnnouncementSeen, Location
from app.queries.house_zone import zone_at
from app.work import Work, transaction

LONGEST = 5000
USUAL = dt.timedelta(days=14)


def write_announcement(*, by: Actor, **fields: Unpack[AnnouncementFields]) -> Announcement:
    """From today for two weeks, unless other days are named. Raises Refused at the field."""
    with transaction(by=by) as work:
        row = Announcement(written_by=by.name)
        _settle(work, row, fields)
        return work.add(row)


def change_announcement(announcement_id: int, *, by: Actor, **fields: Unpack[AnnouncementFields]) -> Announcement:
    """Whoever put it away sees it again when its words changed."""
    with transaction(by=by) as work:
        row = work.lock(Announcement, announcement_id)
        _require(by, row)
        before = (row.title, row.body)
        _settle(work, row, fields)
        if (row.title, row.body) != before:
            work.session.execute(delete(AnnouncementSeen).where(AnnouncementSeen.announcement_id == row.id))
    return row


def remove_announcement(announcement_id: int, *, by: Actor) -> None:
    with transaction(by=by) as work:
        row = work.lock(Announcement, announcement_id)
        _require(by, row)
        work.session.delete(row)


def _settle(work: Work, row: Announcement, fields: Mapping[str, object]) -> None:
    with work.session.no_autoflush:
        fill(work, row, {name: value for name, value in fields.items() if not (name in ("starts_on", "ends_on") and value in (None, ""))})
        demand(row, "title", "body")
        row.starts_on = row.starts_on or _today(work, row)
        row.ends_on = row.ends_on or row.starts_on + USUAL
        if row.ends_on < row.starts_on:
            raise Refused(_("The last day is before the first."), field="ends_on")
        if len(row.body) > LONGEST:
            raise Refused(_("At most %(count)d characters.", count=LONGEST), field="body")
        _require(work.by, row)


def _today(work: Work, row: Announcement) -> dt.date:
    """There, or for the whole network as the house's clock has it."""
    place = work.session.get(Location, row.location_id) if row.location_id is not None else None
    return today(zone_at(work.session, place))


def _require(by: Actor, row: Announcement) -> None:
    require(by, Permission.ANNOUNCEMENT_WRITE, row)
    if row.location_id is None and by.location_ids is not None:
        raise Refused(_("Choose one of your locations: only who works everywhere tells the whole network."), field="location")
