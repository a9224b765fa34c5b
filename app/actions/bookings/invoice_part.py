"""The part of a booking that goes to an invoice: a charge that waits for it, and corrections of what is invoiced already (W3, B7)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from flask_babel import format_datetime
from flask_babel import gettext as _
from sqlalchemy import select

from app.actions.codes import give_code
from app.actions.invoices.locked import hold_organisation
from app.core.clock import local
from app.models import Adhoc, Booking, Location, Room
from app.queries.bookings.on_invoice import borne, on_invoice
from app.work import Work


def put_on_invoice(work: Work, booking: Booking, location: Location, room: Room, cents: int) -> None:
    """Make the invoices bear `cents` of it, VAT-inclusive: the charge that waits follows, and where it was invoiced another one
    charges or credits the difference. What goes out just now has frozen its lines: the next run takes the difference (I3). At the same
    price a moved booking's charge that waits still takes its new day and room."""
    if not cents and not booking.invoice_cents:
        return
    assert booking.organisation_id is not None, "only an organisation is invoiced"
    hold_organisation(work, booking.organisation_id)
    charges = work.session.scalars(select(Adhoc).where(Adhoc.booking_id == booking.id).order_by(Adhoc.id).with_for_update(of=Adhoc)).all()
    if cents == booking.invoice_cents and all(each.invoiced_at is not None for each in charges):
        return
    net = on_invoice(work.session, location, local(booking.starts_at, location.zone).date(), cents).net
    bear(work, booking, location, charges, net, described(booking, location, room), booking_id=booking.id)
    booking.invoice_cents = cents


def let_off(work: Work, booking: Booking, charge: Adhoc) -> None:
    """Remove a charge that waits: the booking costs what the others make of it, and not a cent is asked for again (B2).

    The caller holds the locks of the organisation, the booking and the charge.
    """
    others = work.session.scalars(select(Adhoc.unit_price_cents).where(Adhoc.booking_id == booking.id, Adhoc.id != charge.id))
    day = local(booking.starts_at, booking.location.zone).date()
    stays = borne(work.session, booking.location, day, sum(others)).total
    booking.charged_cents += stays - booking.invoice_cents
    booking.invoice_cents = stays
    work.session.delete(charge)


def bear(work: Work, booking: Booking, location: Location, charges: Sequence[Adhoc], net: int, description: str, **about: int) -> None:
    """Make these charges come to `net` cents without VAT on the day of the booking: the one that waits follows, and where all are invoiced another one
    of `about` charges or credits the difference. The caller holds the locks of the organisation and of the charges."""
    waiting = next((each for each in charges if each.invoiced_at is None), None)
    missing = net - sum(each.unit_price_cents for each in charges if each is not waiting)
    if not missing:
        if waiting is not None:
            work.session.delete(waiting)
        return
    charge = waiting or Adhoc(code="", organisation_id=booking.organisation_id, location_id=location.id, quantity=Decimal(1), **about)
    charge.date, charge.unit_price_cents = local(booking.starts_at, location.zone).date(), missing
    charge.description = description
    if waiting is None:
        give_code(work, charge, f"{location.code}-A")
        work.add(charge)


def described(booking: Booking, location: Location, room: Room) -> str:
    """ "Boardroom, 20 Jun 2026, 09:00-12:00"."""
    begins, ends = (local(each, location.zone) for each in (booking.starts_at, booking.ends_at))
    return _(
        "%(room)s, %(day)s, %(start)s-%(end)s",
        room=room.name,
        day=format_datetime(begins, "d MMM y", rebase=False),
        start=f"{begins:%H:%M}",
        end=f"{ends:%H:%M}",
    )
