"""What recording and refunding a payment ask. `key` makes a second click of the button harmless."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from flask import request
from flask_appbuilder.forms import DynamicForm
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import DateField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from app.core.entity import db
from app.models import Invoice, Organisation, Payment
from app.models.payment import BY_STAFF
from app.queries.debtors.account import account_of
from app.queries.refundable import by_card_left, paid_by
from app.web.actor import current_actor
from app.web.fields import MoneyField, typed_cents
from app.web.formats import format_money
from app.web.forms import Keyed, tidy
from app.web.interface import key_of
from app.web.lookup import LookupField
from app.web.once import key_sent
from views.deposits.forms import NEEDED, words
from views.payments.words import kind_said

OLDEST, CHOSEN = "oldest", "chosen"
CREDIT = "credit"
AT_BANK = _("How it is found at the bank.")


def debtor_of(text: str) -> Organisation | None:
    """The organisation of that number, if the reader may look into its account."""
    key = key_of(text)
    return None if key is None else account_of(db.session(), key, by=current_actor())


class DebtorField(LookupField):
    """A search finds whom the reader sees; a debtor's page and a bank statement lead here with others, who were billed where the reader works."""

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        if len(self.wrong) == 1 and (found := debtor_of(self.wrong[0])) is not None:
            self.data, self.wrong = found, []


def payment_form(view: type[Any]) -> Any:
    """Look-ups ask in the name of the list of payments."""

    class PaymentForm(Keyed):
        organisation = DebtorField(_("Organisation"), [NEEDED], view=view, column="organisation")
        amount_cents = MoneyField(_("Amount that came in"), validators=[NEEDED], render_kw={"inputmode": "decimal"})
        kind = SelectField(
            _("How it came"), choices=[SelectChoice(each.value, kind_said(each)) for each in BY_STAFF], default=BY_STAFF[0].value
        )
        received_on = DateField(_("Day"), validators=[NEEDED], description=_("On which the bank shows it, or it came in at the desk."))
        reference = StringField(
            _("Reference"),
            filters=[tidy],
            validators=[NEEDED, Length(max=200)],
            description=_("How it is found at the bank; of cash and the card machine the number of the slip."),
        )

    return PaymentForm()


@dataclass
class Parts:
    """What the table of invoices says: cents by invoice, None where the house's rule divides; `wrong` are texts that are no amounts."""

    cents: dict[int, int] | None = None
    texts: dict[int, str] = field(default_factory=dict)
    wrong: set[int] = field(default_factory=set)


def typed_parts(invoices: list[Invoice]) -> Parts:
    """Of the form that was sent."""
    if request.form.get("how") != CHOSEN:
        return Parts()
    found = Parts(cents={})
    for each in invoices:
        text = request.form.get(f"part_{each.id}", "").strip()
        found.texts[each.id] = text
        try:
            found.cents[each.id] = typed_cents(text) if text else 0  # type: ignore[index]
        except ValueError:
            found.wrong.add(each.id)
    return found


class ReleaseForm(Keyed):
    amount_cents = MoneyField(_("Amount"), validators=[NEEDED], render_kw={"inputmode": "decimal"})


class ChargeBackForm(DynamicForm):  # type: ignore[misc]
    taken_on = DateField(_("Day"), validators=[NEEDED], description=_("On which the bank took it."))
    reference = words(_("Reference"), _("As the card provider names the case."), longest=200)
    reason = words(_("Reason"), _("What the customer says, if anything is known."))


def refund_form(session: Any, payment: Payment) -> Any:
    """Out of its credit, or of what it paid; to the card only where it came from one."""
    sources = (
        [SelectChoice(CREDIT, gettext("Its credit · %(left)s", left=format_money(payment.credit_cents, payment.currency)))]
        if payment.credit_cents
        else []
    )
    sources += [
        SelectChoice(str(each.invoice.id), f"{each.invoice} · {format_money(each.free, payment.currency)}")
        for each in paid_by(session, payment)
        if each.free
    ]
    return _form(sources, _ways(by_card_left(session, payment), payment.currency))


def note_refund_form() -> Any:
    """Out of what is left of a credit note: by EFT."""
    return _form([], [])


def release_note_form(paid: list[tuple[Invoice, int]], currency: str) -> Any:
    """Which invoice, how much of what the note pays of it, and why."""

    class ReleaseNoteForm(Keyed):
        invoice_id = SelectField(
            _("Invoice"), choices=[SelectChoice(str(invoice.id), f"{invoice} · {format_money(cents, currency)}") for invoice, cents in paid]
        )
        amount_cents = MoneyField(_("Amount"), description=_("Empty: all that it pays of the invoice."), render_kw={"inputmode": "decimal"})
        reason = StringField(_("Reason"), filters=[tidy], validators=[NEEDED, Length(max=500)], description=_("For the books."))

    return ReleaseNoteForm()


def released(form: Any) -> dict[str, Any]:
    """The form in the words of the action."""
    return {
        "invoice_id": int(form.invoice_id.data or 0),
        "amount_cents": form.amount_cents.data,
        "reason": form.reason.data or "",
        "key": key_sent(form),
    }


def _ways(card_cents: int, currency: str) -> list[SelectChoice]:
    made = [SelectChoice("eft", gettext("By EFT, sent at the bank already"))]
    if card_cents:
        made.append(
            SelectChoice("card", gettext("To the card, by the card provider (at most %(left)s)", left=format_money(card_cents, currency)))
        )
    return made


def _form(sources: list[SelectChoice], ways: list[SelectChoice]) -> Any:
    class RefundForm(Keyed):
        if sources:
            source = SelectField(_("Out of"), choices=sources)
        amount_cents = MoneyField(
            _("Amount to give back"), validators=[InputRequired(_("This is needed."))], render_kw={"inputmode": "decimal"}
        )
        if len(ways) > 1:
            way = SelectField(_("How"), choices=ways)
        refunded_on = DateField(_("Day"), validators=[NEEDED])
        reference = words(
            _("Reference"), _("How it is found at the bank; not needed for a card.") if len(ways) > 1 else AT_BANK, longest=200
        )
        reason = words(_("Reason"), _("For the books."))

    return RefundForm()


def way_of(form: Any) -> str:
    """By EFT where there is no choice."""
    return str(form.way.data) if "way" in form else "eft"


def refund_said(form: Any) -> dict[str, Any]:
    """The form in the words of the action."""
    source = form.source.data if "source" in form else CREDIT
    return {
        "key": key_sent(form),
        "invoice_id": None if source == CREDIT else int(source),
        "amount_cents": form.amount_cents.data,
        "way": way_of(form),
        "refunded_on": form.refunded_on.data,
        "reference": form.reference.data or "",
        "reason": form.reason.data or "",
    }
