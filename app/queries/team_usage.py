"""What the people of an organisation used in a month: rooms, what paid for them, what they bought, and what is left for printing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.core.entity import AnySelect
from app.core.month import Month
from app.models import Access, Booking, BookingExtra, FoyerUser, Fulfilment, Organisation, Purchase
from app.models.booking import BookingStatus
from app.models.purchase import PurchaseStatus
from app.queries.my_home import seen
from app.rules.access import System
from app.rules.units import Unit

COUNTED = (BookingStatus.CONFIRMED, BookingStatus.CHECKED_IN, BookingStatus.DONE, BookingStatus.NO_SHOW)
BOUGHT = (PurchaseStatus.PAID, PurchaseStatus.FULFILLED, PurchaseStatus.REFUNDED)


@dataclass(frozen=True, slots=True)
class Usage:
    """Of one person, or with name "" of what nobody's name is on. Cents of `currency`: rooms paid by credits and on the invoice, their extras and fees of what was
    cancelled among them; what was bought, less what was given back. `topped_cents` of print credit came to PaperCut, less what was taken back since: what of it was printed in a
    month PaperCut does not tell. `print_cents` is what the printers last said is left, None without an account."""

    name: str
    currency: str
    bookings: int = 0
    minutes: int = 0
    credit_cents: int = 0
    invoice_cents: int = 0
    bought_cents: int = 0
    topped_cents: int = 0
    print_cents: int | None = None


def team_usage(session: Session, month: Month, *, by: Actor, is_present: bool) -> list[Usage]:
    """By name; whoever used nothing and prints nothing is left out. What is left for printing is of today, so that only the present month has it. For who runs the team: the row scope shows nobody else its bookings."""
    own = session.get_one(Organisation, by.organisation_id)
    zone = ZoneInfo(own.location.zone)
    begin, end = (dt.datetime.combine(each, dt.time.min, zone) for each in (month.first, month.plus(1).first))
    found: dict[tuple[int | None, str], Usage] = {}
    for user_id, currency, count, seconds, charged, invoiced in session.execute(_bookings(by, begin, end)):
        found[user_id, currency] = Usage("", currency, count, int(seconds) // 60, charged - invoiced, invoiced)
    for user_id, currency, cents in session.execute(_purchases(by, begin, end)):
        found[user_id, currency] = replace(found.get((user_id, currency), Usage("", currency)), bought_cents=int(cents))
    for user_id, currency, cents in session.execute(_print_credit(by, begin, end)):
        found[user_id, currency] = replace(found.get((user_id, currency), Usage("", currency)), topped_cents=int(cents))
    printing = select(Access.user_id, Access.balance_cents).join(FoyerUser, FoyerUser.id == Access.user_id)
    for user_id, cents in (
        session.execute(
            printing.where(FoyerUser.organisation_id == own.id, Access.system == System.PRINTING, Access.balance_cents.is_not(None))
        )
        if is_present
        else ()
    ):
        found[user_id, own.currency] = replace(found.get((user_id, own.currency), Usage("", own.currency)), print_cents=cents)
    people = session.scalars(select(FoyerUser).where(FoyerUser.id.in_({user_id for user_id, _currency in found if user_id})))
    names = {each.id: f"{each.first_name} {each.last_name}".strip() for each in people}
    return sorted(
        (replace(row, name=names.get(user_id or 0, "")) for (user_id, _currency), row in found.items()),
        key=lambda each: (not each.name, each.name, each.currency),
    )


def _bookings(by: Actor, begin: dt.datetime, end: dt.datetime) -> AnySelect:
    was_used = Booking.status.in_(COUNTED)
    seconds = func.extract("epoch", Booking.ends_at - Booking.starts_at)
    beside = select(func.coalesce(func.sum(BookingExtra.charged_cents), 0)).where(BookingExtra.booking_id == Booking.id)
    extras = beside.correlate(Booking).scalar_subquery()
    sums = (
        func.sum(case((was_used, 1), else_=0)),
        func.sum(case((was_used, seconds), else_=0)),
        func.sum(Booking.charged_cents + extras),
        func.sum(Booking.invoice_cents + extras),
    )
    query = select(Booking.user_id, Booking.currency, *sums).where(Booking.organisation_id == by.organisation_id, seen(by, Booking))
    query = query.where(
        Booking.starts_at >= begin, Booking.starts_at < end, Booking.status.not_in((BookingStatus.HELD, BookingStatus.EXPIRED))
    )
    return query.group_by(Booking.user_id, Booking.currency).having(sums[0] + sums[2] > 0)


def _print_credit(by: Actor, begin: dt.datetime, end: dt.datetime) -> AnySelect:
    mine = (
        Fulfilment.organisation_id == by.organisation_id,
        Fulfilment.unit == Unit.PRINTING,
        Fulfilment.done_at >= begin,
        Fulfilment.done_at < end,
    )
    left = func.sum(Fulfilment.cents - Fulfilment.returned_cents)
    return (
        select(Fulfilment.user_id, Fulfilment.currency, left)
        .where(*mine)
        .group_by(Fulfilment.user_id, Fulfilment.currency)
        .having(left > 0)
    )


def _purchases(by: Actor, begin: dt.datetime, end: dt.datetime) -> AnySelect:
    query = select(Purchase.user_id, Purchase.currency, func.sum(Purchase.total_cents - Purchase.refunded_cents))
    query = query.where(
        Purchase.organisation_id == by.organisation_id, Purchase.status.in_(BOUGHT), Purchase.created_at >= begin, Purchase.created_at < end
    )
    return query.group_by(Purchase.user_id, Purchase.currency)
