"""Kept cards: charged once for each attempt, whatever PayFast answers or keeps to itself (I8)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
import time_machine
from sqlalchemy import func, select

from app.access.actor import SYSTEM
from app.actions.payments.begin import begin_payment
from app.actions.payments.begin_charge import begin_charge
from app.actions.payments.checkout import checkout_of
from app.actions.payments.record_eft import record_eft
from app.actions.payments.remove_card import remove_card
from app.core.entity import db
from app.core.errors import Refused
from app.integrations.registry import equip
from app.models import Payment, PaymentAttempt
from app.models.invoice import InvoiceStatus
from app.models.payment_attempt import AttemptState as S
from app.queries.verify.books import verify
from jobs import charges
from tests.cards import kept_card, paid_for, pay_there, tell
from tests.world import NeverEnds


@pytest.fixture
def invoice(make):
    return make.invoice()


def books_hold(session) -> bool:
    session.expire_all()
    return not {name: outcome.examples for name, outcome in verify(session).items() if outcome.violations and name.startswith("P")}


def states(session) -> list[str]:
    session.expire_all()
    return [each.value for each in session.scalars(select(PaymentAttempt.state).order_by(PaymentAttempt.id))]


def test_a_charge_is_a_payment_before_its_notice_comes_and_the_same_one_after(make, session, world, client, invoice):
    method = kept_card(make, world, invoice.organisation)

    first, second = (begin_charge(invoice.id, by=SYSTEM) for _ in range(2))
    assert (first.id, first.method_id, first.amount_cents, first.reference) == (second.id, method.id, 115_000, f"inv-{invoice.number}-1")
    world.run_jobs()
    session.expire_all()
    assert (invoice.status, first.state, states(session)) == (InvoiceStatus.PAID, S.TAKEN, ["taken"])
    assert books_hold(session)

    tell(client, world)
    world.run_jobs()
    payment = session.scalars(select(Payment)).one()
    assert (payment.amount_cents, payment.key, payment.receipt_id is not None) == (115_000, f"payfast:{first.vendor_number}", True)
    assert books_hold(session) and paid_for(world) == {first.reference: 1}
    with pytest.raises(Refused, match="nothing left to pay"):
        begin_charge(invoice.id, by=SYSTEM)


@pytest.mark.parametrize(
    ("fault", "came"),
    [
        *[(each, "taken") for each in ("500_after", "cut_after", "cut_body", "slow_body", "wrong_json", "429")],
        *[(each, "lost") for each in ("500", "503", "cut_before")],
    ],
)
def test_whatever_goes_wrong_on_the_way_nobody_is_charged_twice(make, session, world, client, invoice, fault, came):
    kept_card(make, world, invoice.organisation)
    if fault == "slow_body":
        equip(world.settings.moved(vendor_patience=2))
    world.vendors.fault(fault, "POST */adhoc", vendor="payfast", seconds=0.3)
    attempt = begin_charge(invoice.id, by=SYSTEM)
    world.run_jobs()

    assert states(session) == [came], attempt.reason
    assert books_hold(session)
    assert len(world.vendors.calls("POST */adhoc")) == (2 if fault == "429" else 1)
    assert paid_for(world) == ({attempt.reference: 1} if came == "taken" else {})
    assert (invoice.status is InvoiceStatus.PAID) == (came == "taken")
    if came == "lost":
        assert begin_charge(invoice.id, by=SYSTEM).id == attempt.id, "nothing new while one is not known"
        with pytest.raises(Refused, match="being charged"):
            begin_payment(invoice.id, by=SYSTEM)
        charges.charge(attempt.id)
        charges.follow()
        assert len(world.vendors.calls("POST */adhoc")) == 1, "looked at, never repeated"
        assert states(session) == ["lost"]


def test_who_was_not_reached_is_asked_again(make, session, world, invoice):
    kept_card(make, world, invoice.organisation)
    equip(replace(world.settings, payfast_api_url="http://127.0.0.1:9/payfast/api"))
    attempt = begin_charge(invoice.id, by=SYSTEM)
    with pytest.raises(NeverEnds):
        world.run_jobs(rounds=1)
    assert states(session) == ["open"] and attempt.reason
    equip(world.settings)
    world.run_jobs()
    assert (states(session), paid_for(world)) == (["taken"], {attempt.reference: 1})


def test_a_lost_one_is_found_in_the_account_or_told_by_its_notice(make, session, world, client):
    both = [make.invoice(), make.invoice()]
    for invoice in both:
        kept_card(make, world, invoice.organisation)
    world.vendors.fault("cut_after", "POST */adhoc", vendor="payfast", times=2)
    world.vendors.fault("500", "GET */history", vendor="payfast", times=2)
    for invoice in both:
        begin_charge(invoice.id, by=SYSTEM)
    with pytest.raises(NeverEnds):
        world.run_jobs(rounds=1)  # the look at the account fails as well, and is repeated later
    assert states(session) == ["lost", "lost"]
    tell(client, world, about=both[0])
    db.session.commit()
    world.run_jobs()

    assert states(session) == ["taken", "taken"]
    assert books_hold(session) and set(paid_for(world).values()) == {1}
    assert len(session.scalars(select(Payment.id)).all()) == 2


def test_a_worker_that_dies_in_the_middle_is_followed_by_one_that_only_looks(make, session, world, invoice):
    kept_card(make, world, invoice.organisation)
    attempt = begin_charge(invoice.id, by=SYSTEM)
    charges.ask_charge(attempt.id, by=SYSTEM)  # and the worker is gone
    world.run_jobs()

    assert states(session) == ["lost"]
    assert world.vendors.calls("POST */adhoc") == []


def test_the_amount_is_what_is_due_at_that_moment_and_nothing_when_nothing_is(make, session, world, invoice):
    kept_card(make, world, invoice.organisation)
    attempt = begin_charge(invoice.id, by=SYSTEM)
    record_eft(invoice.organisation_id, key="a", amount_cents=100_000, reference="EFT", by=SYSTEM)
    world.run_jobs()
    session.expire_all()
    assert (attempt.amount_cents, attempt.state, invoice.status) == (15_000, S.TAKEN, InvoiceStatus.PAID)

    other = make.invoice(invoice.organisation, kind="manual")
    attempt = begin_charge(other.id, by=SYSTEM)
    record_eft(invoice.organisation_id, key="b", amount_cents=115_000, reference="EFT", by=SYSTEM)
    world.run_jobs()
    session.expire_all()
    assert (attempt.state, other.status) == (S.DROPPED, InvoiceStatus.PAID) and "before the card was charged" in attempt.reason
    assert session.scalar(select(func.sum(Payment.credit_cents))) == 0 and len(paid_for(world)) == 1


def test_a_soft_decline_is_tried_again_on_days_3_and_7_and_told(make, session, world, invoice):
    kept_card(make, world, invoice.organisation, card="soft_later")
    invoice.organisation.auto_pay = True
    db.session.commit()
    began = dt.datetime(2026, 6, 1, 8, tzinfo=dt.UTC)
    told = []
    for day in range(10):
        with time_machine.travel(began + dt.timedelta(days=day)):
            if day == 0:
                charges.pay_sent(invoice.id)
                charges.pay_sent(invoice.id)
            charges.follow()
            world.run_jobs()
            told.append(len(states(session)))

    assert told == [1, 1, 1, 2, 2, 2, 2, 3, 3, 3]
    assert states(session) == ["declined"] * 3 and books_hold(session)
    mails = world.letters()
    assert [("try again on: 4 june" in mail["text"].lower(), "the last time" in mail["text"]) for mail in mails] == [
        (True, False),
        (False, False),
        (False, True),
    ]
    assert all(invoice.organisation.invoice_email in str(mail["to"]) for mail in mails)


def test_a_card_that_is_no_more_is_not_tried_again_and_another_is_asked_for(make, session, world, invoice):
    owner = make.user("Member", organisation_id=invoice.organisation_id, team_role="owner")
    method = kept_card(make, world, invoice.organisation, card="hard_later")
    invoice.organisation.auto_pay = True
    db.session.commit()
    charges.pay_sent(invoice.id)
    (mail,) = world.letters()

    session.expire_all()
    assert (states(session), method.can_be_charged, method.is_default) == (["declined"], False, False)
    assert "Expired card (54)" in method.refused_reason and "/my/cards/" in mail["text"] and owner.email in str(mail)
    with pytest.raises(Refused, match="No card is kept"):
        begin_charge(invoice.id, by=SYSTEM)
    assert books_hold(session)


def test_who_pays_without_being_asked_is_who_switched_it_on(make, session, world, invoice):
    kept_card(make, world, invoice.organisation)
    charges.pay_sent(invoice.id)
    assert states(session) == []


def test_who_may_not_pay_by_card_is_not_charged_whatever_was_switched_on(make, session, world, invoice):
    kept_card(make, world, invoice.organisation)
    invoice.organisation.auto_pay, invoice.organisation.allowed_payments = True, "eft"
    db.session.commit()
    charges.pay_sent(invoice.id)
    with pytest.raises(Refused, match=r"does not pay by card\. Please pay .* another way"):
        begin_charge(invoice.id, by=SYSTEM)
    assert states(session) == []
    invoice.organisation.allowed_payments = "eft; card"
    db.session.commit()
    charges.pay_sent(invoice.id)
    assert states(session) == ["open"]


@pytest.mark.parametrize("fault", ["429", "500", "503", "cut_before", "500_after", "cut_after", "cut_body", "wrong_json"])
def test_a_removed_card_is_let_go_at_payfast_whatever_goes_wrong(make, session, world, invoice, fault):
    method = kept_card(make, world, invoice.organisation)
    world.vendors.fault(fault, "PUT */cancel", vendor="payfast")
    remove_card(method.id, by=SYSTEM)
    with pytest.raises(Refused, match="No card is kept"):
        begin_charge(invoice.id, by=SYSTEM)
    world.run_jobs()

    session.expire_all()
    assert (method.sealed_token, method.cancelled_at is not None) == (None, True)
    assert [each["status"] for each in world.vendors.get("/_control/payfast")["tokens"]] == ["CANCELLED"]


def left_alone(session, hours: float) -> PaymentAttempt:
    """The only attempt, after the round of so many hours from now."""
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(hours=hours), tick=True):
        charges.follow()
    session.expire_all()
    return session.scalars(select(PaymentAttempt)).one()


def test_a_page_that_nobody_paid_on_is_closed_after_three_looks_and_stands_in_nobodys_way(session, world, invoice):
    begin_payment(invoice.id, by=SYSTEM)
    assert left_alone(session, 0.5).looks == 0 and not world.vendors.calls("GET */history")
    assert [(left_alone(session, hours).looks, left_alone(session, hours).state) for hours in (1.1, 25, 74)] == [
        (1, S.OPEN),
        (2, S.OPEN),
        (3, S.DROPPED),
    ]
    assert len(world.vendors.calls("GET */history")) == 3 and left_alone(session, 200).look_at is None
    assert begin_payment(invoice.id, by=SYSTEM).reference == f"inv-{invoice.number}-2"
    assert books_hold(session)


def test_a_payment_on_the_page_whose_notice_was_lost_is_found_and_a_late_notice_is_the_same_money(session, world, client, invoice):
    pay_there(world, dict(checkout_of(invoice.id, by=SYSTEM).fields))
    attempt = left_alone(session, 1.1)
    assert (attempt.state, attempt.look_at, invoice.status) == (S.TAKEN, None, InvoiceStatus.PAID)
    tell(client, world)
    world.run_jobs()
    assert session.scalars(select(Payment.amount_cents)).all() == [115_000] and books_hold(session)


def test_money_that_comes_after_the_page_was_closed_is_still_taken(session, world, client, invoice):
    fields = dict(checkout_of(invoice.id, by=SYSTEM).fields)
    for hours in (2, 30, 80):
        left_alone(session, hours)
    pay_there(world, fields)
    tell(client, world)
    world.run_jobs()
    session.expire_all()
    assert (states(session), invoice.status) == (["taken"], InvoiceStatus.PAID) and books_hold(session)


def test_who_goes_to_the_page_once_more_is_looked_up_an_hour_later_again(session, world, invoice):
    begin_payment(invoice.id, by=SYSTEM)
    assert left_alone(session, 1.1).looks == 1
    begin_payment(invoice.id, by=SYSTEM)
    session.expire_all()
    assert session.scalars(select(PaymentAttempt.looks)).all() == [0]


def test_no_card_is_tried_again_while_somebody_may_be_paying_on_the_page(make, session, world, invoice):
    kept_card(make, world, invoice.organisation, card="soft_later")
    invoice.organisation.auto_pay = True
    db.session.commit()
    begin_charge(invoice.id, is_auto=True, by=SYSTEM)
    world.run_jobs()
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=4), tick=True):
        begin_payment(invoice.id, by=SYSTEM)
        charges.follow()
        assert states(session) == ["declined", "open"]
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=4, hours=2), tick=True):
        charges.follow()
        charges.follow()
        assert states(session)[:2] == ["declined", "open"] and len(states(session)) == 3
