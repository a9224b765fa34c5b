"""Keep what arrived at the address for notices as it is, before anybody looks into it; what it means is for a job to find out."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy.dialects.postgresql import insert

from app.access.actor import Actor
from app.access.sealing import NOTICE, sealed
from app.core import clock
from app.core.events import Event
from app.models import PaymentReceipt
from app.work import transaction


@dataclass(frozen=True)
class ReceiptKept(Event):
    receipt_id: int


def keep_receipt(raw: bytes, sent_from: str, *, by: Actor) -> None:
    """The same body from the same address again changes nothing."""
    digest = sha256(f"{sent_from}\n".encode() + raw).hexdigest()
    row = {"received_at": clock.now(), "sent_from": sent_from[:45], "digest": digest, "sealed_body": sealed(raw, NOTICE)}
    with transaction(by=by) as work:
        kept = insert(PaymentReceipt).values(row).on_conflict_do_nothing(index_elements=["digest"]).returning(PaymentReceipt.id)
        receipt_id = work.session.scalar(kept)
        if receipt_id is not None:
            work.emit(ReceiptKept(receipt_id))
