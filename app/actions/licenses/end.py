"""End a license on its last day, which is still billed; without a day it runs on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask_babel import gettext as _

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions import said
from app.actions.bookings.cancel_many import cancel_many
from app.actions.fill import require_near
from app.actions.invoices.locked import require_unlocked
from app.actions.licenses.line_items import keep_line_item
from app.actions.licenses.notice import keep_notice
from app.actions.licenses.occupancy import require_room
from app.actions.organisations.follow import begin_to_follow
from app.actions.stale import require_fresh
from app.core.errors import Refused
from app.core.events import Event
from app.models import License, Membership, Space
from app.queries.bookings.after_license import after_end_of
from app.work import Work, transaction


@dataclass(frozen=True)
class LicenseEnded(Event):
    license_id: int
    ends_on: str | None


def end_license(
    license_id: int,
    *,
    on: dt.date | None,
    end_reason: str = "",
    cancel_bookings: bool = False,
    expected_refund: int | None = None,
    version: str = "",
    by: Actor,
) -> License:
    """A last day in the past is credited by a correction (P11); a later one, or none, needs the place to be free.

    One before the notice of the membership is over needs an `end_reason`. `cancel_bookings`: what its people have booked after that day is given back
    too, by the policy, unless another license runs for them. Raises Refused, and Stale unless it is as `version` says or another amount comes back than was shown.
    """
    with transaction(by=by) as work:
        license = work.get(License, license_id)
        require(by, Permission.LICENSE_WRITE, license)
        require_unlocked(work, license.organisation_id, license.location_id)
        license = work.lock(License, license_id)
        if license.ends_on != on:
            require_fresh(work, license, version, zone=license.location.zone)
            keep_notice(work, license, on, end_reason)
            end_within(work, license, on)
            begin_to_follow(work, license.organisation_id)
            work.emit(LicenseEnded(license.id, on.isoformat() if on else None))
        if cancel_bookings:
            work.session.flush()  # who may still use a room is asked of the tables
            cancel_many(
                work, after_end_of(work.session, license, by=by), reason=_("The membership has ended."), expected_refund=expected_refund
            )
    return license


def end_within(work: Work, license: License, on: dt.date | None) -> None:
    """The same inside another action that has checked permission and lock."""
    require_near(on, "on")
    if on is not None and on < license.starts_on:
        raise Refused(_("It starts on %(day)s: it cannot end before.", day=said.day(license.starts_on)), field="on")
    is_longer = license.ends_on is not None and (on is None or on > license.ends_on)
    space = work.lock(Space, license.space_id) if is_longer else None
    license.ends_on = on
    if space is not None:
        require_room(work, license, space)
    keep_line_item(work, license, work.get(Membership, license.membership_id))
