"""See Foyer as a member does, to help them: that it began and ended is on record, and nothing else is ever written by it."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.access.staff import staff
from app.actions.accounts.person import require_active
from app.actions.users.grant import organisation_of, require_home
from app.core.errors import Refused
from app.models import FoyerUser
from app.queries.seen_as import BEGAN, ENDED, is_going_on, last_begun
from app.work import Work, transaction

LASTS = dt.timedelta(minutes=15)


def see_as(user_id: int, *, by: Actor) -> int:
    """The number of the audit row with which it began. Raises Missing for whom they may not see, Forbidden for a member of an organisation at home elsewhere, Refused for staff and for who is switched off.

    What is the organisation's is open to its members, so that it takes what their password takes: a place of its home.
    """
    with transaction(by=by) as work:
        require(by, Permission.USER_SEE_AS)
        user = work.get(FoyerUser, user_id)
        require_active(user)
        if user.organisation_id is None or staff(work.session, [user.id]):
            raise Refused(_("%(name)s is no member, or works here as well: only members are seen so.", name=str(user)))
        require_home(by, organisation_of(user))
        _note(work, BEGAN, user)
        return last_begun(work.session, user_id, by=by) or 0


def end_see_as(user_id: int, begun_id: int, *, by: Actor) -> None:
    """Written once, also where the member may no longer be seen."""
    with transaction(by=by) as work:
        user = work.session.scalars(select(FoyerUser).where(FoyerUser.id == user_id, is_going_on(user_id, begun_id, by=by))).one_or_none()
        if user is not None:
            _note(work, ENDED, user)


def _note(work: Work, verb: str, user: FoyerUser) -> None:
    work.record(verb, FoyerUser.__tablename__, [{"noun_id": user.id, "name": str(user), "location_id": user.location_id, "changes": {}}])
