"""Notices of payments: checked by all that the vendor's contract asks for, then believed or refused (contracts.md 1.6)."""

from __future__ import annotations

import structlog
from flask_babel import gettext as _

from app.access.actor import SYSTEM
from app.actions.payments.accept_receipt import CANCELLED, COMPLETE, accept_receipt
from app.actions.payments.doubt_receipt import doubt_receipt
from app.actions.payments.refuse_receipt import refuse_receipt
from app.core.entity import db
from app.integrations.errors import NotYet
from app.integrations.payfast import Forged, Notice, PaymentGateway
from app.integrations.registry import use
from app.queries.payment_receipts import Begun, attempt_of, receipt_to_check
from app.rules.findings import Finding, amounts_agree
from jobs import job

# What is known by asking others, who may be wrong for a moment: the names of the vendor's machines, and its own yes.
MAY_PASS = frozenset({Finding.SOURCE, Finding.UNCONFIRMED})
log = structlog.get_logger("jobs")


@job(queue="money", timeout=120)
def check_receipt(receipt_id: int) -> None:
    """Safe to run twice. What costs nothing is checked first: a forger cannot make us call the vendor."""
    kept = receipt_to_check(db.session(), receipt_id)
    if kept is None:
        return
    gateway = use(PaymentGateway)
    try:
        notice = gateway.notice(kept.body)
        begun = _checked(gateway, notice, kept.sent_from)
    except Forged as forged:
        wait = doubt_receipt(receipt_id, by=SYSTEM) if forged.finding in MAY_PASS else None
        if wait is not None:
            raise NotYet(
                _("A notice of a payment was signed as it should be, but is not confirmed yet. It is looked at again."), after=wait
            ) from forged
        log.warning("a notice is not true", finding=forged.finding.value, sent_from=kept.sent_from)
        refuse_receipt(receipt_id, forged.finding, by=SYSTEM)
        return
    accept_receipt(
        receipt_id, begun.attempt_id, payment_id=notice.payment_id, status=notice.status, cents=notice.cents, token=notice.token, by=SYSTEM
    )


def _checked(gateway: PaymentGateway, notice: Notice, sent_from: str) -> Begun:
    """The attempt that it is about. Raises Forged for the first check that fails, and Retry while DNS or the vendor does not answer."""
    begun = attempt_of(db.session(), notice.reference)
    db.session.rollback()  # no transaction stays open while others are asked
    if begun is None or (notice.status == CANCELLED and not notice.token):
        raise Forged(Finding.REFERENCE)
    if notice.status == COMPLETE and not amounts_agree(begun.cents, notice.cents):
        raise Forged(Finding.AMOUNT)
    if not gateway.is_sender(sent_from):
        raise Forged(Finding.SOURCE)
    if not gateway.is_confirmed(notice.parameters):
        raise Forged(Finding.UNCONFIRMED)
    return begun
