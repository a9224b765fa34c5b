"""A day pass that was paid for comes to who bought it (U4)."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _

from app.core import clock
from app.models import DayPass, Fulfilment, Product
from app.queries.fulfilments import charge_of
from app.work import Work


def bring_days(work: Work, row: Fulfilment) -> DayPass:
    """Within a transaction that holds the fulfilment; the pass has the key of the line, so that it comes once."""
    product = work.session.get_one(Product, charge_of(work.session, row).product_id)
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
            reason=given_for(row),
            made_by=work.by.name,
        )
    )


def given_for(row: Fulfilment) -> str:
    """Why it came: what was bought, and what bills it."""
    if row.credit_note is not None:
        return _("%(what)s, credit note %(number)s", what=row.what, number=row.credit_note.number)
    return _("%(what)s, invoice %(number)s", what=row.what, number=row.document)
