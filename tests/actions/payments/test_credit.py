"""Credit that pays later invoices: by hand, by itself when they go out, and only where it lies (P1, P12)."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from sqlalchemy import func, select

from app.access.actor import SYSTEM
from app.actions.credit_notes.create import create_credit_note
from app.actions.credit_notes.release import release_credit_note
from app.actions.payments.apply_credit import apply_credit
from app.actions.payments.record_eft import record_eft
from app.actions.payments.refund import refund_payment
from app.actions.payments.release import release_payment
from app.actions.payments.use_credit_when_sent import use_credit_when_sent
from app.actions.settings.put import put_setting
from app.core.errors import Forbidden, Refused
from app.models import CreditNotePart, Payment, PaymentPart
from app.models.deposit import DepositStatus
from app.models.invoice import InvoiceStatus
from app.queries.credit import BY_HAND, SETTING, credit_here
from app.queries.debtors.open_items import open_items
from app.queries.debtors.statement import statement
from tests.actions.payments.test_refund import sound

FAR = dt.date(2100, 1, 1)


@pytest.fixture
def acme(make):
    """R350.00 of an EFT are credit. (organisation, invoice that is paid, invoice of R230.00 that is open)"""
    organisation = make.organisation()
    june = make.invoice(organisation)
    record_eft(organisation.id, key="a", amount_cents=150_000, reference="June", by=SYSTEM)
    return organisation, june, make.invoice(organisation, net=20_000, kind="manual")


def agree(session, organisation, day=FAR) -> int:
    """What the statement says and what is open are the same; how much."""
    session.expire_all()
    found = statement(session, organisation.id, dt.date(2026, 1, 1), day, by=SYSTEM)
    assert (
        found.closing
        == found.debt.balance
        == sum(each.cents for each in open_items(session, day, by=SYSTEM, organisation_id=organisation.id))
    )
    return found.closing


def test_by_hand_once_and_no_more_than_there_is(acme, session):
    organisation, _, july = acme
    apply_credit(july.id, key="a", amount_cents=10_000, by=SYSTEM)
    apply_credit(july.id, key="a", amount_cents=10_000, by=SYSTEM)

    assert (july.due_cents, july.status, credit_here(session, july)) == (13_000, InvoiceStatus.PART_PAID, 25_000)
    with pytest.raises(Refused, match=r"130\.00 left to pay"):
        apply_credit(july.id, key="b", amount_cents=13_001, by=SYSTEM)
    apply_credit(july.id, key="c", by=SYSTEM)
    assert (july.status, credit_here(session, july)) == (InvoiceStatus.PAID, 12_000)
    assert agree(session, organisation) == -12_000
    sound(session)


def test_when_an_invoice_goes_out_unless_the_house_says_otherwise(acme, session, admin):
    _, _, july = acme
    put_setting(SETTING, BY_HAND, by=admin)
    use_credit_when_sent(july.id, by=SYSTEM)
    assert july.paid_cents == 0
    put_setting(SETTING, "when sent", by=admin)
    for _again in range(2):
        use_credit_when_sent(july.id, by=SYSTEM)
    assert (july.status, session.scalar(select(func.sum(Payment.credit_cents)))) == (InvoiceStatus.PAID, 12_000)
    sound(session)


def test_what_came_in_since_is_used_when_the_job_is_run_again(acme, make, session):
    """As when the card could not be asked after it: its job begins from the start."""
    organisation, _, _ = acme
    august, other = make.invoice(organisation, net=100_000, kind="manual"), make.invoice(organisation, net=1_000, kind="manual")
    use_credit_when_sent(august.id, by=SYSTEM)
    record_eft(organisation.id, key="b", amount_cents=5_000, invoice_id=other.id, reference="More", by=SYSTEM)
    for _again in range(2):
        use_credit_when_sent(august.id, by=SYSTEM)
    session.expire_all()
    assert (august.paid_cents, credit_here(session, august)) == (35_000 + 5_000 - 1_150, 0)
    sound(session)


def test_what_was_credited_after_it_was_paid_pays_the_next_one(make, session):
    invoice = make.invoice()
    organisation = invoice.organisation
    payment = record_eft(organisation.id, key="a", amount_cents=115_000, reference="June", by=SYSTEM)
    note = create_credit_note(invoice.id, {invoice.lines[0].id: 20_000}, "A broken chair", by=SYSTEM)
    july = make.invoice(organisation, kind="manual")
    assert credit_here(session, july) == 23_000
    assert agree(session, organisation) == 92_000

    apply_credit(july.id, key="a", by=SYSTEM)
    assert (invoice.due_cents, july.due_cents, note.credit_cents, payment.credit_cents) == (0, 92_000, 0, 0)
    refund_payment(payment.id, key="r", amount_cents=92_000, invoice_id=invoice.id, reference="x", reason="y", by=SYSTEM)
    assert (invoice.due_cents, agree(session, organisation)) == (92_000, 184_000)
    sound(session)


def test_what_was_paid_is_credited_in_two_notes(make, session):
    invoice = make.invoice()
    record_eft(invoice.organisation_id, key="a", amount_cents=100_000, reference="June", by=SYSTEM)
    notes = [create_credit_note(invoice.id, {invoice.lines[0].id: net}, "A broken chair", by=SYSTEM) for net in (20_000, 50_000)]
    assert ([(note.applied_cents, note.credit_cents) for note in notes], invoice.due_cents) == ([(15_000, 8_000), (0, 57_500)], -65_500)
    sound(session)


def test_a_month_below_zero_pays_but_never_a_deposit(make, session):
    organisation = make.organisation()
    note = make.credit_note(organisation, 230_000)
    invoice = make.invoice(organisation, total_cents=615_000, net_cents=600_000, vat_cents=15_000)
    deposit = make.deposit(
        organisation_id=organisation.id, location_id=organisation.location_id, invoice_id=invoice.id, status=DepositStatus.INVOICED
    )

    apply_credit(invoice.id, key="a", by=SYSTEM)
    assert (invoice.due_cents, note.credit_cents, deposit.held_cents) == (500_000, 115_000, 0)
    assert session.scalars(select(CreditNotePart.cents)).all() == [115_000]
    record_eft(organisation.id, key="b", amount_cents=100_000, reference="x", by=SYSTEM)
    record_eft(organisation.id, key="c", amount_cents=400_100, reference="x", by=SYSTEM)
    session.refresh(deposit)
    assert (invoice.status, deposit.held_cents) == (InvoiceStatus.PAID, 500_000)
    assert agree(session, organisation) == -115_100
    sound(session)


def test_a_note_is_taken_off_an_invoice_with_a_reason_once(make, session):
    organisation = make.organisation()
    note = make.credit_note(organisation, 230_000)
    june, july = make.invoice(organisation), make.invoice(organisation, kind="manual")
    apply_credit(june.id, key="a", by=SYSTEM)
    apply_credit(july.id, key="b", by=SYSTEM)
    about = {"invoice_id": june.id, "reason": "Meant for July"}
    with pytest.raises(Refused, match="fill this in"):
        release_credit_note(note.id, key="x", invoice_id=june.id, by=SYSTEM)
    with pytest.raises(Forbidden):
        release_credit_note(note.id, key="x", **about, by=make.actor("Front desk"))

    for _again in range(2):
        release_credit_note(note.id, key="x", amount_cents=15_000, **about, by=SYSTEM)
    assert (june.due_cents, june.status, note.credit_cents) == (15_000, InvoiceStatus.PART_PAID, 15_000)
    with pytest.raises(Refused, match=r"pays 1000\.00"):
        release_credit_note(note.id, key="y", amount_cents=100_001, **about, by=SYSTEM)
    release_credit_note(note.id, key="y", **about, by=SYSTEM)
    assert (june.status, july.status, note.credit_cents) == (InvoiceStatus.SENT, InvoiceStatus.PAID, 115_000)
    with pytest.raises(Refused, match="does not pay"):
        release_credit_note(note.id, key="z", **about, by=SYSTEM)
    assert set(session.scalars(select(CreditNotePart.reason).where(CreditNotePart.reverses_id.is_not(None)))) == {"Meant for July"}
    assert agree(session, organisation) == 0
    sound(session)


def test_a_note_that_gives_back_its_own_invoice_stays_with_it(make):
    invoice = make.invoice()
    note = create_credit_note(invoice.id, None, "A broken desk", by=SYSTEM)
    with pytest.raises(Refused, match="stays with it"):
        release_credit_note(note.id, key="x", invoice_id=invoice.id, reason="No", by=SYSTEM)


def test_what_was_credited_twice_is_credit_when_the_note_goes_off(make, session):
    organisation = make.organisation()
    note = make.credit_note(organisation, 115_000)
    june = make.invoice(organisation)
    apply_credit(june.id, key="a", by=SYSTEM)
    create_credit_note(june.id, None, "A broken desk", by=SYSTEM)
    assert agree(session, organisation) == -115_000
    release_credit_note(note.id, key="x", invoice_id=june.id, reason="It was credited", by=SYSTEM)
    assert (june.due_cents, note.credit_cents, agree(session, organisation)) == (0, 115_000, -115_000)
    sound(session)


def test_what_was_credited_twice_and_refunded_stays_on_its_invoice(make, session):
    organisation = make.organisation()
    note = make.credit_note(organisation, 115_000)
    june = make.invoice(organisation)
    apply_credit(june.id, key="a", by=SYSTEM)
    again = create_credit_note(june.id, None, "A broken desk", by=SYSTEM)
    refund_payment(credit_note_id=again.id, key="r", amount_cents=15_000, reference="x", reason="y", by=SYSTEM)
    with pytest.raises(Refused, match=r"150\.00 of what was credited"):
        release_credit_note(note.id, key="x", invoice_id=june.id, reason="It was credited", by=SYSTEM)
    release_credit_note(note.id, key="y", invoice_id=june.id, amount_cents=100_000, reason="It was credited", by=SYSTEM)
    assert (june.due_cents, note.credit_cents, again.credit_cents) == (-15_000, 100_000, 0)
    sound(session)


def test_credit_lies_at_its_location(acme, make):
    organisation, _, _ = acme
    elsewhere = make.invoice(organisation, location_id=make.location().id, kind="manual")
    with pytest.raises(Refused, match="no credit left at"):
        apply_credit(elsewhere.id, key="a", by=SYSTEM)
    with pytest.raises(Forbidden):
        apply_credit(elsewhere.id, key="a", by=make.actor("Front desk"))


def test_what_was_put_onto_the_wrong_invoice_is_credit_again(acme, session):
    organisation, june, july = acme
    payment = session.scalars(select(Payment)).one()
    release_payment(payment.id, invoice_id=june.id, amount_cents=15_000, by=SYSTEM)
    assert (june.due_cents, payment.credit_cents) == (15_000, 50_000)
    release_payment(payment.id, invoice_id=june.id, by=SYSTEM)
    assert (june.status, payment.credit_cents) == (InvoiceStatus.SENT, 150_000)
    with pytest.raises(Refused, match="did not pay"):
        release_payment(payment.id, invoice_id=june.id, by=SYSTEM)
    apply_credit(july.id, key="a", by=SYSTEM)
    assert session.scalar(select(func.sum(PaymentPart.cents))) == 23_000
    assert agree(session, organisation) == -12_000
    sound(session)


def test_on_every_day_of_the_past_documents_and_open_items_agree(make, session):
    """Paid on the 1st, a part given back on the 5th, credited on the 7th, credit used on the 9th."""
    organisation = make.organisation()
    june = make.invoice(organisation)

    def on(day: int, act) -> None:
        with time_machine.travel(dt.datetime(2026, 7, day, 10, tzinfo=dt.UTC), tick=False):
            act()

    payments = []
    on(1, lambda: payments.append(record_eft(organisation.id, key="a", amount_cents=130_000, reference="x", by=SYSTEM)))
    on(5, lambda: refund_payment(payments[0].id, key="r", amount_cents=15_000, invoice_id=june.id, reference="x", reason="y", by=SYSTEM))
    on(6, lambda: record_eft(organisation.id, key="b", amount_cents=15_000, reference="x", by=SYSTEM))
    on(7, lambda: create_credit_note(june.id, {june.lines[0].id: 40_000}, "A broken chair", by=SYSTEM))
    july = make.invoice(organisation, kind="manual", issued_on=dt.date(2026, 7, 8), due_on=dt.date(2026, 7, 15))
    on(9, lambda: apply_credit(july.id, key="c", by=SYSTEM))
    on(11, lambda: refund_payment(payments[0].id, key="s", amount_cents=10_000, invoice_id=june.id, reference="x", reason="y", by=SYSTEM))
    days = [dt.date(2026, 7, day) for day in range(1, 13)]
    assert [agree(session, organisation, day) for day in days] == [-15_000] * 4 + [
        0,
        -15_000,
        -61_000,
        54_000,
        54_000,
        54_000,
        64_000,
        64_000,
    ]
    sound(session)
