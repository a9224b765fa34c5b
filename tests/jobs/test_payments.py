"""Notices of payments: true ones count once however often they come, and no other one counts at all (P2)."""

from __future__ import annotations

import datetime as dt
import random
import time
from collections import Counter
from dataclasses import replace

import pytest
import time_machine
from sqlalchemy import func, select

from app.access.actor import SYSTEM
from app.access.sealing import CARD, NOTICE, opened
from app.actions.payments import doubt_receipt
from app.actions.payments.begin import begin_payment
from app.actions.payments.doubt_receipt import WAITS
from app.actions.privacy.keep_to_term import keep_to_term
from app.core.entity import db
from app.integrations.payfast import PaymentGateway
from app.integrations.payfast.gateway import PayFastGateway
from app.integrations.registry import use
from app.models import AuditEvent, OutboxMessage, Payment, PaymentMethod, PaymentReceipt
from app.models.invoice import InvoiceStatus
from app.models.outbox import OutboxState
from app.models.payment_receipt import ReceiptState
from app.queries.verify.books import verify
from app.rules.findings import Finding
from benchmarks.drills.forging import ELSEWHERE, HERE, forged

HOOK = "/hooks/payfast"
S = ReceiptState


@pytest.fixture
def post(client, world):
    """`post(body)` as PayFast would; gives the status."""

    def send(body: bytes | str, sender: str = HERE) -> int:
        answer = client.post(HOOK, data=body, content_type="application/x-www-form-urlencoded", environ_base={"REMOTE_ADDR": sender})
        return int(answer.status_code)

    return send


@pytest.fixture
def token(world) -> str:
    return str(world.vendors.post("/_control/payfast/tokens", {"notify_url": "http://127.0.0.1:1/"})["result"])


def pay(world, token, invoice, *, keeps_card=False) -> str:
    """Somebody pays; the body of the notice about it."""
    attempt = begin_payment(invoice.id, keeps_card=keeps_card, by=SYSTEM)
    use(PaymentGateway).charge(token, cents=attempt.amount_cents, reference=attempt.reference, item=f"Invoice {invoice}")
    return str(world.vendors.get("/_control/payfast")["notices"][-1]["body"])


def states(session) -> Counter:
    return Counter(session.scalars(select(PaymentReceipt.state)))


def test_three_hundred_that_are_not_true_change_nothing(make, session, world, post, token):
    invoice = make.invoice()
    true = pay(world, token, invoice)
    rng = random.Random(20261128)
    seen, slowest, number = {}, 0.0, 0
    while number < 300:
        for kind, (body, sender) in forged(true, rng).items():
            began = time.perf_counter()
            assert post(body, sender) == 200, kind
            slowest, number = max(slowest, time.perf_counter() - began), number + 1
            seen[kind] = body
    world.run_jobs()

    session.expire_all()
    kept = states(session)
    assert set(kept) == {S.REFUSED}, kept
    assert set(session.scalars(select(PaymentReceipt.finding))) == {each.value for each in Finding}
    for kind, body in seen.items():
        found = [
            row.finding
            for row in session.scalars(select(PaymentReceipt))
            if opened(row.sealed_body, NOTICE) == body and (row.sent_from == HERE or kind.startswith("source"))
        ]
        assert kind.partition("/")[0] in found, (kind, found)
    assert session.scalar(select(func.count(Payment.id))) == 0
    assert (invoice.paid_cents, invoice.status) == (0, InvoiceStatus.SENT)
    assert session.scalar(select(func.count()).where(OutboxMessage.state != OutboxState.DONE)) == 0
    print(f"{number} forged notices, {kept.total()} kept, 0 accepted; slowest answer {slowest * 1000:.0f} ms")
    assert post(true) == 200
    world.run_jobs()
    session.expire_all()
    assert invoice.status is InvoiceStatus.PAID, "no forged one stands in the way of the true one"


def test_fifty_true_ones_five_times_each_in_any_order_are_fifty_payments(make, session, world, post, token):
    organisation = make.organisation()
    invoices = [make.invoice(organisation, net=100_00 + n, kind="manual") for n in range(50)]
    bodies = [pay(world, token, invoice) for invoice in invoices]
    sent = bodies * 5
    random.Random(7).shuffle(sent)
    for number, body in enumerate(sent):
        assert post(body, "::1" if number % 9 == 0 else HERE) == 200
        if number % 60 == 0:
            world.run_jobs()
    world.run_jobs()

    session.expire_all()
    assert (states(session)[S.ACCEPTED], set(states(session))) == (50, {S.ACCEPTED, S.REPEATED})
    assert sorted(session.scalars(select(Payment.amount_cents))) == sorted(invoice.total_cents for invoice in invoices)
    assert {invoice.status for invoice in invoices} == {InvoiceStatus.PAID}
    assert {name: outcome.examples for name, outcome in verify(session).items() if outcome.violations and name.startswith("P")} == {}


