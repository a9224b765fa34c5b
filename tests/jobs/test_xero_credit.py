"""Credit stands in the books from the day its money came: as an over-payment, its use, its refund; and whatever is taken back here is taken out there (I5, I6)."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import delete, select

from app.access.actor import SYSTEM
from app.actions.credit_notes.create import create_credit_note
from app.actions.payments.apply_credit import apply_credit
from app.actions.payments.charge_back import charge_back_payment
from app.actions.payments.refund import refund_payment
from app.actions.payments.release import release_payment
from app.actions.xero.settle_difference import match_entry, retry_entry
from app.actions.xero.want_entries import want_entries
from app.core.errors import Refused
from app.integrations.xero import PaymentForXero
from app.models import CreditNote, OutboxMessage, Payment, Step, XeroEntry, XeroHeld
from app.models.step import StepState
from app.models.xero_entry import EntryKind
from app.rules.reconcile import Cause, FactKind
from tests.jobs.test_xero_cache import differing, known
from tests.jobs.test_xero_entries import DAY, entries, in_xero, invoices, location, paid, payments
from tests.vendors import ZA

__all__ = ["invoices", "known", "location"]
SOON = (
    "429",
    "cut_before",
    "cut_after",
    "wrong_json",
    *(pytest.param(each, marks=pytest.mark.slow) for each in ("500", "503", "500_after", "cut_body")),
)


def overs(world):
    return [
        (round(one["Total"] * 100), round(one["RemainingCredit"] * 100))
        for one in world.vendors.held("Overpayments")
        if one["Status"] != "VOIDED"
    ]


def back(payment, cents, key="r", **more):
    return refund_payment(payment.id, key=key, amount_cents=cents, reference="EFT OUT", reason="Asked for it", by=SYSTEM, **more)


def bank(world):
    """What the bank account there says that came in and went out."""
    found = {"ACCRECPAYMENT": 0, "AROVERPAYMENTPAYMENT": 0, "ARCREDITPAYMENT": 0}
    for one in payments(world):
        found[one["PaymentType"]] += round(one["Amount"] * 100)
    return found["ACCRECPAYMENT"] + sum(total for total, _left in overs(world)), found["AROVERPAYMENTPAYMENT"] + found["ARCREDITPAYMENT"]


def all_told(session):
    return {each.state for each in entries(session)} == {StepState.DONE}


def test_a_payment_that_is_more_than_its_invoices_leaves_an_overpayment(known, location, world, session):
    paid(known[0], 250000)
    world.run_jobs()
    assert in_xero(world) == {"KLF-00001": ("PAID", 0), "KLF-00002": ("PAID", 0)}
    assert (overs(world), bank(world)) == ([(20000, 20000)], (250000, 0))
    assert differing(world, session, location) == []
    (held,) = world.vendors.held("BankTransactions")
    over = entries(session)[-1]
    assert (held["BankAccount"]["Code"], held["LineItems"][0]["Description"], held["DateString"]) == (
        "090",
        f"ACME June ({over.key})",
        f"{DAY}T00:00:00",
    )


def test_credit_is_used_given_back_and_used_elsewhere(known, location, world, session):
    payment = paid(known[0], 100000)
    world.run_jobs()
    release_payment(payment.id, invoice_id=known[0].id, by=SYSTEM)
    world.run_jobs()
    assert (in_xero(world)["KLF-00001"], overs(world), bank(world)) == (("AUTHORISED", 115000), [(100000, 100000)], (100000, 0))

    apply_credit(known[1].id, key="a", amount_cents=60000, by=SYSTEM)
    world.run_jobs()
    assert (in_xero(world)["KLF-00002"], overs(world)) == (("AUTHORISED", 55000), [(100000, 40000)])
    assert differing(world, session, location) == []

    release_payment(payment.id, invoice_id=known[1].id, amount_cents=10000, by=SYSTEM)
    back(payment, 50000)
    world.run_jobs()
    assert (in_xero(world)["KLF-00002"], overs(world), bank(world)) == (("AUTHORISED", 65000), [(100000, 0)], (100000, 50000))
    assert all_told(session) and differing(world, session, location) == []


@pytest.mark.parametrize("fault", SOON)
def test_whatever_happens_on_the_way_credit_is_there_once(known, location, world, session, fault):
    """Over-payment, use, refund and taking off: each call fails once."""
    for call in (
        "PUT */BankTransactions",
        "GET */Overpayments",
        "GET */Overpayments/*",
        "PUT */Overpayments/*",
        "DELETE */Overpayments/*",
        "PUT */Payments",
        "GET */Payments",
    ):
        world.vendors.fault(fault, call, seconds=0.02)
    payment = paid(known[0], 135000)
    release_payment(payment.id, invoice_id=known[1].id, by=SYSTEM)
    world.run_later()
    apply_credit(known[1].id, key="a", by=SYSTEM)
    world.run_later()
    release_payment(payment.id, invoice_id=known[1].id, by=SYSTEM)
    back(payment, 20000)
    world.run_later()

    assert (overs(world), bank(world), len(world.vendors.held("Overpayments"))) == ([(20000, 0)], (135000, 20000), 1)
    assert all_told(session) and differing(world, session, location) == []


def test_what_a_bank_took_back_goes_out_on_its_own_day(known, location, world, session, make):
    payment = paid(known[0], 115000)
    world.run_jobs()
    payment.kind = "card"
    session.commit()
    charge_back_payment(payment.id, reference="CB 1", by=SYSTEM)
    world.run_jobs()
    assert (in_xero(world)["KLF-00001"], bank(world)) == (("AUTHORISED", 115000), (115000, 115000))
    assert [one["Account"]["Code"] for one in payments(world)] == ["091"]
    assert differing(world, session, location) == []


def test_a_credit_note_of_its_own_pays_is_taken_off_and_refunded(known, location, world, session, login):
    create_credit_note(known[1].id, None, "A broken desk", by=SYSTEM)
    world.run_jobs()
    assert in_xero(world)["KLF-00002"] == ("PAID", 0)
    note = session.scalars(select(CreditNote)).one()
    # as a month below zero leaves it: of no invoice, until it pays one
    note.applied_cents, note.invoice_id, known[1].credited_cents, known[1].status = 0, None, 0, "sent"
    session.commit()
    want_entries(by=SYSTEM)
    world.run_jobs()
    assert in_xero(world)["KLF-00002"] == ("AUTHORISED", 115000)
    apply_credit(known[0].id, key="n", by=SYSTEM)
    world.run_jobs()
    assert in_xero(world)["KLF-00001"] == ("PAID", 0)

    world.vendors.fault("cut_after", "DELETE */CreditNotes/*", seconds=0.02)
    browser = login("Finance")
    address = f"/credit-notes/release/{note.id}"
    page = browser.get(address).get_data(as_text=True)
    said = {name: re.search(rf'name="{name}"[^>]*value="([^"]+)"', page)[1] for name in ("csrf_token", "key")}
    assert browser.post(address, data={**said, "invoice_id": known[0].id, "reason": ""}).status_code == 200
    for _twice in range(2):
        browser.post(address, data={**said, "invoice_id": known[0].id, "reason": "Meant for July"})
    assert "Taken off KLF-00001 on" in browser.get(f"/credit-notes/show/{note.id}").get_data(as_text=True)
    world.run_later()
    assert in_xero(world)["KLF-00001"] == ("AUTHORISED", 115000)

    refund_payment(credit_note_id=note.id, key="n", amount_cents=40000, reference="EFT OUT", reason="Moved out", by=SYSTEM)
    world.run_jobs()
    (held,) = world.vendors.held("CreditNotes")
    assert (held["RemainingCredit"], bank(world)) == (750.0, (0, 40000))
    assert all_told(session) and differing(world, session, location) == []


def test_a_reconciled_payment_is_parked_with_what_to_do_and_nothing_is_told_twice(known, location, world, session):
    payment = paid(known[0], 115000)
    world.run_jobs()
    (there,) = payments(world)
    world.vendors.post(f"/_control/xero/{ZA}/Payments/{there['PaymentID']}", {"IsReconciled": True})
    back(payment, 30000, invoice_id=known[0].id)
    world.run_jobs()
    assert bank(world) == (115000, 0)
    assert differing(world, session, location) == [
        (Cause.NOT_TOLD, "KLF-00001", -115000, 0),
        (Cause.NOT_TOLD, "KLF-00001", 85000, 0),
        (Cause.NOT_TOLD, str(payment), 30000, 0),
        (Cause.NOT_TOLD, str(payment), 30000, 0),
    ]
    removal = session.scalars(select(XeroEntry).where(XeroEntry.kind == EntryKind.REMOVAL)).one()
    assert (removal.state, "choose Unreconcile" in removal.reason) == (StepState.FAILED, True)

    world.vendors.post(f"/_control/xero/{ZA}/Payments/{there['PaymentID']}", {"IsReconciled": False})
    retry_entry(removal.id, by=SYSTEM)
    world.run_jobs()
    assert bank(world) == (115000, 30000)
    assert all_told(session) and differing(world, session, location) == []


def test_the_cent_that_xero_misses_is_listed(known, location, world, session, login):
    payment = paid(known[0], 116000)
    release_payment(payment.id, invoice_id=known[1].id, by=SYSTEM)
    world.run_jobs()
    (over,) = world.vendors.held("Overpayments")
    world.vendors.post(f"/_control/xero/{ZA}/Overpayments/{over['OverpaymentID']}", {"RemainingCredit": 9.99})
    assert differing(world, session, location) == [(Cause.REMAINDER, str(payment), 1000, 999)]
    page = login("Finance").get(f"/xero/{location.xero_connection_id}/differences").get_data(as_text=True)
    assert "Payment of 5 Jun 2026" in page and f"/show/{payment.id}" in page

    world.vendors.post(f"/_control/xero/{ZA}/Overpayments/{over['OverpaymentID']}", {"Status": "VOIDED"})
    assert differing(world, session, location) == [(Cause.VOIDED, str(payment), 1000, 0)]
    entry = session.scalars(select(XeroEntry).where(XeroEntry.kind == EntryKind.OVERPAYMENT)).one()
    retry_entry(entry.id, by=SYSTEM)
    world.run_jobs()
    assert overs(world) == [(1000, 1000)] and differing(world, session, location) == []
    with pytest.raises(Refused, match="still has it"):
        retry_entry(entry.id, by=SYSTEM)


def test_a_refund_that_both_recorded_is_said_to_be_one(known, location, world, session):
    payment = paid(known[0], 116000)
    release_payment(payment.id, invoice_id=known[1].id, by=SYSTEM)
    world.run_jobs()
    (over,) = world.vendors.held("Overpayments")
    world.vendors.connection().books().record_payments(
        [PaymentForXero(over["OverpaymentID"], 1000, DAY, "090", "BY HAND", FactKind.OVERPAYMENT)], key="by hand"
    )
    assert differing(world, session, location) == [(Cause.ONLY_THERE, str(payment), 0, 1000)]
    back(payment, 1000)
    world.run_jobs()
    entry = session.scalars(select(XeroEntry).where(XeroEntry.kind == EntryKind.REFUND)).one()
    assert entry.state is StepState.FAILED
    differing(world, session, location)
    match_entry(entry.id, session.scalars(select(XeroHeld).where(XeroHeld.number == "BY HAND")).one().id, by=SYSTEM)
    assert differing(world, session, location) == []


def test_credit_of_a_note_that_xero_never_had_is_named(known, location, world, session, login):
    note = create_credit_note(known[1].id, None, "Before Xero was connected", by=SYSTEM)
    for forgotten in (OutboxMessage, Step):
        session.execute(delete(forgotten).where(*([Step.credit_note_id == note.id] if forgotten is Step else [])))
    note.applied_cents, note.invoice_id, known[1].credited_cents, known[1].status = 0, None, 0, "sent"
    session.commit()
    apply_credit(known[0].id, key="n", by=SYSTEM)
    world.run_jobs()
    assert differing(world, session, location) == [(Cause.REMAINDER, "KLF-00001", 0, 115000)]
    page = login("Finance").get(f"/xero/{location.xero_connection_id}/differences").get_data(as_text=True)
    assert f"Enter {note.number} there as well" in page


def test_an_account_that_is_no_bank_is_refused_in_words(known, location, world, session):
    location.xero_eft_account_code = "835"
    session.commit()
    paid(known[0], 250000)
    world.run_jobs()
    over = session.scalars(select(XeroEntry).where(XeroEntry.kind == EntryKind.OVERPAYMENT)).one()
    assert (over.state, over.reason) == (StepState.FAILED, "Bank account must be of type BANK")


def test_credit_from_before_the_books_were_connected_is_not_told(known, location, world, session):
    payment = paid(known[0], 250000)
    session.execute(Payment.__table__.update().where(Payment.id == payment.id).values(created_at=location.xero_connection.created_at))
    session.commit()
    world.run_jobs()
    assert overs(world) == [] and len(payments(world)) == 2
