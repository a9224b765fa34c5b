"""A delivery between two workers: one of them was taken for dead while it spoke with the mail server."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait

import pytest
from sqlalchemy import func, select

from app.access.actor import SYSTEM
from app.actions.deliveries.carry import begin_delivery, finish_delivery
from app.actions.invoice_runs.approve import approve_run
from app.actions.invoice_runs.create import create_run
from app.actions.invoice_runs.preview import preview_run
from app.actions.invoice_runs.send import send_run
from app.actions.settings.put import put_setting
from app.core.entity import db
from app.core.month import Month
from app.models import Delivery, Invoice, OutboxMessage
from app.models.delivery import DeliveryState
from app.models.invoice import InvoiceStatus
from app.work import transaction

JUNE = Month(2026, 6)
SENT_TOLD = select(func.count()).where(OutboxMessage.event == "InvoiceSent")


def sent(make, world, admin, session, **addresses):
    """The deliveries of an invoice that is to be sent."""
    location = make.location(sender_email="kloof@example.com")
    make.license(make.organisation(location, **addresses), make.membership(location))
    run = create_run(location.id, JUNE, by=admin, cut_off=JUNE.last)
    preview_run(run.id, by=admin)
    approve_run(run.id, run.fingerprint, by=admin)
    world.run_jobs()
    send_run(run.id, by=admin)
    return session.scalars(select(Delivery).order_by(Delivery.id)).all()


@pytest.fixture
def delivery(make, world, admin, session):
    [only] = sent(make, world, admin, session, invoice_email="one@example.com", accounting_email="")
    return only


def test_the_yes_of_a_worker_that_was_taken_for_dead_still_counts(delivery, session):
    begun = begin_delivery(delivery.id, by=SYSTEM)
    assert begin_delivery(delivery.id, by=SYSTEM) is None
    assert delivery.state is DeliveryState.UNKNOWN
    finish_delivery(begun, "finish", "", by=SYSTEM)
    assert (delivery.state, delivery.reason) == (DeliveryState.SENT, "")
    assert session.get(Invoice, delivery.invoice_id).status is InvoiceStatus.SENT


@pytest.mark.parametrize(
    ("said", "verb", "status"),
    [(None, "finish", InvoiceStatus.LOCKED), ("first_sent", "fail", InvoiceStatus.LOCKED), ("first_sent", "finish", InvoiceStatus.SENT)],
)
def test_the_house_says_whether_the_first_mail_unlocks(said, verb, status, make, world, admin, session):
    """The other one goes all the same, and tells nothing twice."""
    first, second = (
        each.id for each in sent(make, world, admin, session, invoice_email="one@example.com", accounting_email="two@example.com")
    )
    if said is not None:
        put_setting("unlock", said, by=admin)
    begun = begin_delivery(first, by=SYSTEM)
    finish_delivery(begun, verb, "no", by=SYSTEM)
    invoice = session.get(Invoice, begun.document_id)
    told = session.scalar(SENT_TOLD)
    assert (invoice.status, told > 0) == (status, status is InvoiceStatus.SENT)
    finish_delivery(begin_delivery(second, by=SYSTEM), "finish", "", by=SYSTEM)
    session.expire_all()
    assert (invoice.status, session.get(Delivery, second).state) == (InvoiceStatus.SENT, DeliveryState.SENT)
    assert session.scalar(SENT_TOLD) == told or not told


@pytest.mark.parametrize("verb", ["wait", "fail", "lose"])
def test_anything_else_that_comes_late_leaves_the_doubt(verb, delivery):
    begun = begin_delivery(delivery.id, by=SYSTEM)
    begin_delivery(delivery.id, by=SYSTEM)
    finish_delivery(begun, verb, "too late", by=SYSTEM)
    assert delivery.state is DeliveryState.UNKNOWN and "interrupted" in delivery.reason


def test_two_workers_who_end_the_last_two_mails_at_one_moment_do_not_wait_for_each_other(app, make, world, admin, session):
    """Each would see the other's mail on its way, and the invoice would be on its way for ever."""
    first, second = (
        begin_delivery(each.id, by=SYSTEM)
        for each in sent(make, world, admin, session, invoice_email="one@example.com", accounting_email="two@example.com")
    )
    session.rollback()

    def end():
        with app.app_context():
            try:
                finish_delivery(second, "finish", "", by=SYSTEM)
            finally:
                db.session.remove()

    with ThreadPoolExecutor(1) as other:
        with transaction(by=SYSTEM):
            finish_delivery(first, "finish", "", by=SYSTEM)
            ending = other.submit(end)
            wait([ending], timeout=0.5)
        ending.result(timeout=60)
    session.rollback()
    assert session.get(Invoice, first.document_id).status is InvoiceStatus.SENT
