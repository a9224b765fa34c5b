"""Note a one-off charge, or a credit by a negative price, for the next invoice."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TypedDict, Unpack

from flask_babel import gettext as _

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.charges.write import settle_charge
from app.actions.codes import give_code
from app.actions.fill import demand, fill
from app.core.clock import today
from app.core.errors import Refused
from app.core.money import LARGEST_CENTS, plain
from app.models import Adhoc
from app.work import transaction


class AdhocChanges(TypedDict, total=False):
    """The unit price is in cents, exclusive of VAT."""

    date: dt.date
    description: str
    quantity: Decimal
    unit_price_cents: int
    product_id: int | None


class AdhocFields(AdhocChanges, total=False):
    code: str
    organisation_id: int
    location_id: int


def create_adhoc(*, by: Actor, waits_for_next: bool = False, **fields: Unpack[AdhocFields]) -> Adhoc:
    """Without a day it is of today, without a location of the organisation's home. `waits_for_next`: also while invoices go out, for the next run."""
    with transaction(by=by) as work:
        require(by, Permission.ADHOC_WRITE)
        adhoc = Adhoc(code="", quantity=Decimal(1))
        fill(work, adhoc, {name: value for name, value in fields.items() if value is not None or name not in ("date", "location_id")})
        demand(adhoc, "organisation_id", "description", "unit_price_cents")
        location = settle_charge(work, adhoc, Permission.ADHOC_WRITE, waits_for_next=waits_for_next)
        adhoc.date = adhoc.date or today(location.zone)
        check_quantity(adhoc)
        give_code(work, adhoc, f"{location.code}-A")
        return work.add(adhoc)


def check_quantity(adhoc: Adhoc) -> None:
    """Raises Refused: a credit has a negative price, never a negative quantity; nobody owes ten thousand million; and what charges a discount back is no credit."""
    if adhoc.quantity <= 0:
        raise Refused(_("The quantity must be more than 0; a credit has a negative price."), field="quantity")
    if adhoc.claws_back_id is not None and adhoc.unit_price_cents <= 0:
        raise Refused(_("It charges a discount back, so its price is more than 0; remove it instead."), field="unit_price_cents")
    if abs(adhoc.quantity * adhoc.unit_price_cents) > LARGEST_CENTS:
        raise Refused(_("Quantity times unit price may be at most %(most)s.", most=plain(LARGEST_CENTS)), field="quantity")
