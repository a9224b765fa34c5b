"""Book a room again and again: each date is a booking of its own, with its own price, its own reserve and its own extras; all of them or none."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Collection, Mapping, Sequence

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor
from app.actions import said
from app.actions.bookings.create import create_booking
from app.actions.bookings.room_lock import lock_rooms
from app.actions.bookings.words import SERIES
from app.actions.invoices.locked import hold_organisation
from app.actions.own_key import own_key
from app.core.errors import Conflict, FoyerError, Refused, Stale
from app.models import Booking, BookingSeries
from app.queries.bookings.alternatives import Alternative
from app.queries.bookings.facts import Wish, facts_of
from app.queries.bookings.quote import goes_to_invoice
from app.queries.bookings.series_preview import Plan, dated
from app.work import Work, transaction


def create_series(
    plan: Plan,
    *,
    by: Actor,
    title: str = "",
    note: str = "",
    is_open: bool = False,
    attendees: Sequence[str] = (),
    skip: Collection[dt.date] = (),
    instead: Mapping[dt.date, Alternative] | None = None,
    override_reason: str = "",
    expected_cents: int | None = None,
    key: str | None = None,
) -> list[Booking]:
    """`skip` are days that are left out, `instead` days that are booked elsewhere; `expected_cents` is the sum that was shown.

    Raises as create_booking, its words led by the day; Stale for another sum.
    """
    with transaction(by=by) as work:
        if before := _done_before(work, by, key):
            return before
        days = [each for each in dated(work.session, plan, by=by) if each[0] not in skip]
        if not days:
            raise Refused(_("Every date is left out."), field="skip")
        others = dict(instead or {})
        location_id = _lock(work, plan, others, by)
        series = _series(work, plan, location_id)
        found = []
        for day, starts_at, ends_at in days:
            other = others.get(day)
            if other is None and (starts_at is None or ends_at is None):
                raise Refused(_("%(day)s: that time does not exist that day. Leave it out.", day=said.day(day)), field="skip")
            try:
                booking = create_booking(
                    by=by,
                    room_id=other.room_id if other else plan.room_id,
                    starts_at=other.starts_at if other else starts_at,  # type: ignore[arg-type]
                    ends_at=other.ends_at if other else ends_at,  # type: ignore[arg-type]
                    user_id=plan.user_id,
                    organisation_id=plan.organisation_id,
                    title=title,
                    note=note,
                    people=plan.people,
                    is_open=is_open,
                    attendees=attendees,
                    extras=dict(plan.extras),
                    override_reason=override_reason,
                    key=f"{key}:{day}" if key else None,
                    series_id=series.id,
                )
            except FoyerError as refused:
                raise _of_day(day, refused) from refused
            found.append(booking)
        total = sum(each.cost_cents for each in found)
        if expected_cents is not None and total != expected_cents:
            raise Stale(_("The prices have changed since you looked. Look at the dates again."))
        return found


def _done_before(work: Work, by: Actor, key: str | None) -> list[Booking]:
    """What this key booked."""
    if not key:
        return []
    mine = Booking.request_key.startswith(own_key(by, f"{key}:"), autoescape=True)
    return list(work.session.scalars(select(Booking).where(Booking.series_id.is_not(None), mine).order_by(Booking.starts_at)))


def _lock(work: Work, plan: Plan, others: Mapping[dt.date, Alternative], by: Actor) -> int:
    """All that the dates will lock, in the house's order: the organisation, then every room by its id. Returns the location."""
    at = dt.datetime.combine(plan.first_on, dt.time.min, tzinfo=dt.UTC)
    facts = facts_of(work.session, Wish(plan.room_id, at, at, plan.user_id, plan.organisation_id), by=by)
    if facts.organisation is not None and (plan.extras or goes_to_invoice(facts)):
        hold_organisation(work, facts.organisation.id)
    lock_rooms(work, plan.room_id, *(each.room_id for each in others.values()))
    return facts.location.id


def _series(work: Work, plan: Plan, location_id: int) -> BookingSeries:
    return work.add(
        BookingSeries(
            code=SERIES + secrets.token_hex(5),
            location_id=location_id,
            room_id=plan.room_id,
            user_id=plan.user_id,
            repeat=plan.repeat,
            interval=plan.interval,
            weekdays=",".join(map(str, sorted(set(plan.weekdays)))),
            first_on=plan.first_on,
            last_on=plan.last_on,
            starts=plan.starts,
            ends=plan.ends,
        )
    )


def _of_day(day: dt.date, refused: FoyerError) -> FoyerError:
    """The same refusal, led by its day."""
    words = _("%(day)s: %(reason)s", day=said.day(day), reason=refused.message)
    if isinstance(refused, Conflict):
        return Conflict(words, field=refused.field, details=refused.details)
    return type(refused)(words, field=refused.field)
