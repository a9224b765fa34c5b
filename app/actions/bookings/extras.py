"""Extras of a booking, coffee or a projector: written with it, and charged to the next invoice of its organisation (W3, B8)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from flask_babel import gettext as _
from sqlalchemy import select

from app.actions.bookings.invoice_part import bear, described
from app.actions.invoices.locked import hold_organisation
from app.core.clock import local
from app.core.errors import Refused, Stale
from app.core.formats import locale_of, money_text
from app.models import Adhoc, Booking, BookingExtra, Location, Room
from app.models.booking import BookingStatus
from app.queries.bookings.extras import Extra, with_extras
from app.queries.bookings.on_invoice import borne, vat_there
from app.rules.extras import on_charge
from app.work import Work

LONGEST = 500  # letters of a charge's description


def lock_extras(work: Work, booking: Booking) -> None:
    """With present values: whoever changes them holds the lock of the booking, as the caller does."""
    work.session.expire(booking, ["extras"])
    work.session.scalars(select(BookingExtra).where(BookingExtra.booking_id == booking.id).execution_options(populate_existing=True)).all()


def require_no_more(work: Work, had_extras: Collection[int], *booking_ids: int) -> None:
    """Raises Stale where one of them came to extras after the caller had read which have any: their organisation is not held, and comes before the
    room (lock order). The caller holds the locks of their rooms."""
    if with_extras(work.session, booking_ids) - set(had_extras):
        raise Stale(_("Somebody has just changed this booking. Look at it again."))


def require_as_shown(booking: Booking, asked: Mapping[int, int], shown: Mapping[int, int]) -> None:
    """Raises Stale where somebody else has changed one meanwhile to what was neither shown nor is asked for. The caller has locked them."""
    has = {each.product_id: each.quantity for each in booking.extras}
    for product_id, quantity in shown.items():
        if has.get(product_id, 0) not in (quantity, asked.get(product_id, quantity)):
            raise Stale(_("Somebody has just changed this booking. Look at it again."))


def check_extras(extras: Sequence[Extra]) -> None:
    """Raises Refused for the first that cannot be."""
    for each in extras:
        if each.against:
            raise Refused(each.against, field="extras")


def put_extras(work: Work, booking: Booking, extras: Sequence[Extra], location: Location, room: Room) -> None:
    """Make the booking have them, and its charges come to what they cost; nothing is charged while it is only held.

    The caller holds the locks of the organisation and of the booking.
    """
    if not extras:
        return
    for each in extras:
        row = each.row or work.add(BookingExtra(booking_id=booking.id, product_id=each.product.id, **_terms(each)))
        for name, value in _terms(each).items():
            setattr(row, name, value)
        if booking.status is not BookingStatus.HELD:
            charge_extra(work, booking, row, each.cents, location, room)
    work.session.flush()
    work.session.expire(booking, ["extras"])


def charge_extra(work: Work, booking: Booking, row: BookingExtra, cents: int, location: Location, room: Room) -> None:
    """Make the invoices bear `cents` of it, VAT-inclusive, as they do the room's part (invoice_part.py)."""
    charges = work.session.scalars(select(Adhoc).where(Adhoc.extra_id == row.id).order_by(Adhoc.id).with_for_update(of=Adhoc)).all()
    if cents == row.charged_cents and all(each.invoiced_at is not None for each in charges):
        return
    assert booking.organisation_id is not None, "only an organisation is invoiced"
    hold_organisation(work, booking.organisation_id)
    net = on_charge(cents, vat_there(work.session, location, local(booking.starts_at, location.zone).date()))
    row.charged_cents, row.net_cents = cents, net
    words = _described(row, booking, location, room)
    bear(work, booking, location, charges, net, words, extra_id=row.id, product_id=row.product_id)


def let_off_extra(work: Work, booking: Booking, charge: Adhoc) -> None:
    """Remove a charge that waits: the extra costs what the others make of it, and not a cent is asked for again (B2.extras).

    The caller holds the locks of the organisation, the booking and the charge.
    """
    others = work.session.scalars(select(Adhoc.unit_price_cents).where(Adhoc.extra_id == charge.extra_id, Adhoc.id != charge.id))
    day = local(booking.starts_at, booking.location.zone).date()
    row = work.get(BookingExtra, charge.extra_id or 0)
    stays = borne(work.session, booking.location, day, sum(others))
    row.net_cents, row.charged_cents = stays.net, stays.total
    work.session.delete(charge)


def _terms(extra: Extra) -> dict[str, int]:
    return {
        "quantity": extra.quantity,
        "unit_price_cents": extra.unit_cents,
        "price_includes_vat": extra.includes_vat,
        "least_cents": extra.least,
    }


def _described(row: BookingExtra, booking: Booking, location: Location, room: Room) -> str:
    """ "8 x Coffee at R 25.00 with VAT, Boardroom, 20 Jun 2026, 09:00-12:00"."""
    unit, where = money_text(row.unit_price_cents, location.currency, locale_of(location.country)), described(booking, location, room)
    if not row.quantity:
        return _("%(extra)s, given back late, %(where)s", extra=row.product.name, where=where)[:LONGEST]
    words = {"extra": str(row), "unit": unit, "where": where}
    return (
        _("%(extra)s at %(unit)s with VAT, %(where)s", **words)
        if row.price_includes_vat
        else _("%(extra)s at %(unit)s without VAT, %(where)s", **words)
    )[:LONGEST]
