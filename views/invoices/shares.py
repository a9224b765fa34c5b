"""What paid an invoice, in words, each with its own page where the reader may open that."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.access.permissions import Permission
from app.models import CreditNote, Deposit, Invoice, Payment
from app.queries.what_paid import what_paid
from app.web.actor import current_actor
from views.payments.words import kind_said, reference_said

PAGES = {
    Payment: ("PaymentView.show", Permission.PAYMENT_READ),
    CreditNote: ("CreditNoteView.show", Permission.CREDIT_NOTE_READ),
    Deposit: ("DepositView.show", Permission.DEPOSIT_READ),
}


class Said(NamedTuple):
    """`href` is empty for whoever works elsewhere, or may not open such a page."""

    what: str
    name: str
    on: dt.date
    cents: int
    href: str


def shares_said(session: Session, invoice: Invoice) -> list[Said]:
    return [Said(*_named(each.source), each.on, each.cents, _page(each.source)) for each in what_paid(session, invoice)]


def _named(source: Payment | CreditNote | Deposit) -> tuple[str, str]:
    if isinstance(source, Payment):
        return str(kind_said(source.kind)), str(reference_said(source.reference, source))
    return (_("Credit note"), source.number) if isinstance(source, CreditNote) else (_("Deposit"), source.code)


def _page(source: Payment | CreditNote | Deposit) -> str:
    (endpoint, needed), by = PAGES[type(source)], current_actor()
    is_here = by.location_ids is None or source.location_id in by.location_ids
    return url_for(endpoint, pk=source.id) if is_here and by.may(needed) else ""
