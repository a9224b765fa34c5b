"""A day pass that was paid for comes to who bought it (U4)."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _
from sqlalchemy import select

from app.core import clock
from app.models import Adhoc, DayPass, Fulfilment, InvoiceLine, Product
from app.work import Work


def bring_days(work: Work, row: Fulfilment) -> DayPass:
    """Within a transaction that holds the fulfilment; the pass has the key of the line, so that it comes once."""
    bought = select(Product).join(Adhoc, Adhoc.product_id == Product.id).join(InvoiceLine, InvoiceLine.adhoc_id == Adhoc.id)
    product = work.session.scalars(bought.where(InvoiceLine.id == row.invoice_line_id)).one()
    until = clock.today(row.location.zone) + dt.timedelta(days=row.credit_days) if row.credit_days else None
    return work.add(
        DayPass(
            organisation_id=row.organisation_id,
            user_id=row.user_id,
            location_id=product.location_id,
            product_id=product.id,
            days=row.days or 0,
            valid_until=until,
            key=row.key,
            reason=_("%(what)s, invoice %(number)s", what=row.what, number=row.invoice.number),
            made_by=work.by.name,
        )
    )
