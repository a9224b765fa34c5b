"""Change a tax rate, or mark it as withdrawn; issued documents keep the rate of their day."""

from __future__ import annotations

from typing import Unpack

from app.access.actor import Actor
from app.actions.fill import fill
from app.actions.taxes.check import check_rate, require_taxes
from app.actions.taxes.fields import TaxRateFields
from app.models import TaxRate
from app.work import transaction


def change_tax_rate(rate_id: int, *, by: Actor, **fields: Unpack[TaxRateFields]) -> TaxRate:
    with transaction(by=by) as work:
        require_taxes(by)
        rate = work.lock(TaxRate, rate_id)
        fill(work, rate, fields)
        check_rate(rate)
    return rate
