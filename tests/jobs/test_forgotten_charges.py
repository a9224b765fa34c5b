"""A charge that waits and that no job asks for any more: begun anew or dropped, counted, and never made twice (P2.charges)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from app.access.actor import SYSTEM
from app.actions.outbox.give_up import give_up_message
from app.actions.payments.ask_charge import ask_charge
from app.actions.payments.begin import begin_payment
from app.actions.payments.begin_charge import begin_charge
from app.actions.payments.drop_waiting import drop_waiting
from app.actions.payments.postpone_charge import postpone_charge
from app.cli.saved.hold import WAITS
from app.core import clock
from app.core.entity import db
from app.core.errors import Refused
from app.integrations.registry import equip
from app.models import OutboxMessage, PaymentAttempt
from app.models.outbox import OutboxState
from app.models.payment_attempt import AttemptState as S
from app.queries.health.undecided import undecided
from app.queries.verify.books import verify
from jobs import charges
from tests.cards import kept_card, paid_for

JOBS = select(func.count(OutboxMessage.id)).where(OutboxMessage.job.like("jobs.charges.charge%"))


@pytest.fixture
def invoice(make):
    return make.invoice()


@pytest.fixture
def parked(make, world, invoice, session):
    """PayFast was away for as long as its job was patient."""
    kept_card(make, world, invoice.organisation)
    equip(replace(world.settings, payfast_api_url="http://127.0.0.1:9/payfast/api"))
    attempt = begin_charge(invoice.id, by=SYSTEM)
    world.run_jobs()
    equip(world.settings)
    session.expire_all()
    assert attempt.state is S.OPEN
    return attempt


@pytest.fixture
def forgotten(parked, session, admin):
    """As after a restore: the job was open in the backup, and somebody gave it up."""
    message = the_parked(session)
    message.last_error = WAITS.format(made_at="2026-11-29")
    session.commit()
    give_up_message(message.id, reason="PayFast is away", by=admin)
    return parked


def the_parked(session):
    return session.scalars(select(OutboxMessage).where(OutboxMessage.state == OutboxState.PARKED)).one()


def state_of(session, attempt):
    session.expire_all()
    return session.get(PaymentAttempt, attempt.id).state


def test_one_whose_job_was_given_up_is_begun_anew_and_made_once(forgotten, invoice, world, session):
    before = session.scalar(JOBS)
    assert {begin_charge(invoice.id, by=SYSTEM).id for _click in range(3)} == {forgotten.id}
    assert session.scalar(JOBS) == before + 1, "a second click finds the job of the first"
    world.run_jobs()
    assert (state_of(session, forgotten), paid_for(world)) == (S.TAKEN, {forgotten.reference: 1})


def test_one_whose_job_is_parked_is_left_to_who_looks_at_it(parked, invoice, session):
    before = session.scalar(JOBS)
    assert begin_charge(invoice.id, by=SYSTEM).id == parked.id
    assert session.scalar(JOBS) == before


def test_one_whose_job_a_person_gives_up_is_dropped_and_its_invoice_can_be_paid_at_once(parked, invoice, world, session, admin):
    give_up_message(the_parked(session).id, reason="They pay by EFT", by=admin)
    assert (state_of(session, parked), parked.reason, parked.decided_by) == (S.DROPPED, "They pay by EFT", admin.name)
    assert begin_payment(invoice.id, by=SYSTEM).id != parked.id
    world.run_jobs()
    assert paid_for(world) == {}


def test_one_that_payfast_was_asked_for_is_not_dropped_with_its_job(parked, session, admin):
    ask_charge(parked.id, by=SYSTEM)
    give_up_message(the_parked(session).id, reason="PayFast is away", by=admin)
    assert state_of(session, parked) is S.ASKED


def test_one_whose_job_was_open_in_a_backup_goes_on_waiting(forgotten, session):
    assert state_of(session, forgotten) is S.OPEN, "the Foyer that is lost may have charged it, and only its own reference would find that"


def test_one_that_a_slow_worker_opens_again_after_all_had_ended_is_begun_anew_and_made_once(make, world, invoice, session):
    kept_card(make, world, invoice.organisation)
    attempt = begin_charge(invoice.id, by=SYSTEM)
    ask_charge(attempt.id, by=SYSTEM)  # and then the worker stands still
    world.run_jobs()
    assert state_of(session, attempt) is S.LOST
    postpone_charge(attempt.id, "PayFast was not reached.", by=SYSTEM)  # it goes on; its result is fenced off
    world.run_jobs()
    assert state_of(session, attempt) is S.OPEN
    begin_charge(invoice.id, by=SYSTEM)
    world.run_jobs()
    assert (state_of(session, attempt), paid_for(world)) == (S.TAKEN, {attempt.reference: 1})


def test_what_a_foyer_that_is_lost_had_charged_is_found_before_it_is_asked_for_again(forgotten, invoice, world, session):
    """As after a restore: the attempt waits here, and PayFast took it."""
    asked = ask_charge(forgotten.id, by=SYSTEM)
    db.session.rollback()
    number = charges.use(charges.PaymentGateway).charge(asked.token, cents=asked.cents, reference=asked.reference, item=asked.item)
    postpone_charge(forgotten.id, "", by=SYSTEM)
    begin_charge(invoice.id, by=SYSTEM)
    world.run_jobs()
    assert (state_of(session, forgotten), paid_for(world)) == (S.TAKEN, {forgotten.reference: 1})
    assert session.get(PaymentAttempt, forgotten.id).vendor_number == number


def test_the_card_that_is_chosen_then_is_charged(forgotten, make, invoice, world, session):
    forgotten.method.is_default = False
    other = kept_card(make, world, invoice.organisation)
    begin_charge(invoice.id, method_id=other.id, by=SYSTEM)
    world.run_jobs()
    assert (state_of(session, forgotten), forgotten.method_id) == (S.TAKEN, other.id)


def test_staff_drops_it_and_the_invoice_can_be_paid_otherwise(forgotten, invoice, session, admin):
    with pytest.raises(Refused, match="is being charged"):
        begin_payment(invoice.id, by=SYSTEM)
    with pytest.raises(Refused, match="fill this in"):
        drop_waiting(forgotten.id, reason=" ", by=admin)
    drop_waiting(forgotten.id, reason="They pay by EFT", by=admin)
    assert state_of(session, forgotten) is S.DROPPED
    assert begin_payment(invoice.id, by=SYSTEM).id != forgotten.id


def test_it_is_counted_after_an_hour_and_not_while_a_job_has_it(forgotten, invoice, session):
    def told():
        return verify(session)["P2.charges"].examples, undecided(session, by=SYSTEM)["charges"]

    assert told() == ([], 0)
    forgotten.created_at = clock.now() - dt.timedelta(hours=2)
    session.commit()
    (said,), counted = told()
    assert said.startswith(f"charge {forgotten.reference} waits since") and counted == 1
    begin_charge(invoice.id, by=SYSTEM)
    assert told() == ([], 0)
