"""A signed notice that failed at what may be well a moment later is looked at again, a few times (contracts.md 1.6)."""

from __future__ import annotations

from sqlalchemy import func, select

from app.access.actor import Actor
from app.models import PaymentReceipt
from app.models.payment_receipt import ReceiptState
from app.work import transaction

WAITS = (30, 120, 600, 1800)  # seconds until each further look: five looks within an hour
MOST = 50  # that wait for another look at once: a flood costs the vendor and us no more than these


def doubt_receipt(receipt_id: int, *, by: Actor) -> int | None:
    """Seconds until the next look; None when it was looked at often enough, when too many others wait, and when it is decided."""
    with transaction(by=by) as work:
        receipt = work.lock(PaymentReceipt, receipt_id)
        if receipt.state is not ReceiptState.KEPT or receipt.looks >= len(WAITS):
            return None
        others = select(func.count(PaymentReceipt.id)).where(
            PaymentReceipt.state == ReceiptState.KEPT, PaymentReceipt.looks > 0, PaymentReceipt.id != receipt_id
        )
        if not receipt.looks and work.session.scalars(others).one() >= MOST:
            return None
        receipt.looks += 1
        return WAITS[receipt.looks - 1]
