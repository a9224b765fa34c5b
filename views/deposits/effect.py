"""What a verb would do to a deposit and to the invoices around it, said while its form is filled in: done, told and undone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import render_template
from flask_babel import gettext as _

from app.core.clock import today
from app.core.entity import db
from app.core.errors import FoyerError
from app.models import Deposit, DepositMovement, Invoice
from app.queries.next_invoice import effect, next_invoice
from app.web.actor import current_actor
from app.web.formats import as_month
from app.work import rehearsal

FRAGMENT = "screens/deposits/effect.html"


def effect_on(row: Deposit, form: Any, act: Callable[[], Any]) -> str:
    """A fragment: what is held before and after, what is left of an invoice, and what the next one bills; or what is in the way."""
    if not form.validate():
        return render_template(FRAGMENT, told=None, refusal=_("Fill in the form to see it."))
    session, location, day = db.session(), row.location, today(row.location.zone)
    held, owner = row.held_cents, row.organisation_id
    due = {invoice.id: invoice.due_cents for invoice in session.query(Invoice).filter_by(organisation_id=owner, location_id=location.id)}
    before = next_invoice(session, owner, location, day)
    try:
        with rehearsal(by=current_actor()) as work:
            made = act()
            work.session.flush()  # the prices are read past the session
            after = effect(before, next_invoice(work.session, owner, location, day))
            invoice = work.session.get(Invoice, made.invoice_id) if isinstance(made, DepositMovement) and made.invoice_id else None
            told = {
                "held": (held, row.held_cents),
                "invoice": (str(invoice), due[invoice.id], invoice.due_cents) if invoice is not None else None,
                "next": after if after.gone or after.come else None,
                "month": as_month(after.month),
            }
    except FoyerError as refusal:
        return render_template(FRAGMENT, told=None, refusal=refusal.message)
    return render_template(FRAGMENT, told=told, currency=location.currency, refusal="")
