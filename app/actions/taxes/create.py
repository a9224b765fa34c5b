"""Announce a tax rate from a day on."""

from __future__ import annotations

from typing import Unpack

from app.access.actor import Actor
from app.actions.fill import demand, fill
from app.actions.taxes.check import check_rate, require_taxes
from app.actions.taxes.fields import TaxRateFields
from app.models import TaxRate
from app.work import transaction


def create_tax_rate(*, by: Actor, **fields: Unpack[TaxRateFields]) -> TaxRate:
    with transaction(by=by) as work:
        require_taxes(by)
        rate = TaxRate()
        fill(work, rate, fields)
        demand(rate, "country", "name", "percent", "valid_from")
        check_rate(rate)
        return work.add(rate)
