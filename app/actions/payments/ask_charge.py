"""Say that the vendor is being asked, before it is: what was asked once is looked up afterwards, and never asked again (I8)."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from app.access.actor import Actor
from app.access.sealing import CARD, opened
from app.actions.invoices.paid import OPEN
from app.actions.payments.attempt import held_attempt
from app.actions.payments.drop_charge import drop_charge
from app.actions.purchases.charged import follow_charge
from app.core import clock
from app.models import Invoice, PaymentAttempt, PaymentMethod
from app.models.payment_attempt import AttemptState
from app.queries.shop.held import to_charge
from app.rules.payfast import LEAST_CENTS
from app.work import transaction


@dataclass(frozen=True)
class Charge:
    """What the vendor is asked for; cents of the account's currency. `token` charges the card, so it is never written anywhere."""

    token: str
    cents: int
    reference: str
    item: str

    def __repr__(self) -> str:
        return f"Charge({self.reference})"


def ask_charge(attempt_id: int, *, by: Actor) -> Charge | None:
    """The balance of this moment, to be asked for by who called, once. None where nobody may ask: it was decided, or somebody asked before."""
    with transaction(by=by) as work:
        attempt = held_attempt(work, attempt_id)
        if attempt.state is AttemptState.ASKED:  # whoever asked is gone, or slow: what they hear still counts
            PaymentAttempt.moves.move(attempt, "lose")
            attempt.reason = _("Foyer was interrupted while PayFast was asked.")
            follow_charge(work, attempt.invoice_id, "lose")
        if attempt.state is not AttemptState.OPEN or attempt.method_id is None or attempt.invoice_id is None:
            return None
        invoice, method = work.lock(Invoice, attempt.invoice_id), work.lock(PaymentMethod, attempt.method_id)
        left = to_charge(work.session, invoice)
        reason = _why_not(invoice, left, method)
        if reason:
            drop_charge(work, attempt, reason)
            return None
        attempt.amount_cents, attempt.asked_at = left, clock.now()
        PaymentAttempt.moves.move(attempt, "ask")
        token = opened(method.sealed_token or b"", CARD).decode()
        return Charge(token, attempt.amount_cents, attempt.reference, _("Invoice %(number)s", number=invoice.number))


def _why_not(invoice: Invoice, left: int, method: PaymentMethod) -> str:
    """What happened since it was begun."""
    if invoice.status not in OPEN or left <= 0:
        return _("The invoice was paid or credited before the card was charged.")
    if left < LEAST_CENTS:
        return _("What is left to pay is less than a card can pay.")
    return "" if method.can_be_charged else _("The card was removed before it was charged.")
