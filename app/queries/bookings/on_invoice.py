"""What a booking's price becomes on an invoice: rooms are priced with VAT, charges without (B7)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy.orm import Session

from app.core.month import Month
from app.models import Location
from app.queries.location_tax import tax_of
from app.rules.vat import closest, vat_on


class OnInvoice(NamedTuple):
    """Cents; `total` is what the member is shown."""

    net: int
    total: int


def on_invoice(session: Session, location: Location, day: dt.date, gross: int) -> OnInvoice:
    """`gross` cents of a booking on a local day, by the location's VAT of that month."""
    if not gross:
        return OnInvoice(0, 0)
    net, vat = closest(gross, vat_there(session, location, day))
    return OnInvoice(net, net + vat)


def borne(session: Session, location: Location, day: dt.date, net: int) -> OnInvoice:
    """The other way round: what charges of `net` cents make of a booking on that day."""
    return OnInvoice(net, net + vat_on(net, vat_there(session, location, day)))


def vat_there(session: Session, location: Location, day: dt.date) -> Decimal:
    """The location's VAT of that month; 0 for one that is not registered."""
    return tax_of(session, location, Month.of(day), None).percent or Decimal(0)
