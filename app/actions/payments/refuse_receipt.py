"""A notice that is not what it says stays with what is wrong with it, and changes nothing."""

from __future__ import annotations

from app.access.actor import Actor
from app.models import PaymentReceipt
from app.models.payment_receipt import ReceiptState
from app.rules.findings import Finding
from app.work import transaction


def refuse_receipt(receipt_id: int, finding: Finding, *, by: Actor) -> None:
    """Safe to repeat."""
    with transaction(by=by) as work:
        receipt = work.lock(PaymentReceipt, receipt_id)
        if receipt.state is ReceiptState.KEPT:
            PaymentReceipt.moves.move(receipt, "refuse")
            receipt.finding = finding.value
