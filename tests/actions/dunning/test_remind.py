"""Reminders go by themselves, each once, to who pays and with a way to do it; what was paid or promised meanwhile is let be."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from sqlalchemy import func, select

from app.access.actor import SYSTEM
from app.access.roles import FINANCE, FRONT_DESK
from app.actions.credit_notes.create import create_credit_note
from app.actions.deliveries.carry import begin_delivery
from app.actions.dunning.mail_statement import mail_statement
from app.actions.dunning.put_policy import put_policy
from app.actions.dunning.remind import remind
from app.actions.dunning.remind_due import remind_due
from app.actions.dunning.write_note import promise_to_pay, withdraw_note, write_note
from app.actions.payments.begin_charge import begin_charge
from app.actions.payments.record_eft import record_eft
from app.core.errors import Forbidden, Missing, Refused
from app.models import AccountLetter, DebtorNote, Delivery, Invoice
from app.models.delivery import DeliveryState
from app.models.location import MailMode
from app.queries.debtors.promises import rests_of
from tests.cards import kept_card

USUAL = {"is_on": True, "reminders": (-3, 1, 7, 14), "block_after": 14, "review_after": 21, "least_cents": 0}


@pytest.fixture
def june():
    """`june(9)` is the morning of that day of June; the days may only go on."""
    with time_machine.travel(dt.datetime(2026, 6, 1, 8, tzinfo=dt.UTC), tick=False) as traveller:
        yield lambda of: traveller.move_to(dt.datetime(2026, 6, of, 8, tzinfo=dt.UTC))


@pytest.fixture
def acme(make, june):
    """R1 150 due on 8 June, at a location in Cape Town."""
    put_policy(**USUAL, by=SYSTEM)
    acme = make.organisation(
        make.location(name="Kloof", sender_email="desk@kloof.example"),
        name="Acme",
        accounting_email="books@acme.example",
        invoice_email="ann@acme.example",
    )
    make.invoice(acme, number="KLF-1")
    return acme


def letters(session):
    return session.scalars(select(AccountLetter.days).order_by(AccountLetter.id)).all()


def test_three_mornings_with_two_jobs_each_bring_two_reminders_to_each_address(acme, june, world, session):
    for morning in (4, 5, 9):
        june(morning)
        assert remind_due() == (0 if morning == 4 else 1)
        assert remind_due() == 0
    mails = world.letters()

    assert letters(session) == [-3, 1]
    assert [mail["recipient"] if "recipient" in mail else mail["to"] for mail in mails] and len(mails) == 4
    first, last = mails[0]["text"], mails[-1]["text"]
    assert "is due on 8 June 2026" in mails[0]["subject"] and "was due on 8 June 2026" in mails[-1]["subject"]
    assert (
        "Pay now: " in first
        and f"/my/invoices/{session.scalar(select(AccountLetter.invoice_id).limit(1))}/pay" in first
        and "account 62001234567" in first
        and "KLF-1" in first
    )
    assert "From 22 June 2026 no new rooms can be booked" in last and "no new rooms" not in first
    assert session.scalar(select(func.count(Delivery.id)).where(Delivery.state != DeliveryState.SENT)) == 0


def test_what_was_paid_before_the_mail_went_is_not_reminded_of(acme, june, world, session):
    june(9)
    assert remind_due() == 1
    record_eft(acme.id, key="a", amount_cents=115_000, reference="x", by=SYSTEM)
    assert world.letters() == []
    assert {row.state for row in session.scalars(select(Delivery))} == {DeliveryState.WITHHELD}
    june(15)
    assert remind_due() == 0


@pytest.mark.parametrize("meanwhile", ["paid", "credited", "promised"])
def test_what_is_settled_once_its_words_are_written_is_not_sent_either(acme, june, session, meanwhile):
    """The last look is while the debt is held, as the mail begins."""
    june(9)
    assert remind_due() == 1
    settle(acme, session, meanwhile)
    row = session.scalars(select(Delivery)).first()
    assert begin_delivery(row.id, by=SYSTEM) is None
    session.refresh(row)
    assert (row.state, row.reason) == (
        DeliveryState.WITHHELD,
        "They promised to pay before the mail went." if meanwhile == "promised" else "The invoice was settled before the mail went.",
    )


@pytest.mark.parametrize("meanwhile", ["paid", "credited", "promised", "charged"])
def test_what_is_settled_once_it_was_chosen_is_written_to_nobody(acme, june, session, meanwhile, make, world):
    june(9)
    invoice_id = session.scalars(select(Invoice.id)).one()
    if meanwhile == "charged":
        kept_card(make, world, acme)
        begin_charge(invoice_id, by=SYSTEM)
    else:
        settle(acme, session, meanwhile)
    assert remind(invoice_id, 1, by=SYSTEM) is None
    assert letters(session) == []


def settle(organisation, session, how):
    if how == "paid":
        record_eft(organisation.id, key="a", amount_cents=115_000, reference="x", by=SYSTEM)
    elif how == "credited":
        create_credit_note(session.scalars(select(Invoice.id)).one(), None, "Nobody came", by=SYSTEM)
    else:
        promise_to_pay(organisation.id, amount_cents=115_000, until=dt.date(2026, 6, 20), by=SYSTEM)


def test_a_promise_lets_everything_rest_until_it_is_broken_or_withdrawn(acme, june, session, make):
    june(9)
    note = promise_to_pay(acme.id, amount_cents=50_000, until=dt.date(2026, 6, 20), by=make.actor(FINANCE))
    assert (note.currency, note.noted_by != "") == ("ZAR", True)
    assert remind_due() == 0
    june(20)
    assert remind_due() == 0
    june(21)
    rest = rests_of(session, {acme.id: dt.date(2026, 6, 21)})[acme.id]
    assert rest.promise.is_broken and rest.dunning_until is None
    session.rollback()
    assert remind_due() == 1 and letters(session) == [7], "the last that was reached, and not the two before it"

    second = promise_to_pay(acme.id, amount_cents=50_000, until=dt.date(2026, 6, 30), by=SYSTEM)
    session.refresh(note)
    assert note.withdrawn_at is not None, "what was said last counts"
    june(22)
    assert remind_due() == 0
    withdraw_note(second.id, by=SYSTEM)
    assert remind_due() == 1 and letters(session) == [7, 14]
    with pytest.raises(Refused):
        withdraw_note(second.id, by=SYSTEM)


def test_a_silent_place_keeps_its_mails_back_and_a_redirected_one_sends_one(acme, june, session):
    june(5)
    acme.location.mail_mode = MailMode.SILENT
    session.commit()
    assert remind_due() == 1
    assert [row.state for row in session.scalars(select(Delivery))] == [DeliveryState.WITHHELD] * 2
    june(9)
    acme.location.mail_mode, acme.location.redirect_email = MailMode.REDIRECT, "test@house.example"
    session.commit()
    assert remind_due() == 1
    assert session.scalars(select(Delivery.address).where(Delivery.state == DeliveryState.TODO)).all() == ["test@house.example"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"reminders": (-31,)}, "reminders"),
        ({"reminders": range(1, 10)}, "reminders"),
        ({"block_after": 0}, "block_after"),
        ({"reminders": (-3,)}, "block_after"),
        ({"reminders": (15,)}, "block_after"),
        ({"review_after": 13}, "review_after"),
        ({"review_after": 400}, "review_after"),
        ({"least_cents": -1}, "least_cents"),
    ],
)
def test_a_policy_that_nobody_can_mean_is_refused_at_its_field(app, wrong, field):
    with pytest.raises(Refused) as refusal:
        put_policy(**USUAL | wrong, by=SYSTEM)
    assert refusal.value.field == field


def test_the_day_of_switching_on_stays_while_days_change_and_goes_when_it_is_off(app, june):
    assert put_policy(**USUAL, by=SYSTEM).since == dt.date(2026, 6, 1)
    june(5)
    assert put_policy(**USUAL | {"least_cents": 100}, by=SYSTEM).since == dt.date(2026, 6, 1)
    assert put_policy(**USUAL | {"is_on": False}, by=SYSTEM).since is None
    assert put_policy(**USUAL, by=SYSTEM).since == dt.date(2026, 6, 5)


def test_who_may_not(acme, make):
    with pytest.raises(Forbidden):
        put_policy(**USUAL, by=make.actor(FINANCE, at=[acme.location]))
    with pytest.raises(Forbidden):
        write_note(acme.id, text="x", by=make.actor(FRONT_DESK))
    with pytest.raises(Missing):
        write_note(acme.id, text="x", by=make.actor(FINANCE, at=[make.location()]))


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"amount_cents": 0}, "amount_cents"),
        ({"amount_cents": None}, "amount_cents"),
        ({"until": dt.date(2026, 5, 31)}, "until"),
        ({"until": dt.date(2028, 1, 1)}, "until"),
        ({"until": None}, "until"),
    ],
)
def test_a_promise_of_nothing_or_of_no_day_is_refused(acme, session, said, field):
    with pytest.raises(Refused) as refusal:
        promise_to_pay(acme.id, **{"amount_cents": 1, "until": dt.date(2026, 6, 9)} | said, by=SYSTEM)
    assert refusal.value.field == field
    assert session.scalars(select(DebtorNote)).all() == []


def test_a_statement_goes_by_mail_with_its_paper(acme, world, session, make):
    mail_statement(acme.id, dt.date(2026, 6, 1), dt.date(2026, 6, 30), by=make.actor(FINANCE, at=[acme.location]))
    mails = world.letters()
    assert len(mails) == 2 and "R 1 150.00" in mails[0]["subject"].replace("\xa0", " ") and "attached" in mails[0]["text"]
    acme.invoice_email = acme.accounting_email = ""
    session.commit()
    with pytest.raises(Refused, match="no address"):
        mail_statement(acme.id, dt.date(2026, 6, 1), dt.date(2026, 6, 30), by=SYSTEM)
    assert session.scalar(select(func.count(AccountLetter.id))) == 1


def test_who_sees_half_of_an_account_sends_none_of_it(acme, make):
    make.invoice(acme, location_id=make.location().id, kind="manual")
    with pytest.raises(Refused, match="places where you do not work"):
        mail_statement(acme.id, dt.date(2026, 6, 1), dt.date(2026, 6, 30), by=make.actor(FINANCE, at=[acme.location]))
