"""Say how the first location is taxed."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor
from app.actions.locations.change import change_location
from app.actions.set_up.first import require_first
from app.actions.set_up.note import note_done, require_set_up
from app.actions.taxes.change import change_tax_rate
from app.actions.taxes.create import create_tax_rate
from app.core.errors import Refused
from app.models import Location, TaxRate
from app.queries.set_up.progress import Step
from app.work import transaction


def put_tax(
    *, vat_registered: bool, vat_number: str, percent: Decimal | None, name: str, valid_from: dt.date | None, by: Actor
) -> Location:
    """A rate of the country from a day on, where one was given: in place of one from the same day. Raises Refused at the field."""
    with transaction(by=by) as work:
        require_set_up(by)
        location = require_first(work)
        if vat_registered and not vat_number.strip():
            raise Refused(_("A tax invoice shows this number. Without one, untick the box above."), field="vat_number")
        change_location(location.id, vat_registered=vat_registered, vat_number=vat_number, by=by)
        rates = list(work.session.scalars(select(TaxRate).where(TaxRate.country == location.country, ~TaxRate.withdrawn)))
        if vat_registered and percent is not None:
            if valid_from is None:
                raise Refused(_("From which day does it hold?"), field="valid_from")
            same = next((rate for rate in rates if rate.valid_from == valid_from), None)
            if same is not None:
                change_tax_rate(same.id, percent=percent, name=name or same.name, by=by)
            else:
                create_tax_rate(country=location.country, name=name or _("VAT"), percent=percent, valid_from=valid_from, by=by)
        elif vat_registered and not rates:
            raise Refused(_("Foyer knows no rate of this country: say how many percent."), field="percent")
        note_done(work, Step.TAX)
    return location
