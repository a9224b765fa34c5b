"""Accounts: aged debt and statements agree to the cent, for every day, whoever looks, and see no more than they may."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.access.roles import FINANCE
from app.actions.credit_notes.create import create_credit_note
from app.actions.deposits.apply import apply_deposit
from app.actions.payments.record_eft import record_eft
from app.actions.payments.refund import refund_payment
from app.core.errors import Missing
from app.models import CreditNote, OpeningBalance, Payment
from app.models.invoice import InvoiceStatus
from app.queries.debtors.movements import MoveKind
from app.queries.debtors.open_items import OpenItem, items_over, open_items
from app.queries.debtors.statement import statement
from app.queries.debtors.who_owes import who_owes
from app.rules.aged_debt import Age
from tests.make import JUNE


def day(month: int, of: int) -> dt.date:
    return dt.date(2026, month, of)


@pytest.fixture
def acme(make, session):
    """R500 brought in, R1 150 of June and R2 300 of July; R1 000 came on 20 June, R500 from a deposit on 5 July, R230 were credited on
    10 July, and R3 000 came on 20 July, which is R280 more than was owed."""
    acme = make.organisation(make.location(name="Kloof"), name="Acme")
    session.add(OpeningBalance(organisation_id=acme.id, date=day(5, 1), document="OLD-1", amount_due_cents=50_000))
    make.invoice(acme, number="JUN")
    july = make.invoice(acme, net=200_000, kind="manual", number="JUL", issued_on=day(7, 1), due_on=day(7, 8))
    deposit = make.deposit(organisation_id=acme.id, location_id=acme.location_id, held=50_000)
    for when, act in (
        (day(6, 20), lambda: record_eft(acme.id, key="a", amount_cents=100_000, reference="EFT 1", by=SYSTEM)),
        (day(7, 5), lambda: apply_deposit(deposit.id, key="d", invoice_id=july.id, amount_cents=50_000, by=SYSTEM)),
        (day(7, 10), lambda: create_credit_note(july.id, {july.lines[0].id: 20_000}, "Broken heating", by=SYSTEM)),
        (day(7, 20), lambda: record_eft(acme.id, key="b", amount_cents=200_000, reference="EFT 2", by=SYSTEM)),
    ):
        with time_machine.travel(dt.datetime.combine(when, dt.time(10), dt.UTC), tick=False):
            act()
    return acme


def test_a_statement_says_what_moved_and_ends_where_the_open_items_do(acme, session):
    found = statement(session, acme.id, day(7, 1), day(7, 31), by=SYSTEM)

    assert [(each.move.kind, each.move.cents, each.balance) for each in found.entries] == [
        (MoveKind.INVOICE, 230_000, 295_000),
        (MoveKind.DEPOSIT, -50_000, 245_000),
        (MoveKind.CREDIT_NOTE, -23_000, 222_000),
        (MoveKind.PAYMENT, -200_000, 22_000),
    ]
    assert (found.opening, found.billed, found.settled, found.closing) == (65_000, 230_000, 273_000, 22_000)
    assert (found.debt.owed, found.debt.credit) == (50_000, 28_000), "what was brought in is open, and what is over is credit"


DAYS = [
    day(4, 30),
    day(5, 31),
    day(6, 1),
    day(6, 19),
    day(6, 20),
    day(7, 4),
    day(7, 5),
    day(7, 9),
    day(7, 10),
    day(7, 19),
    day(7, 20),
    day(8, 31),
]


@pytest.mark.parametrize("of", DAYS)
def test_on_every_day_of_the_past_documents_and_open_items_agree(acme, session, of):
    found = statement(session, acme.id, day(1, 1), of, by=SYSTEM)

    assert found.closing == found.debt.balance == sum(each.cents for each in open_items(session, of, by=SYSTEM))


def test_one_look_at_the_books_tells_of_many_days_what_a_look_each_does(acme, make, session):
    note = make.credit_note(acme, 9_900, issued_on=day(6, 2))
    payment = session.scalars(select(Payment).where(Payment.credit_cents > 0)).one()
    refund_payment(payment.id, key="r", amount_cents=10_000, refunded_on=day(7, 20), reference="R1", reason="Wanted", by=SYSTEM)
    refund_payment(credit_note_id=note.id, key="s", amount_cents=900, refunded_on=day(7, 5), reference="R2", reason="Wanted", by=SYSTEM)
    over = items_over(DAYS, by=SYSTEM)
    found = [tuple(row) for row in session.execute(select(over.c.day, *(over.c[name] for name in OpenItem._fields)))]
    each_day = [(of, *each) for of in DAYS for each in open_items(session, of, by=SYSTEM)]
    assert sorted(found, key=str) == sorted(each_day, key=str)
    assert len(found) > 20


def test_an_age_is_that_of_the_day_that_is_asked_for(acme, session):
    (debtor,) = who_owes(session, day(7, 4), by=SYSTEM).rows

    assert {age: cents for age, cents in debtor.debt.by_age.items() if cents} == {
        Age.NOT_DUE: 230_000,
        Age.TO_30: 15_000,
        Age.TO_90: 50_000,
    }
    assert (debtor.items, debtor.debt.oldest) == (2, day(5, 1))


def test_a_paid_invoice_that_is_credited_becomes_credit_and_what_is_not_sent_or_void_counts_nowhere(make, session):
    invoice = make.invoice()
    for status, more in ((InvoiceStatus.LOCKED, {}), (InvoiceStatus.VOID, {"void_reason": "A slip"})):
        make.invoice(invoice.organisation, status=status, kind="manual", **more)
    record_eft(invoice.organisation_id, key="a", amount_cents=115_000, reference="x", by=SYSTEM)
    note = create_credit_note(invoice.id, None, "All of it", by=SYSTEM)
    assert note.applied_cents == 0

    (debtor,) = who_owes(session, dt.date(2100, 1, 1), by=SYSTEM).rows
    assert (debtor.debt.owed, debtor.debt.credit) == (0, 115_000)
    assert statement(session, invoice.organisation_id, day(1, 1), dt.date(2100, 1, 1), by=SYSTEM).closing == -115_000


def test_a_month_below_zero_is_credit(make, session):
    acme = make.organisation()
    made = {"month": JUNE, "number": "CN-1", "currency": "ZAR", "issued_on": day(6, 1), "reason": "P12", "seller": {}, "buyer": {}}
    session.add(
        CreditNote(organisation_id=acme.id, location_id=acme.location_id, kind="run", net_cents=100, vat_cents=15, total_cents=115, **made)
    )
    session.commit()
    assert [(each.debt.owed, each.debt.balance) for each in who_owes(session, day(6, 1), by=SYSTEM).rows] == [(0, -115)]


def test_who_works_at_one_place_sees_its_part_and_it_adds_up(make, session):
    """A payment pays an invoice of each of two places; each place has its own share of it."""
    here, there = make.location(), make.location()
    acme = make.organisation(here)
    make.invoice(acme)
    make.invoice(acme, location_id=there.id, net=50_000, kind="manual", due_on=day(6, 9))
    record_eft(acme.id, key="a", amount_cents=130_000, reference="x", received_on=day(6, 9), by=SYSTEM)
    finance = make.actor(FINANCE, at=[here])

    assert [(each.name, each.debt.owed) for each in who_owes(session, day(6, 30), by=SYSTEM).places] == [(there.name, 42_500)]
    assert who_owes(session, day(6, 30), by=finance).rows == []
    assert (
        statement(session, acme.id, day(6, 1), day(6, 30), by=finance).closing,
        statement(session, acme.id, day(6, 1), day(6, 30), by=SYSTEM).closing,
    ) == (0, 42_500)
    theirs = statement(session, acme.id, day(6, 1), day(6, 30), by=make.actor(FINANCE, at=[there]))
    assert ([each.move.cents for each in theirs.entries], theirs.closing) == ([57_500, -15_000], 42_500), (
        "the bill of the place, and what of the payment came for it"
    )
    with pytest.raises(Missing):
        statement(session, acme.id, day(6, 1), day(6, 30), by=make.actor(FINANCE, at=[make.location()]))
    with pytest.raises(Missing):
        statement(session, acme.id, day(6, 1), day(6, 30), by=make.actor("Member", organisation=acme))


def test_what_went_back_is_owed_again_from_that_day_and_not_before(make, session):
    """R1 150 paid on 10 June; R150 of it went back on 20 June, and R50 of R100 credit on 25 June."""
    invoice = make.invoice()
    payment = record_eft(invoice.organisation_id, key="a", amount_cents=125_000, reference="x", received_on=day(6, 10), by=SYSTEM)
    refund_payment(
        payment.id, key="r", amount_cents=15_000, invoice_id=invoice.id, refunded_on=day(6, 20), reference="R1", reason="A slip", by=SYSTEM
    )
    refund_payment(payment.id, key="s", amount_cents=5_000, refunded_on=day(6, 25), reference="R2", reason="Wanted", by=SYSTEM)

    for of, owed, credit in (
        (day(6, 9), 115_000, 0),
        (day(6, 10), 0, 10_000),
        (day(6, 19), 0, 10_000),
        (day(6, 20), 15_000, 10_000),
        (day(6, 25), 15_000, 5_000),
    ):
        found = statement(session, invoice.organisation_id, day(1, 1), of, by=SYSTEM)
        assert (found.debt.owed, found.debt.credit, found.closing) == (owed, credit, owed - credit), of
    assert [each.move.kind for each in found.entries] == [MoveKind.INVOICE, MoveKind.PAYMENT, MoveKind.REFUND, MoveKind.REFUND]
