"""What the verbs of a deposit ask. `key` makes a second click of the button harmless."""

from __future__ import annotations

from typing import Any

from flask_appbuilder.forms import DynamicForm
from flask_babel import lazy_gettext as _
from wtforms import DateField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from app.models import Deposit
from app.queries.deposits import open_invoices
from app.web.fields import MoneyField
from app.web.formats import format_money
from app.web.forms import Keyed, tidy

NEEDED = InputRequired(_("This is needed."))


def words(label: Any, description: Any = "", *, longest: int = 500) -> StringField:
    return StringField(label, filters=[tidy], validators=[Length(max=longest)], description=description)


class AskForm(Keyed):
    amount_cents = MoneyField(_("Amount"), validators=[NEEDED], description=_("Written like 5900.00. Deposits have no VAT."))
    reason = words(_("Note"), _("For the house; the customer does not see it."))


class ReceiveForm(Keyed):
    amount_cents = MoneyField(_("Amount that came in"), validators=[NEEDED])
    on = DateField(_("Day"), validators=[NEEDED])
    reference = words(_("Reference"), _("How it is found at the bank."), longest=200)


class RefundForm(Keyed):
    amount_cents = MoneyField(_("Amount to give back"), validators=[NEEDED])
    on = DateField(_("Day"), validators=[NEEDED])
    reference = words(_("Reference"), _("How it is found at the bank."), longest=200)
    reason = words(_("Reason"), _("Needed while the license still runs."))


class KeepForm(Keyed):
    amount_cents = MoneyField(
        _("Amount to keep, VAT included"), validators=[NEEDED], description=_("It becomes a charge on the next invoice, which it pays.")
    )
    reason = words(_("Reason"), _("The customer reads it on the invoice."), longest=400)


class WithdrawForm(DynamicForm):  # type: ignore[misc]
    reason = words(_("Reason"))


class TakeBackForm(DynamicForm):  # type: ignore[misc]
    reason = words(_("Reason"))


def apply_form(row: Deposit, session: Any) -> Any:
    """The open invoices of the same organisation and location."""
    choices = [
        SelectChoice(invoice.id, f"{invoice} · {format_money(left, invoice.currency)}") for invoice, left in open_invoices(session, row)
    ]

    class ApplyForm(Keyed):
        invoice_id = SelectField(_("Invoice"), coerce=int, choices=choices, validate_choice=True)
        amount_cents = MoneyField(_("Amount"), validators=[NEEDED])

    return ApplyForm()
