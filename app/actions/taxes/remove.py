"""Remove a tax rate that was a slip of the pen."""

from __future__ import annotations

from app.access.actor import Actor
from app.actions.taxes.check import require_taxes
from app.models import TaxRate
from app.work import transaction


def remove_tax_rate(rate_id: int, *, by: Actor) -> None:
    with transaction(by=by) as work:
        require_taxes(by)
        work.session.delete(work.lock(TaxRate, rate_id))
