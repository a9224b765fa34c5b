"""What a notice is checked against: the receipt as it came, and the attempt that it names."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.sealing import NOTICE, opened
from app.models import PaymentAttempt, PaymentReceipt
from app.models.payment_receipt import ReceiptState


@dataclass(frozen=True)
class KeptReceipt:
    """`body` is raw; `sent_from` the IP address that it came from."""

    body: bytes
    sent_from: str


@dataclass(frozen=True)
class Begun:
    """An attempt: its row and the cents that it asked for."""

    attempt_id: int
    cents: int


def receipt_to_check(session: Session, receipt_id: int) -> KeptReceipt | None:
    """None for one that was decided on."""
    found = session.execute(
        select(PaymentReceipt.sealed_body, PaymentReceipt.sent_from).where(
            PaymentReceipt.id == receipt_id, PaymentReceipt.state == ReceiptState.KEPT
        )
    ).one_or_none()
    return None if found is None else KeptReceipt(opened(found.sealed_body, NOTICE), found.sent_from)


def attempt_of(session: Session, reference: str) -> Begun | None:
    """None for a payment that nobody began here."""
    row = session.execute(select(PaymentAttempt.id, PaymentAttempt.amount_cents).where(PaymentAttempt.reference == reference)).one_or_none()
    return None if row is None else Begun(row.id, row.amount_cents)
