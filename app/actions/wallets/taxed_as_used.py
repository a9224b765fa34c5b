"""VAT of credits that are taxed as they are used: taken with the debit of a room, and given back with its refund (P10)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from app.core.clock import today
from app.core.money import rounded
from app.core.month import Month
from app.models import Booking, LedgerEntry, Location, Lot
from app.models.product import VatPoint
from app.queries.location_tax import tax_of
from app.rules.credits import Part
from app.rules.vat import vat_within
from app.work import Work


def vat_of_use(work: Work, lot: Lot, cents: int, cause: str) -> int:
    """The VAT inside `cents` that a booking takes from the lot, by the rate of today at its room; nothing of credits that were taxed as they were sold."""
    location = _place_of(work, cause) if lot.vat_point is VatPoint.REDEMPTION and cents else None
    if location is None:
        return 0
    day = today(location.zone)
    percent = tax_of(work.session, location, Month.of(day), day).percent
    return vat_within(cents, percent)[1] if percent else 0


def _place_of(work: Work, cause: str) -> Location | None:
    noun, _colon, number = cause.partition(":")
    if noun != "booking" or not number.isdigit():
        return None
    return work.session.scalars(
        select(Location).join(Booking, Booking.location_id == Location.id).where(Booking.id == int(number))
    ).one_or_none()


def vat_back(work: Work, cause: str, paid: Sequence[Part], back: Sequence[Part]) -> list[int]:
    """The VAT that goes back with each part of `back`, of what the lots in `paid` still pay for the cause: all of it with the last cent."""
    taxed = set(work.session.scalars(select(Lot.id).where(Lot.id.in_([part.lot for part in paid]), Lot.vat_point == VatPoint.REDEMPTION)))
    taken = int(work.session.scalar(select(func.sum(LedgerEntry.vat_cents)).where(LedgerEntry.cause == cause)) or 0)
    left = sum(part.cents for part in paid if part.lot in taxed)
    shares = []
    for part in back:
        share = rounded(taken * part.cents, left) if part.lot in taxed and left else 0
        taken, left = taken - share, left - (part.cents if part.lot in taxed else 0)
        shares.append(share)
    return shares
