"""A bank statement: read once, each line a payment once, whoever presses what and how often."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select

from app.access.actor import SYSTEM
from app.actions.bank.forget import forget_statement
from app.actions.bank.ignore import ignore_line
from app.actions.bank.match import match_line
from app.actions.bank.read import read_statement
from app.actions.bank.upload import upload_statement
from app.actions.payments.record_eft import record_eft
from app.core.errors import Forbidden, Missing, Refused
from app.models import BankImport, BankLine, Payment
from app.models.bank_line import LineState
from app.models.invoice import InvoiceStatus
from app.queries.bank import proposals
from app.rules.bank_csv import Column
from app.rules.bank_matching import Sure
from tests.actions.payments.test_at_once import WORKERS, at_once
from tests.actions.payments.test_refund import sound

HEAD = "Date,Amount,Balance,Description\n"


@pytest.fixture
def acme(make):
    """R1 150.00 and R230.00 owed at Kloof. (location, the two)"""
    location = make.location(invoice_prefix="KLF")
    organisation = make.organisation(location, name="Acme Robotics", code="KLF-C77")
    return (
        location,
        make.invoice(organisation, number="KLF-00012"),
        make.invoice(organisation, number="KLF-00013", net=20_000, kind="manual"),
    )


def upload(location, *lines: str, name="june.csv", by=SYSTEM, head=HEAD):
    return upload_statement(name, (head + "\n".join(lines)).encode(), location_id=location.id, account="62-001 234 567", by=by)


def waiting(session):
    return session.scalars(select(BankLine).where(BankLine.state == LineState.WAITING).order_by(BankLine.number)).all()


def test_from_the_file_to_paid_invoices(acme, session):
    location, june, other = acme
    found = upload(location, "2026-06-05,1150.00,1,FNB PMT KLF12", "2026-06-06,-35.00,1,FEE", "2026-06-07,500.00,1,ACME ROBOTICS")
    assert (found.came_in, found.known, found.went_out, found.content) == (2, 0, 1, None)
    sure, likely = proposals(session, found.id, by=SYSTEM)
    assert (sure.match.sure, sure.invoices, likely.match.sure, likely.organisation.name) == (
        Sure.CERTAIN,
        (june,),
        Sure.POSSIBLE,
        "Acme Robotics",
    )

    payment = match_line(sure.line.id, organisation_id=june.organisation_id, invoice_ids=[june.id], by=SYSTEM)
    assert match_line(sure.line.id, organisation_id=june.organisation_id, by=SYSTEM).id == payment.id
    assert (payment.received_on, payment.reference, june.status) == (dt.date(2026, 6, 5), "FNB PMT KLF12", InvoiceStatus.PAID)
    match_line(likely.line.id, organisation_id=june.organisation_id, by=SYSTEM)
    assert (other.status, session.scalar(select(func.sum(Payment.credit_cents)))) == (InvoiceStatus.PAID, 27_000)
    sound(session)


def test_the_same_file_and_the_same_line_never_come_twice(acme, session):
    location, *_ = acme
    upload(location, "2026-06-05,1150.00,1,ACME")
    with pytest.raises(Refused, match="uploaded already"):
        upload(location, "2026-06-05,1150.00,1,ACME")
    again = upload(location, "2026-06-05,1150.00,2,acme", "2026-06-05,1150.00,2,ACME", "2026-06-08,7.00,3,X", name="july.csv")
    assert (again.came_in, again.known) == (2, 1)
    assert len(waiting(session)) == 3


def test_what_was_recorded_by_hand_is_not_recorded_again(acme, session):
    location, june, _ = acme
    by_hand = record_eft(june.organisation_id, key="a", amount_cents=115_000, received_on=dt.date(2026, 6, 6), reference="ACME", by=SYSTEM)
    found = upload(location, "2026-06-05,1150.00,1,ACME ROBOTICS", "2026-06-05,1150.00,1,ACME ROBOTICS")
    first, second = proposals(session, found.id, by=SYSTEM)
    assert first.recorded.id == by_hand.id
    assert match_line(first.line.id, payment_id=by_hand.id, by=SYSTEM).id == by_hand.id
    with pytest.raises(Refused, match="Another line"):
        match_line(second.line.id, payment_id=by_hand.id, by=SYSTEM)
    assert session.scalar(select(func.count(Payment.id))) == 1


def test_a_table_without_known_names_waits_for_somebody_who_knows_them(acme, session):
    location, *_ = acme
    found = upload(location, "HIST,20260605,,1150.00,CREDIT TRANSFER,ACME", head="")
    assert found.content is not None
    with pytest.raises(Refused, match="which column is the day"):
        read_statement(found.id, {1: Column.DAY}, by=SYSTEM)
    read_statement(found.id, {1: Column.DAY, 3: Column.AMOUNT, 5: Column.WORDS}, by=SYSTEM)
    assert [(line.cents, line.words) for line in waiting(session)] == [(115_000, "ACME")]
    with pytest.raises(Refused, match="read already"):
        forget_statement(found.id, by=SYSTEM)
    other = upload(location, "a,b", head="")
    forget_statement(other.id, by=SYSTEM)
    assert session.scalars(select(BankImport.id)).all() == [found.id]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (
            ["2026-06-05,1150.00,1,ACME", "2026-13-05,1.00,1,X", "2026-06-05,1.x,1,Y"],
            r"line 3, column Date: “2026-13-05”; line 4, column Amount: “1.x”",
        ),
        (["2099-06-05,1150.00,1,ACME"], "lies in the future"),
        (["remark,,,"], "no lines"),
    ],
)
def test_a_file_with_anything_wrong_keeps_nothing_and_says_where(acme, session, lines, said):
    location, *_ = acme
    with pytest.raises(Refused, match=said):
        upload(location, *lines)
    assert [session.scalar(select(func.count(model.id))) for model in (BankImport, BankLine)] == [0, 0]


def test_put_aside_and_back_and_by_whom(acme, make, session):
    location, *_ = acme
    upload(location, "2026-06-05,1150.00,1,ACME")
    (line,) = waiting(session)
    ignore_line(line.id, by=SYSTEM)
    with pytest.raises(Refused):
        match_line(line.id, organisation_id=acme[1].organisation_id, by=SYSTEM)
    ignore_line(line.id, again=True, by=SYSTEM)
    with pytest.raises(Forbidden):
        upload(location, "2026-06-05,1.00,1,X", by=make.actor("Front desk"))
    stranger = make.actor("Finance", at=[make.location()])
    for act in (
        lambda: upload(location, "2026-06-05,1.00,1,X", by=stranger),
        lambda: match_line(line.id, organisation_id=acme[1].organisation_id, by=stranger),
        lambda: ignore_line(line.id, by=stranger),
    ):
        with pytest.raises(Missing):
            act()


def test_four_who_record_the_same_line_make_one_payment(app, acme, session):
    location, june, _ = acme
    upload(location, "2026-06-05,1150.00,1,KLF-00012")
    (line,) = waiting(session)
    line_id, organisation_id = line.id, june.organisation_id
    session.rollback()
    at_once(app, lambda _: match_line(line_id, organisation_id=organisation_id, by=SYSTEM), range(WORKERS))
    assert session.scalar(select(func.count(Payment.id))) == 1
