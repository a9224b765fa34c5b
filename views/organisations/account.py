"""The way from a customer's page to what they owe, and to the money that came in from them."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.access.permissions import Permission
from app.models import Organisation
from app.queries.debtors.open_items import open_items
from app.rules.aged_debt import Aged, Item, aged
from app.web.actor import current_actor
from app.web.formats import as_date, format_money
from app.web.place import reader_today
from views.base.record import Onward, Stat


def owed_stats(session: Session, row: Organisation) -> list[Stat]:
    """As the account itself counts it, once for each currency, for whoever may open that."""
    by, day = current_actor(), reader_today()
    if not by.may(Permission.DEBTOR_READ):
        return []
    items = open_items(session, day, by=by, organisation_id=row.id)
    currencies = sorted({each.currency for each in items}) or [row.currency]
    debts = [(each, aged((Item(item.due_on, item.cents) for item in items if item.currency == each), day)) for each in currencies]
    page = url_for("DebtorView.show", organisation_id=row.id)
    return [
        Stat(_("Owed"), format_money(debt.owed, currency), page, tone="red" if debt.overdue else "", hint=_said(debt, currency))
        for currency, debt in debts
    ]


def _said(debt: Aged, currency: str) -> str:
    late = _("Late since %(day)s", day=as_date(debt.oldest)) if debt.oldest else ""
    credit = _("%(amount)s of credit", amount=format_money(debt.credit, currency)) if debt.credit else ""
    return " · ".join(filter(None, (late, credit)))


def to_account(row: Organisation) -> list[Onward]:
    """Its account, from where the statement is one click away, and money that came in."""
    by = current_actor()
    found = (
        [Onward(_("Account"), url_for("DebtorView.show", organisation_id=row.id), "file-dollar")] if by.may(Permission.DEBTOR_READ) else []
    )
    return [*found, *recording(organisation_id=row.id)]


def recording(*, organisation_id: int, invoice_id: int | None = None, primary: bool = False) -> list[Onward]:
    """A payment of that organisation, and where it is named of that invoice."""
    href = url_for("PaymentView.add", _flt_0_organisation=organisation_id, invoice=invoice_id)
    return [Onward(_("Record a payment"), href, "cash", primary)] if current_actor().may(Permission.PAYMENT_WRITE) else []
