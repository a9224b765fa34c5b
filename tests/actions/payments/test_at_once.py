"""The same payment told to several workers at one moment is taken once, and the same EFT saved twice is one (P2)."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import func, select

from app.access.actor import SYSTEM
from app.actions.payments.accept_receipt import accept_receipt
from app.actions.payments.begin import begin_payment
from app.actions.payments.keep_receipt import keep_receipt
from app.actions.payments.record_eft import record_eft
from app.core.entity import db
from app.models import Payment, PaymentMethod, PaymentPart, PaymentReceipt
from app.models.payment_receipt import ReceiptState

WORKERS = 4


def at_once(app, verb, values):
    """Each in a thread with a session of its own; raises what the first of them raised."""

    def act(value):
        with app.app_context():
            try:
                verb(value)
            finally:
                db.session.remove()

    with ThreadPoolExecutor(WORKERS) as workers:
        list(workers.map(act, values))


def test_four_workers_with_one_notice_take_one_payment(app, make, session):
    for number in range(5):
        attempt = begin_payment(make.invoice().id, keeps_card=True, by=SYSTEM)
        told = {"payment_id": f"77{number}", "status": "COMPLETE", "cents": attempt.amount_cents, "token": f"token-{number}", "by": SYSTEM}
        for sender in range(WORKERS):
            keep_receipt(b"the notice %d" % number, f"10.0.0.{sender}", by=SYSTEM)
        kept = session.scalars(select(PaymentReceipt.id).where(PaymentReceipt.state == ReceiptState.KEPT)).all()
        attempt_id = attempt.id
        session.rollback()

        at_once(app, lambda receipt_id: accept_receipt(receipt_id, attempt_id, **told), [*kept, *kept])  # noqa: B023 - all are done when it comes back

    assert Counter(session.scalars(select(PaymentReceipt.state))) == {ReceiptState.ACCEPTED: 5, ReceiptState.REPEATED: 5 * (WORKERS - 1)}
    assert [session.scalar(select(func.count(model.id))) for model in (Payment, PaymentPart, PaymentMethod)] == [5, 5, 5]


def test_one_eft_that_is_saved_by_four_at_once_is_one(app, make, session):
    invoice = make.invoice()
    organisation_id = invoice.organisation_id
    session.rollback()

    at_once(app, lambda _: record_eft(organisation_id, key="a", amount_cents=1_000, reference="x", by=SYSTEM), range(WORKERS))

    session.refresh(invoice)
    assert (invoice.paid_cents, session.scalar(select(func.count(Payment.id)))) == (1_000, 1)
