"""How paying an invoice by card stands, in the words of members."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from app.actions.invoices.paid import OPEN
from app.models import Invoice, PaymentAttempt
from app.models.payment_attempt import AttemptState as S
from app.web.formats import format_money


@dataclass(frozen=True)
class Standing:
    """`moves`: it will be known in a moment. `may_pay`: a way to pay makes sense now."""

    title: str
    text: str
    tone: str
    icon: str
    moves: bool = False
    may_pay: bool = False


def standing(invoice: Invoice, attempt: PaymentAttempt | None, *, came_back: bool, cancelled: bool = False) -> Standing:
    """From the invoice and the newest attempt alone. `came_back`: the person was just paying."""
    amount = format_money(attempt.amount_cents if attempt is not None else invoice.due_cents, invoice.currency)
    if invoice.due_cents <= 0 or invoice.status not in OPEN:
        return Standing(_("Paid. Thank you!") if invoice.paid_cents else _("Nothing is left to pay."), "", "green", "circle-check")
    if attempt is None:
        return Standing(_("Not paid yet"), "", "azure", "file-invoice", may_pay=True)
    if attempt.method_id is not None and attempt.state in (S.OPEN, S.ASKED):
        return Standing(
            _("Your card is being charged…"),
            _("%(amount)s from %(card)s. This takes a moment.", amount=amount, card=attempt.method),
            "azure",
            "hourglass",
            moves=True,
        )
    if attempt.state is S.LOST:
        return Standing(
            _("We do not know yet whether your card was charged."),
            _("The answer of PayFast was lost on the way. We are looking it up: please do not pay again before you hear from us."),
            "yellow", "help-circle", moves=came_back,
        )  # fmt: skip
    if attempt.state is S.DECLINED:
        return Standing(
            _("Your card was declined."),
            _("%(reason)s. Nothing was taken.", reason=attempt.reason.rstrip(".")),
            "red",
            "alert-circle",
            may_pay=True,
        )
    if attempt.method_id is None and attempt.state is S.OPEN and came_back:
        if cancelled:
            return Standing(
                _("You came back without paying."), _("Nothing was taken, as far as we know."), "azure", "arrow-back-up", may_pay=True
            )
        return Standing(
            _("Waiting for PayFast"),
            _("As soon as PayFast tells us that it took your payment, you see it here. You may also leave this page."),
            "azure",
            "hourglass",
            moves=True,
        )
    return Standing(_("Not paid yet"), "", "azure", "file-invoice", may_pay=True)
