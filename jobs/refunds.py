"""Refunds to a card: the vendor is asked once, and after a lost answer looked at, never asked again."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import SYSTEM
from app.actions.payments.refund_outcome import ask_refund, confirm_refund, lose_refund, refuse_refund, unask_refund
from app.core.entity import db
from app.integrations.errors import GiveUp, Retry, Unknown
from app.integrations.payfast import PaymentGateway
from app.integrations.registry import use
from app.models.refund import RefundState
from app.queries.refund_to_ask import ToAsk, refund_to_ask
from jobs import job


@job(queue="money", timeout=180)
def give_back(refund_id: int) -> None:
    """Safe to run twice: a refund that was asked for is only looked at."""
    found = refund_to_ask(db.session(), refund_id)
    db.session.rollback()  # no transaction stays open while the vendor is asked
    if found is None:
        return
    gateway = use(PaymentGateway)
    if found.state is RefundState.WANTED:
        _ask(gateway, found)
    else:
        _look(gateway, found)


def _ask(gateway: PaymentGateway, found: ToAsk) -> None:
    """What the vendor had given back before is stored first: by that a later look tells."""
    try:
        if not ask_refund(found.refund_id, gateway.refunded(found.payment_id), by=SYSTEM):
            return  # another worker was faster
        gateway.refund(found.payment_id, cents=found.cents, reason=found.reason)
    except GiveUp as refusal:
        refuse_refund(found.refund_id, refusal.reason, by=SYSTEM)
    except Unknown as lost:
        lose_refund(found.refund_id, by=SYSTEM)
        raise Retry(lost.reason) from lost  # the next attempt looks
    except Retry:
        unask_refund(found.refund_id, by=SYSTEM)
        raise
    else:
        confirm_refund(found.refund_id, by=SYSTEM)


def _look(gateway: PaymentGateway, found: ToAsk) -> None:
    """Looks go on for some hours, then the job is parked; a person may decide at any time on the refund's page, also while the vendor is away."""
    lose_refund(found.refund_id, by=SYSTEM)
    if gateway.refunded(found.payment_id) >= (found.before_cents or 0) + found.cents:
        confirm_refund(found.refund_id, by=SYSTEM)
        return
    raise Retry(_("The card provider does not show this refund. Look at its dashboard, then say on the refund's page whether it went out."))
