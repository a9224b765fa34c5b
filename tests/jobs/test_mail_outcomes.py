"""What the mail server said must not get lost: a person would have to decide about a mail of which all is known."""

from __future__ import annotations

import threading
import time
from typing import Any

import psycopg
import pytest
from sqlalchemy import select

from app.actions.invoice_runs.send import send_run
from app.models import Delivery, Invoice, InvoiceRun
from app.models.delivery import DeliveryState
from app.models.invoice import InvoiceStatus
from app.models.invoice_run import RunStatus
from tests.views.billing import printed


@pytest.fixture
def invoice(make: Any, world: Any, admin: Any, session: Any) -> Invoice:
    invoice = printed(make, world, admin, session)
    send_run(invoice.run_id or 0, by=admin)
    return invoice


def hold_once_it_goes(url: str, invoice_id: int, seconds: float) -> None:
    """Somebody keeps the invoice longer than anybody waits for a lock, from the moment in which its mail is handed over."""
    with psycopg.connect(url, autocommit=True) as door:
        until = time.monotonic() + 60
        while not door.execute("SELECT 1 FROM delivery WHERE invoice_id = %s AND state = 'sending'", [invoice_id]).fetchone():
            assert time.monotonic() < until
            time.sleep(0.01)
        with door.transaction():
            door.execute("SELECT id FROM invoice WHERE id = %s FOR UPDATE", [invoice_id])
            time.sleep(seconds)


def test_a_yes_outlasts_a_lock(invoice: Invoice, world: Any, session: Any, settings: Any) -> None:
    invoice_id = invoice.id
    world.vendors.fault("delay", "DATA *", vendor="mail", seconds=1.5)
    held = threading.Thread(target=hold_once_it_goes, args=(settings.database_url, invoice_id, 4.5))
    held.start()
    world.run_jobs()
    held.join(60)
    session.rollback()
    assert [row.state for row in session.scalars(select(Delivery))] == [DeliveryState.SENT]
    assert session.get(Invoice, invoice_id).status is InvoiceStatus.SENT and len(world.vendors.mails()) == 1


@pytest.mark.parametrize(("signed", "back"), [("kloof@desk.example", "kloof@desk.example"), ("", "foyer@localhost")])
def test_what_bounces_comes_back_to_who_signed_it(invoice: Invoice, world: Any, session: Any, signed: str, back: str) -> None:
    """Nobody reads a mailbox of Foyer's own: a bounce sent there would reach no one."""
    invoice.location.sender_email = signed
    session.commit()
    world.run_jobs()
    (mail,) = world.vendors.mails()
    assert mail["sender"] == back


def test_an_address_from_before_that_no_mail_can_have_fails_and_its_run_ends(invoice: Invoice, world: Any, session: Any) -> None:
    """It stayed to do for ever, and the run with it."""
    row = session.scalars(select(Delivery)).one()
    row.address = "łukasz@acme.example"
    session.commit()
    world.run_jobs()
    session.expire_all()
    row = session.scalars(select(Delivery)).one()
    assert (row.state, row.started_at) == (DeliveryState.FAILED, None) and "cannot be addressed" in row.reason
    assert session.get_one(InvoiceRun, row.run_id).status is RunStatus.PARTIAL
    assert world.vendors.mails() == []


def test_an_address_from_before_in_another_script_is_written_to_in_ascii(invoice: Invoice, world: Any, session: Any) -> None:
    session.scalars(select(Delivery)).one().address = "pay@faß.de"
    session.commit()
    world.run_jobs()
    assert [mail["recipients"] for mail in world.vendors.mails()] == [["pay@xn--fa-hia.de"]]
