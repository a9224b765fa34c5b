"""A person whose license moved to another organisation belongs to that one from the license's first day."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _
from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.users.grant import is_staff
from app.core.clock import today
from app.core.errors import Refused
from app.models import FoyerUser, License, Location
from app.work import Work, transaction

LATE = dt.timedelta(days=7)  # how long Foyer may be down on such a day; afterwards a person has had time to decide otherwise


def require_movable(work: Work, user: FoyerUser, license: License, on: dt.date) -> None:
    """Raises Refused at `user` for staff, and for somebody with another license of the old organisation that runs on that day or later."""
    if is_staff(user):
        raise Refused(_("%(user)s is staff: choose somebody of the new organisation.", user=str(user)), field="user")
    later = or_(License.ends_on.is_(None), License.ends_on >= on)
    mine = select(License).where(
        License.user_id == user.id, License.organisation_id == license.organisation_id, License.id != license.id, later
    )
    other = work.session.scalars(mine.order_by(License.code).limit(1)).first()
    if other is not None:
        said = _(
            "%(user)s also has %(license)s of %(organisation)s: move or end that first, or choose somebody else.",
            user=str(user),
            license=other.code,
            organisation=license.organisation.name,
        )
        raise Refused(said, field="user")


def bring_along_within(work: Work, license: License) -> None:
    """On its first day or later; before, `bring_along` does it in time."""
    if license.user is not None and license.starts_on <= today(work.session.get_one(Location, license.location_id).zone):
        license.user.organisation_id = license.organisation_id


def bring_along(*, by: Actor) -> int:
    """Everybody whose day has come. Returns how many."""
    old = aliased(License)
    with transaction(by=by) as work:
        require(by, Permission.USER_WRITE)
        query = (
            select(License)
            .join(old, old.id == License.replaces_id)
            .join(FoyerUser, FoyerUser.id == License.user_id)
            .where(
                old.organisation_id != License.organisation_id,
                old.user_id == License.user_id,
                FoyerUser.organisation_id == old.organisation_id,
                License.starts_on.between(today("Etc/GMT+12") - LATE, today("Etc/GMT-14")),
            )
        )
        moved = 0
        for license in work.session.scalars(query.order_by(License.id)).all():
            bring_along_within(work, license)
            moved += license.user is not None and license.user.organisation_id == license.organisation_id
    return moved
