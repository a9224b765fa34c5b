"""Book a room, or hold it for a while: free, allowed, priced, paid, all in one transaction (B1-B10, W6)."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from sqlalchemy import bindparam, select

from app.access.actor import Actor
from app.actions.bookings.allowed import require_booker
from app.actions.bookings.attendees import invite, wanted_addresses
from app.actions.bookings.check import check_free, check_obstacles, check_seen_free, money_said
from app.actions.bookings.events import BookingMade
from app.actions.bookings.extras import check_extras, put_extras
from app.actions.bookings.few_letters import require_few
from app.actions.bookings.pay import hold_plan, plan
from app.actions.bookings.room_lock import lock_rooms
from app.actions.bookings.words import CODE, LONGEST_NOTE, LONGEST_TITLE, shortened
from app.actions.invoices.locked import hold_organisation
from app.actions.own_key import own_key
from app.actions.privacy.kept import require_kept
from app.core.clock import now
from app.core.errors import Conflict, Forbidden, Refused, Stale
from app.models import Booking
from app.models.booking import BookingStatus
from app.queries.bookings.conflicts import blocked
from app.queries.bookings.extras import cents_of, extras_of
from app.queries.bookings.facts import Facts, Wish, facts_of
from app.queries.bookings.quote import goes_to_invoice, priced
from app.queries.bookings.terms import kept
from app.queries.wallets.paying import pay_from
from app.work import Work, transaction

LONGEST_HOLD = dt.timedelta(days=30)
BY_KEY = select(Booking).where(Booking.request_key == bindparam("key"))


def create_booking(
    *,
    by: Actor,
    room_id: int,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    user_id: int | None = None,
    organisation_id: int | None = None,
    title: str = "",
    note: str = "",
    people: int | None = None,
    is_open: bool = False,
    attendees: Sequence[str] = (),
    extras: Mapping[int, int] | None = None,
    override_reason: str = "",
    expected_cents: int | None = None,
    key: str | None = None,
    hold: bool = False,
    hold_until: dt.datetime | None = None,
    series_id: int | None = None,
) -> Booking:
    """Instants in UTC. Without a user and an organisation it is the house's own, and free: staff alone may.

    `extras` are products by their ids, and how many of each. `expected_cents` is what the person was shown, extras included; `key` makes a second call return the first booking. A `hold` is paid when it is
    confirmed; it lasts for minutes, and as long as staff say with `hold_until`. Raises Refused at a field, Conflict when the room is taken (with alternatives) or the credits are short, Stale for
    another price than was shown, Forbidden, Missing, Locked.
    """
    with transaction(by=by) as work:
        facts = facts_of(
            work.session, Wish(room_id, starts_at, ends_at, user_id, organisation_id, people, extras=tuple((extras or {}).items())), by=by
        )
        require_booker(by, facts)
        if facts.user is not None and not facts.user.active:
            require_kept(work.session, facts.user, field="user")
        addresses = wanted_addresses(attendees)
        if done := _done_before(work, key, facts):
            return done
        ends_hold = _end_of_hold(work, facts, hold_until) if hold_until is not None else now() + facts.rules.hold if hold else None
        overridden = check_obstacles(work, facts, override_reason)
        check_seen_free(work, facts)
        terms, quote = priced(facts)
        cost = quote.cost if quote else 0
        beside = extras_of(work.session, facts, None, by=by)
        check_extras(beside)
        check_shown(facts, cost + cents_of(beside), expected_cents)
        if ends_hold is None:
            lock_payer(work, facts, cost, with_extras=bool(beside))
        lock_rooms(work, room_id)
        if key and (done := _done_before(work, key, facts)):
            return done
        check_free(work, facts)
        if facts.user is not None:  # who is asking just now to erase them is waited for, and counts this booking or is told of here
            require_kept(work.session, facts.user, field="user")
        planned = plan(work, facts, cost if ends_hold is None else 0)

        booking = Booking(
            code=CODE + secrets.token_hex(5),
            location_id=facts.location.id,
            room_id=room_id,
            user_id=user_id,
            organisation_id=facts.organisation.id if facts.organisation else None,
            series_id=series_id,
            title=shortened(title, LONGEST_TITLE, "title"),
            note=shortened(note, LONGEST_NOTE, "note"),
            people=people,
            is_open=is_open,
            starts_at=starts_at,
            ends_at=ends_at,
            blocked=blocked(starts_at, ends_at, facts.room.buffer_minutes),
            status=BookingStatus.CONFIRMED if ends_hold is None else BookingStatus.HELD,
            held_until=ends_hold,
            currency=facts.location.currency,
            price=kept(terms) if quote else {},
            charged_cents=cost if ends_hold is None else 0,
            made_by=by.name,
            override_reason=override_reason.strip() if overridden else "",
            request_key=own_key(by, key) if key else None,
            created_at=now(),
        )
        work.add(booking)
        invite(work, booking, addresses)
        if addresses:
            require_few(work, booking)
        put_extras(work, booking, beside, facts.location, facts.room)
        if ends_hold is None:
            hold_plan(work, booking, facts, planned, now())
            work.emit(BookingMade(booking.id))
        return booking


def check_shown(facts: Facts, cost: int, expected: int | None) -> None:
    """Raises Stale when the price is not the one that the person decided on, whoever changed it, a form included."""
    if expected is not None and expected != cost:
        raise Stale(
            _(
                "The price is %(now)s now; you were shown %(shown)s. Look at it again.",
                now=money_said(cost, facts.location),
                shown=money_said(expected, facts.location),
            )
        )


def lock_payer(work: Work, facts: Facts, cost: int, *, with_extras: bool = False) -> None:
    """The organisation's row before the room's lock, where it looks as if an invoice will bear a part (lock order): that of the booking, where there is one."""
    if facts.organisation is None:
        return
    organisation_id = facts.wish.organisation_id if facts.wish.booking_id is not None else facts.organisation.id
    if organisation_id is None:
        return
    if with_extras:
        hold_organisation(work, organisation_id)
        return
    if not cost or not goes_to_invoice(facts):
        return
    if pay_from(work.session, facts.payer, cost, facts.wish.starts_at, facts.where).payment.rest:
        hold_organisation(work, organisation_id)


def _end_of_hold(work: Work, facts: Facts, until: dt.datetime) -> dt.datetime:
    """Staff keep a room for somebody who is still asking; members have minutes. Raises Forbidden, and Refused for an end that is past, far away, or after the booking begins."""
    if not work.by.is_staff:
        raise Forbidden(_("Only staff hold a room for days."))
    if until <= now():
        raise Refused(_("That is past."), field="hold_until")
    if until > now() + LONGEST_HOLD:
        raise Refused(_("A room is held for %(days)s days at most.", days=LONGEST_HOLD.days), field="hold_until")
    if until > facts.wish.starts_at:
        raise Refused(_("A hold ends before the booking begins."), field="hold_until")
    return until


def _done_before(work: Work, key: str | None, facts: Facts) -> Booking | None:
    """What this key booked. Raises Conflict when it booked something else."""
    if not key:
        return None
    found = work.session.scalars(BY_KEY, {"key": own_key(work.by, key)}).one_or_none()
    if found is not None and (found.room_id, found.starts_at, found.ends_at) != (
        facts.wish.room_id,
        facts.wish.starts_at,
        facts.wish.ends_at,
    ):
        raise Conflict(_("This form has booked something else already. Open it anew."))
    return found