def test_who_pays_twice_has_credit(make, session, world, post, token):
    invoice = make.invoice()
    for _ in range(2):
        attempt = begin_payment(invoice.id, by=SYSTEM) if invoice.due_cents else None
        reference = attempt.reference if attempt else f"inv-{invoice.number}-1"
        use(PaymentGateway).charge(token, cents=invoice.total_cents, reference=reference, item="x")
        post(world.vendors.get("/_control/payfast")["notices"][-1]["body"])
        world.run_jobs()
        session.expire_all()

    assert session.scalars(select(Payment.credit_cents).order_by(Payment.id)).all() == [0, invoice.total_cents]
    assert (invoice.paid_cents, invoice.status) == (invoice.total_cents, InvoiceStatus.PAID)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_card_is_kept_sealed_until_it_is_cancelled_whichever_is_told_first(make, session, world, post, order):
    invoice = make.invoice()
    token = str(world.vendors.post("/_control/payfast/tokens", {"m_payment_id": f"inv-{invoice.number}-1"})["result"])
    true = pay(world, token, invoice, keeps_card=True)
    world.vendors.post("/_control/payfast/cancel", {"token": token})
    ended = world.vendors.get("/_control/payfast")["notices"][-1]["body"]
    assert "payment_status=CANCELLED" in ended
    for position in order[:1]:
        post((true, ended)[position])
    world.run_jobs()
    if order == (0, 1):
        method = session.scalars(select(PaymentMethod)).one()
        assert opened(method.sealed_token, CARD).decode() == token
    post((true, ended)[order[1]])
    world.run_jobs()

    session.expire_all()
    (method,) = session.scalars(select(PaymentMethod))
    assert (method.sealed_token, method.cancelled_at is not None) == (None, True)
    told = [
        *session.scalars(select(AuditEvent.changes)),
        *session.scalars(select(OutboxMessage.payload)),
        *session.scalars(select(PaymentReceipt.sealed_body)),
    ]
    assert token not in str(told), "the token is nowhere to be read"


def test_a_check_that_cannot_be_made_now_is_made_later(make, session, world, post, token):
    true = pay(world, token, make.invoice())
    world.vendors.fault("500", "POST */validate", vendor="payfast", times=2)
    post(true)
    world.run_jobs(rounds=20)

    session.expire_all()
    assert states(session) == {S.ACCEPTED: 1}
    assert len(world.vendors.calls("POST */validate")) == 3


def test_a_signed_one_that_is_not_confirmed_for_a_moment_counts_in_the_end(make, session, world, post, token, monkeypatch):
    """One look at names that had not spread yet, or one INVALID, threw money away for good."""
    true = pay(world, token, make.invoice())
    looks = []

    def seen(gateway, address):
        looks.append(address)
        return len(looks) > len(WAITS)

    monkeypatch.setattr(PayFastGateway, "is_sender", seen)
    post(true)
    world.run_jobs()
    session.expire_all()
    assert (states(session), len(looks)) == ({S.ACCEPTED: 1}, len(WAITS) + 1)


def test_a_signed_one_is_refused_after_the_last_look_and_a_flood_of_them_is_looked_at_once_each(
    make, session, world, post, token, monkeypatch
):
    monkeypatch.setattr(doubt_receipt, "MOST", 3)
    true = pay(world, token, make.invoice())
    rng = random.Random(7)
    for _ in range(10):
        post(forged(true, rng)["unconfirmed/of nobody"][0])
    world.run_jobs()
    session.expire_all()
    assert states(session) == {S.REFUSED: 10}
    assert Counter(session.scalars(select(PaymentReceipt.looks))) == {len(WAITS): 3, 0: 7}
    assert len(world.vendors.calls("POST */validate")) == 10 + 3 * len(WAITS)


def test_what_is_too_large_is_not_kept_and_only_this_address_needs_no_token_of_a_form(client, session, world, post):
    assert post(b"x" * (256 * 1024 + 1)) == 413
    assert states(session) == {}
    assert client.post("/login/", data={"username": "a", "password": "b"}).status_code == 400
    assert client.get(HOOK).status_code in (404, 405)
    assert post(b"a=1", ELSEWHERE) == 200
    assert states(session) == {S.KEPT: 1}
    db.session.rollback()


def test_who_floods_the_address_is_told_to_come_later_and_stops_nobody_else(make, session, client, world, post, token, monkeypatch):
    true = pay(world, token, make.invoice())
    house = client.application.extensions
    monkeypatch.setitem(house, "settings", replace(house["settings"], hooks_a_minute=3))
    assert [post(f"flood={number}", ELSEWHERE) for number in range(5)] == [200, 200, 200, 429, 429]
    assert post(b"x" * 40_000) == 413 and post(true) == 200
    world.run_jobs()
    assert states(session) == {S.REFUSED: 3, S.ACCEPTED: 1}


def test_what_was_not_true_is_forgotten_after_its_term_and_what_was_is_not(make, session, world, post, token):
    true = pay(world, token, make.invoice())
    for body in ("a=1", true):
        post(body)
    world.run_jobs()
    assert keep_to_term("retention.notices", by=SYSTEM) == 0
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=31), tick=False):
        assert keep_to_term("retention.notices", by=SYSTEM) == 1
    session.expire_all()
    assert states(session) == {S.ACCEPTED: 1}
