"""Received, refunded, applied, kept, and each of them taken back: to the cent, once, and never more than is held."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select

from app.access.actor import SYSTEM
from app.access.roles import FRONT_DESK
from app.actions.charges.change_adhoc import change_adhoc
from app.actions.charges.remove_adhoc import remove_adhoc
from app.actions.credit_notes.create import create_credit_note
from app.actions.credit_notes.release import release_credit_note
from app.actions.deposits.apply import apply_deposit
from app.actions.deposits.keep import keep_deposit
from app.actions.deposits.receive import receive_deposit
from app.actions.deposits.refund import refund_deposit
from app.actions.deposits.take_back import take_back_movement
from app.actions.invoices.void import void_invoice
from app.actions.months.close import close_month
from app.actions.payments.apply_credit import apply_credit
from app.actions.payments.record_eft import record_eft
from app.actions.payments.refund import refund_payment
from app.core import clock
from app.core.entity import db
from app.core.errors import Forbidden, FoyerError, Refused
from app.core.month import Month
from app.models import Adhoc, DepositMovement, Invoice
from app.models.deposit import DepositStatus
from app.models.invoice import InvoiceStatus
from app.queries.credit import credit_here
from tests.actions.deposits.billing import EARLIER, billed, sent
from tests.actions.payments.test_refund import sound

ENDED = {"ends_on": dt.date(2026, 6, 30)}


def stands(session, deposit):
    session.expire_all()
    return deposit.status, deposit.held_cents


def this_month():
    return Month.of(clock.today("Africa/Johannesburg"))


def test_money_that_comes_in_pays_the_invoice_and_is_held(make, admin, session):
    deposit = make.deposit()
    (invoice,) = sent(deposit.location, admin)
    total = invoice.total_cents
    receive_deposit(deposit.id, key="1", amount_cents=200000, on=EARLIER, reference="EFT 1", by=admin)
    receive_deposit(deposit.id, key="1", amount_cents=200000, on=EARLIER, reference="EFT 1", by=admin)

    assert stands(session, deposit) == (DepositStatus.HELD, 200000)
    assert (invoice.status, invoice.due_cents) == (InvoiceStatus.PART_PAID, total - 200000)
    with pytest.raises(Refused, match="outstanding") as refused:
        receive_deposit(deposit.id, key="2", amount_cents=300001, on=EARLIER, reference="EFT 2", by=admin)
    assert refused.value.field == "amount_cents"
    receive_deposit(deposit.id, key="2", on=EARLIER, reference="EFT 2", by=admin)
    assert (stands(session, deposit), invoice.due_cents) == ((DepositStatus.HELD, 500000), total - 500000)


def test_money_needs_a_sent_invoice_a_day_that_has_come_and_a_reference(make, admin, session):
    deposit = make.deposit()
    with pytest.raises(Refused, match="Nothing of"):
        receive_deposit(deposit.id, key="1", on=EARLIER, reference="EFT", by=admin)
    billed(deposit.location, admin)
    with pytest.raises(Refused, match="not sent yet"):
        receive_deposit(deposit.id, key="1", on=EARLIER, reference="EFT", by=admin)
    Invoice.moves.move(session.scalars(select(Invoice)).one(), "send")
    session.commit()
    for wrong, field in (({"on": dt.date(2199, 1, 1)}, "on"), ({"reference": " "}, "reference"), ({"amount_cents": 0}, "amount_cents")):
        with pytest.raises(Refused) as refused:
            receive_deposit(deposit.id, **({"key": "1", "on": EARLIER, "reference": "EFT"} | wrong), by=admin)
        assert refused.value.field == field
    with pytest.raises(Forbidden):
        receive_deposit(deposit.id, key="1", on=EARLIER, reference="EFT", by=make.actor(FRONT_DESK))


def test_what_is_held_is_refunded_in_part_and_whole_and_never_more(make, admin, session):
    deposit = make.deposit(make.license(**ENDED), held=500000)
    refund_deposit(deposit.id, key="1", amount_cents=499999, on=EARLIER, reference="EFT", by=admin)
    with pytest.raises(Refused, match="holds 0"):
        refund_deposit(deposit.id, key="2", amount_cents=2, on=EARLIER, reference="EFT", by=admin)
    refund_deposit(deposit.id, key="2", on=EARLIER, reference="EFT", by=admin)
    assert stands(session, deposit) == (DepositStatus.SETTLED, 0)
    assert session.scalar(select(func.sum(DepositMovement.cents))) == 0


def test_while_the_license_runs_giving_back_is_a_decision_with_a_reason(make, admin, session):
    deposit = make.deposit(held=500000)
    with pytest.raises(Refused) as refused:
        refund_deposit(deposit.id, key="1", on=EARLIER, reference="EFT", by=admin)
    assert refused.value.field == "reason"
    refund_deposit(deposit.id, key="1", on=EARLIER, reference="EFT", reason="Ten years without a scratch", by=admin)
    assert stands(session, deposit) == (DepositStatus.SETTLED, 0)


def test_nothing_is_dated_into_a_closed_month(make, admin):
    deposit = make.deposit(make.license(**ENDED), held=500000)
    sent(deposit.location, admin)
    close_month(deposit.location_id, Month(2026, 6), by=admin)
    with pytest.raises(Refused, match="closed"):
        refund_deposit(deposit.id, key="1", on=EARLIER, reference="EFT", by=admin)


def test_two_refunds_at_once_give_back_once(app, make, admin, session):
    deposit = make.deposit(make.license(**ENDED), held=500000)
    deposit_id = deposit.id
    session.rollback()
    ready = Barrier(2)

    def give(key):
        with app.app_context():
            ready.wait()
            try:
                refund_deposit(deposit_id, key=key, on=EARLIER, reference="EFT", by=admin)
            except FoyerError as refused:
                return type(refused).__name__
            finally:
                db.session.remove()
            return "given"

    with ThreadPoolExecutor(2) as people:
        answers = list(people.map(give, ("one", "two")))
    assert answers.count("given") == 1, answers
    assert stands(session, deposit) == (DepositStatus.SETTLED, 0)
    assert session.scalar(select(func.count(DepositMovement.id))) == 2


def test_it_pays_an_open_invoice_but_not_the_asking_for_itself(make, admin, session):
    deposit = make.deposit()
    (own,) = sent(deposit.location, admin)
    receive_deposit(deposit.id, key="r", amount_cents=400000, on=EARLIER, reference="EFT", by=admin)
    desk = own.total_cents - 500000
    with pytest.raises(Refused, match="left to pay"):
        apply_deposit(deposit.id, key="a", invoice_id=own.id, amount_cents=desk + 1, by=admin)
    apply_deposit(deposit.id, key="a", invoice_id=own.id, by=admin)
    apply_deposit(deposit.id, key="a", invoice_id=own.id, by=admin)
    assert stands(session, deposit) == (DepositStatus.HELD, 400000 - desk)
    assert (own.status, own.due_cents) == (InvoiceStatus.PART_PAID, 100000), "what is left is the deposit itself"

    other = make.invoice(make.organisation(deposit.location))
    with pytest.raises(Refused, match="another organisation"):
        apply_deposit(deposit.id, key="b", invoice_id=other.id, by=admin)


def test_a_kept_part_is_charged_with_vat_and_pays_its_invoice(make, admin, session):
    deposit = make.deposit(make.license(ends_on=dt.date(2026, 5, 31)), held=500000)
    movement = keep_deposit(deposit.id, key="k", amount_cents=115000, reason="New lock", by=admin)
    assert keep_deposit(deposit.id, key="k", amount_cents=115000, reason="New lock", by=admin).id == movement.id
    charge = session.scalars(select(Adhoc)).one()
    assert (charge.unit_price_cents, charge.description) == (100000, f"New lock (kept from deposit {deposit.code})")
    assert stands(session, deposit) == (DepositStatus.HELD, 385000)
    for verb in (lambda: remove_adhoc(charge.id, by=admin), lambda: change_adhoc(charge.id, unit_price_cents=1, by=admin)):
        with pytest.raises(Refused, match="paid by a deposit"):
            verb()

    (invoice,) = sent(deposit.location, admin, this_month())
    assert (invoice.total_cents, invoice.paid_cents, invoice.due_cents) == (115000, 115000, 0)
    with pytest.raises(Refused, match="has been invoiced"):
        take_back_movement(movement.id, reason="It was not them", by=admin)


def test_a_kept_part_of_a_void_invoice_pays_the_next(make, admin, session):
    deposit = make.deposit(make.license(ends_on=dt.date(2026, 5, 31)), held=500000)
    keep_deposit(deposit.id, key="k", amount_cents=115000, reason="New lock", by=admin)
    billed(deposit.location, admin, this_month())
    void_invoice(session.scalars(select(Invoice.id)).one(), "Wrong month", by=admin)
    (void, invoice) = sent(deposit.location, admin, this_month())
    session.expire_all()
    assert (void.paid_cents, invoice.paid_cents) == (0, 115000)
    assert stands(session, deposit) == (DepositStatus.HELD, 385000)


def test_what_a_smaller_invoice_does_not_need_of_a_kept_part_is_held_again(make, admin, session):
    deposit = make.deposit(make.license(ends_on=dt.date(2026, 5, 31)), held=500000)
    make.adhoc(deposit.organisation, location_id=deposit.location_id, unit_price_cents=-40000, description="Goodwill")
    keep_deposit(deposit.id, key="k", amount_cents=115000, reason="New lock", by=admin)
    (invoice,) = sent(deposit.location, admin, this_month())
    session.expire_all()
    assert (invoice.total_cents, invoice.paid_cents) == (69000, 69000)
    assert stands(session, deposit) == (DepositStatus.HELD, 500000 - 69000)


def test_keeping_needs_a_reason_and_somebody_who_is_invoiced(make, admin, session):
    deposit = make.deposit(held=500000)
    with pytest.raises(Refused) as refused:
        keep_deposit(deposit.id, key="k", amount_cents=1000, by=admin)
    assert refused.value.field == "reason"
    deposit.organisation.status = "offboarded"
    session.commit()
    with pytest.raises(Refused, match="not active"):
        keep_deposit(deposit.id, key="k", amount_cents=1000, reason="New lock", by=admin)
    assert stands(session, deposit) == (DepositStatus.HELD, 500000)


def test_each_movement_can_be_taken_back_once(make, admin, session):
    deposit = make.deposit(make.license(**ENDED))
    (invoice,) = sent(deposit.location, admin)
    total = invoice.total_cents
    came = receive_deposit(deposit.id, key="1", on=EARLIER, reference="EFT", by=admin)
    went = refund_deposit(deposit.id, key="2", on=EARLIER, reference="EFT", by=admin)
    with pytest.raises(Refused, match="take that back first"):
        take_back_movement(came.id, reason="Wrong customer", by=admin)
    back = take_back_movement(went.id, reason="The bank returned it", by=admin)
    assert take_back_movement(went.id, reason="Again", by=admin).id == back.id
    assert stands(session, deposit) == (DepositStatus.HELD, 500000)
    take_back_movement(came.id, reason="Wrong customer", by=admin)
    assert stands(session, deposit) == (DepositStatus.INVOICED, 0)
    assert (invoice.status, invoice.due_cents) == (InvoiceStatus.SENT, total)
    with pytest.raises(Refused, match="takes back another"):
        take_back_movement(back.id, reason="Both", by=admin)


def test_a_kept_part_taken_back_takes_its_charge_along(make, admin, session):
    deposit = make.deposit(held=500000)
    kept = keep_deposit(deposit.id, key="k", reason="New lock", by=admin)
    assert stands(session, deposit) == (DepositStatus.SETTLED, 0)
    take_back_movement(kept.id, reason="It was not them", by=admin)
    assert stands(session, deposit) == (DepositStatus.HELD, 500000)
    assert session.scalars(select(Adhoc)).all() == []


def test_an_opening_that_was_wrong_leaves_nothing(make, admin, session):
    deposit = make.deposit(held=500000)
    opening = session.scalars(select(DepositMovement)).one()
    take_back_movement(opening.id, reason="It was another company's", by=admin)
    assert stands(session, deposit) == (DepositStatus.WITHDRAWN, 0)


@pytest.fixture
def paid_by_deposit(make):
    """R1 150.00 of R5 000.00 that are held paid an invoice, which was credited in full since. (invoice, deposit, movement, credit note)"""
    invoice = make.invoice()
    deposit = make.deposit(organisation_id=invoice.organisation_id, location_id=invoice.location_id, held=500_000)
    movement = apply_deposit(deposit.id, key="a", invoice_id=invoice.id, by=SYSTEM)
    return invoice, deposit, movement, create_credit_note(invoice.id, None, "Nobody came", by=SYSTEM)


def given_back(note, cents):
    return refund_payment(credit_note_id=note.id, key="r", amount_cents=cents, reference="EFT OUT", reason="Asked for it", by=SYSTEM)


def test_credit_that_was_given_back_is_not_held_again_as_well(paid_by_deposit, session):
    invoice, deposit, movement, note = paid_by_deposit
    given_back(note, 1)
    with pytest.raises(Refused, match=r"0\.01 of what was credited"):
        take_back_movement(movement.id, reason="It was another invoice", by=SYSTEM)
    assert (stands(session, deposit), invoice.paid_cents, note.credit_cents) == ((DepositStatus.HELD, 385_000), 115_000, 114_999)
    sound(session)


def test_what_is_held_again_is_no_credit_any_more(paid_by_deposit, session):
    invoice, deposit, movement, note = paid_by_deposit
    take_back_movement(movement.id, reason="It was another invoice", by=SYSTEM)
    assert (stands(session, deposit), invoice.due_cents, note.credit_cents) == ((DepositStatus.HELD, 500_000), 0, 0)
    with pytest.raises(Refused, match=r"0\.00 of credit left"):
        given_back(note, 115_000)
    sound(session)


def test_credit_of_a_deposit_pays_the_next_invoice(paid_by_deposit, make, session):
    invoice, _, movement, note = paid_by_deposit
    july = make.invoice(invoice.organisation, net=20_000, kind="manual")
    assert credit_here(session, july) == 115_000
    apply_credit(july.id, key="c", by=SYSTEM)
    assert (july.status, note.credit_cents, credit_here(session, july)) == (InvoiceStatus.PAID, 92_000, 92_000)
    with pytest.raises(Refused, match=r"230\.00 of what was credited"):
        take_back_movement(movement.id, reason="It was another invoice", by=SYSTEM)
    release_credit_note(note.id, invoice_id=july.id, key="off", reason="Meant for August", by=SYSTEM)
    take_back_movement(movement.id, reason="It was another invoice", by=SYSTEM)
    assert (july.due_cents, note.credit_cents) == (23_000, 0)
    sound(session)


def test_money_of_a_deposit_that_never_came_leaves_the_invoice_to_its_credit_note(make, admin, session):
    """The line beside it was paid by an EFT, credited, and the EFT went back in part."""
    deposit = make.deposit()
    (invoice,) = sent(deposit.location, admin)
    came = receive_deposit(deposit.id, key="1", on=EARLIER, reference="EFT", by=admin)
    desk = invoice.due_cents
    payment = record_eft(invoice.organisation_id, key="p", amount_cents=desk, reference="June", by=SYSTEM)
    line = next(each for each in invoice.lines if each.deposit_id is None)
    note = create_credit_note(invoice.id, {line.id: line.net_cents}, "Nobody came", by=SYSTEM)
    refund_payment(payment.id, key="r", amount_cents=desk - 10_000, invoice_id=invoice.id, reference="x", reason="y", by=SYSTEM)
    assert (invoice.due_cents, note.credit_cents) == (-10_000, 10_000)

    take_back_movement(came.id, reason="Another customer's", by=admin)
    assert (stands(session, deposit), invoice.due_cents, note.credit_cents) == ((DepositStatus.INVOICED, 0), 490_000, 0)
    sound(session)
