"""A delivery between two workers: one of them was taken for dead while it spoke with the mail server."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.actions.deliveries.carry import begin_delivery, finish_delivery
from app.actions.invoice_runs.approve import approve_run
from app.actions.invoice_runs.create import create_run
from app.actions.invoice_runs.preview import preview_run
from app.actions.invoice_runs.send import send_run
from app.core.month import Month
from app.models import Delivery, Invoice
from app.models.delivery import DeliveryState
from app.models.invoice import InvoiceStatus

JUNE = Month(2026, 6)


@pytest.fixture
def delivery(make, world, admin, session):
    location = make.location(sender_email="kloof@example.com")
    make.license(make.organisation(location, invoice_email="one@example.com", accounting_email=""), make.membership(location))
    run = create_run(location.id, JUNE, by=admin, cut_off=JUNE.last)
    preview_run(run.id, by=admin)
    approve_run(run.id, run.fingerprint, by=admin)
    world.run_jobs()
    send_run(run.id, by=admin)
    return session.scalars(select(Delivery)).one()


def test_the_yes_of_a_worker_that_was_taken_for_dead_still_counts(delivery, session):
    begun = begin_delivery(delivery.id, by=SYSTEM)
    assert begin_delivery(delivery.id, by=SYSTEM) is None
    assert delivery.state is DeliveryState.UNKNOWN
    finish_delivery(begun, "finish", "", by=SYSTEM)
    assert (delivery.state, delivery.reason) == (DeliveryState.SENT, "")
    assert session.get(Invoice, delivery.invoice_id).status is InvoiceStatus.SENT


@pytest.mark.parametrize("verb", ["wait", "fail", "lose"])
def test_anything_else_that_comes_late_leaves_the_doubt(verb, delivery):
    begun = begin_delivery(delivery.id, by=SYSTEM)
    begin_delivery(delivery.id, by=SYSTEM)
    finish_delivery(begun, verb, "too late", by=SYSTEM)
    assert delivery.state is DeliveryState.UNKNOWN and "interrupted" in delivery.reason
