"""An invoice that is voided while its mail is about to go: the customer gets it and it stays, or it is void and nobody gets it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any

import pytest
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.actions.deliveries.carry import begin_delivery, finish_delivery
from app.actions.deliveries.decide import resend
from app.actions.deliveries.prepare import delivery_row
from app.actions.deliveries.send_again import send_again
from app.actions.invoice_runs.send import send_run
from app.actions.invoices.void import void_invoice
from app.core.errors import Refused
from app.models import Delivery, Invoice
from app.models.delivery import DeliveryKind, DeliveryState
from app.models.invoice import InvoiceStatus
from app.work import transaction
from jobs import mail
from tests.meeting import elsewhere, meeting
from tests.views.billing import JUNE, approve_run, previewed, printed


@pytest.fixture
def invoice(make: Any, world: Any, admin: Any, session: Any) -> Invoice:
    return printed(make, world, admin, session)


@pytest.fixture
def delivery(invoice: Invoice, admin: Any, session: Any) -> Delivery:
    send_run(invoice.run_id or 0, by=admin)
    return session.scalars(select(Delivery)).one()  # type: ignore[no-any-return]


def test_a_mail_that_begins_while_somebody_voids_its_invoice_waits_and_is_withheld(
    app: Any, invoice: Invoice, delivery: Delivery, admin: Any, session: Any
) -> None:
    invoice_id, delivery_id = invoice.id, delivery.id
    session.rollback()
    with ThreadPoolExecutor(1) as other:
        with transaction(by=admin):
            void_invoice(invoice_id, "Wrong month", by=admin)
            beginning = other.submit(elsewhere, app, lambda: begin_delivery(delivery_id, by=SYSTEM))
            assert not wait([beginning], timeout=1).done, "it waits until it is known what becomes of the invoice"
        assert beginning.result(timeout=20) is None
    session.rollback()
    assert (session.get(Invoice, invoice_id).status, session.get(Delivery, delivery_id).state) == (
        InvoiceStatus.VOID,
        DeliveryState.WITHHELD,
    )


def test_an_invoice_whose_mail_has_begun_is_not_voided(app: Any, invoice: Invoice, delivery: Delivery, admin: Any, session: Any) -> None:
    invoice_id, delivery_id = invoice.id, delivery.id
    session.rollback()

    def void() -> str:
        with pytest.raises(Refused) as refused:
            void_invoice(invoice_id, "Wrong month", by=admin)
        return refused.value.message

    with ThreadPoolExecutor(1) as other:
        with transaction(by=SYSTEM):
            begun = begin_delivery(delivery_id, by=SYSTEM)
            voiding = other.submit(elsewhere, app, void)
            wait([voiding], timeout=1)
        assert "with the customer" in voiding.result(timeout=20)
    assert begun
    finish_delivery(begun, "finish", "", by=SYSTEM)
    session.rollback()
    assert session.get(Invoice, invoice_id).status is InvoiceStatus.SENT


def test_a_void_invoice_goes_to_nobody_whatever_is_pressed(invoice: Invoice, delivery: Delivery, admin: Any, session: Any) -> None:
    """One of its two addresses failed, and the other has not begun."""
    session.add(Delivery(**delivery_row(DeliveryKind.INVOICE, delivery.location, invoice.run_id, invoice.id, "two@example.com")))
    session.commit()
    begun = begin_delivery(delivery.id, by=SYSTEM)
    assert begun
    finish_delivery(begun, "fail", "No such mailbox", by=SYSTEM)
    void_invoice(invoice.id, "Wrong month", by=admin)
    for press in (lambda: resend(delivery.id, by=admin), lambda: send_again(invoice.id, "new@example.com", by=admin)):
        with pytest.raises(Refused, match="is void"):
            press()
    session.rollback()
    assert [row.state for row in session.scalars(select(Delivery).order_by(Delivery.id))] == [DeliveryState.FAILED, DeliveryState.WITHHELD]


def test_nobody_gets_by_hand_what_waits_for_its_run(invoice: Invoice, admin: Any, session: Any) -> None:
    """Else it could not be voided any more, though nobody has approved of sending it."""
    with pytest.raises(Refused, match="waits for its run"):
        send_again(invoice.id, "new@example.com", by=admin)
    assert session.scalars(select(Delivery)).all() == []


def test_a_run_that_is_sent_while_one_of_its_invoices_is_voided_sends_the_others(app: Any, make: Any, admin: Any, session: Any) -> None:
    """Before they are printed: what is void gets no PDF any more, so that its mail would wait for ever."""
    location = make.location(sender_email="kloof@example.com")
    for name in ("one", "two"):
        make.license(make.organisation(location, invoice_email=f"{name}@example.com", accounting_email=""), make.membership(location))
    run = previewed(location, JUNE, admin)
    approve_run(run.id, run.fingerprint, by=admin)
    run_id, (void_id, other_id) = run.id, session.scalars(select(Invoice.id).order_by(Invoice.id)).all()
    session.rollback()
    meeting(app, lambda: void_invoice(void_id, "Wrong month", by=admin), lambda: send_run(run_id, by=admin)).result()
    session.rollback()
    assert session.scalars(select(Delivery.invoice_id)).all() == [other_id]
    assert session.get(Invoice, void_id).send_wanted_at is None


def test_the_mail_of_a_void_invoice_does_not_wait_for_its_pdf(make: Any, session: Any) -> None:
    invoice = make.invoice(status=InvoiceStatus.VOID, void_reason="Wrong month")
    session.add(Delivery(**delivery_row(DeliveryKind.INVOICE, invoice.location, None, invoice.id, "one@example.com")))
    session.commit()
    delivery_id = session.scalars(select(Delivery.id)).one()
    mail.deliver(delivery_id)
    session.rollback()
    assert session.get(Delivery, delivery_id).state is DeliveryState.WITHHELD
