"""A member has announcements on the page, and puts one away."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _
from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert

from app.access.actor import Actor
from app.core.clock import now
from app.core.errors import Missing
from app.models import AnnouncementSeen, FoyerUser
from app.queries.announcements import for_member
from app.work import transaction


def note_seen(announcement_ids: Iterable[int], *, by: Actor) -> None:
    """Once each; noted when it is first on the page. What is not for them is not noted."""
    with transaction(by=by) as work:
        me = work.session.get(FoyerUser, by.id or 0)
        theirs = {each.row.id for each in for_member(work.session, me)} if me is not None else set()
        rows = [{"announcement_id": each, "user_id": by.id} for each in sorted(theirs.intersection(announcement_ids))]
        if rows:
            work.session.execute(insert(AnnouncementSeen).on_conflict_do_nothing(index_elements=["announcement_id", "user_id"]), rows)


def dismiss_announcement(announcement_id: int, *, by: Actor) -> None:
    """Raises Missing for one that is not for them, or is put away already."""
    with transaction(by=by) as work:
        me = work.session.get(FoyerUser, by.id or 0)
        if me is None or announcement_id not in {each.row.id for each in for_member(work.session, me)}:
            raise Missing(_("This is not there any more, or not for you to see."))
        note_seen([announcement_id], by=by)
        own = (AnnouncementSeen.announcement_id == announcement_id, AnnouncementSeen.user_id == by.id)
        work.session.execute(update(AnnouncementSeen).where(*own).values(dismissed_at=now()))
