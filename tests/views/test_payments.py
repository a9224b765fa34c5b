"""Payments on the screens: recorded with what they pay shown before, refunded on their page, and only by who may."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.access.roles import FINANCE, FRONT_DESK
from app.actions.credit_notes.create import create_credit_note
from app.models import CreditNote, Payment, Refund
from app.models.invoice import InvoiceStatus
from tests.views.billing import text_of
from tests.views.test_forms import Form, said_at


@pytest.fixture
def two(make):
    """R1 150.00 and R230.00 owed by Acme."""
    organisation = make.organisation(name="Acme")
    return make.invoice(organisation), make.invoice(organisation, net=20_000, kind="manual")


def test_recording_shows_what_is_paid_and_what_is_over_before_anything_is_saved(login, two, session):
    june, other = two
    browser = login(FINANCE)
    form = Form(browser, f"/payments/add?_flt_0_organisation={june.organisation_id}")
    assert "What it pays" in text_of(browser.get(f"/payments/add?_flt_0_organisation={june.organisation_id}"))
    form.address = "/payments/split"
    told = text_of(form.send(amount_cents="1 400,00", how="oldest"))
    assert f"{june}" in told and "R 20.00 stays credit of Acme" in told
    over = text_of(form.send(amount_cents="100.00", how="chosen", **{f"part_{june.id}": "90", f"part_{other.id}": "20.00"}))
    assert "R 10.00 more than what came in" in over
    session.rollback()
    assert session.scalars(select(Payment)).all() == []

    form.address = "/payments/add"
    assert "This is needed" in said_at(form.send(amount_cents=""), "amount_cents")
    wrong = form.send(amount_cents="100.00", reference="Acme June", how="chosen", **{f"part_{june.id}": "ninety"})
    assert wrong.status_code == 200 and "marked amounts" in text_of(wrong) and 'value="ninety"' in wrong.get_data(as_text=True)
    for _click in range(2):
        assert form.send(amount_cents="100.00", reference="Acme June", how="chosen", **{f"part_{other.id}": "100"}).status_code == 302
    payment = session.scalars(select(Payment)).one()
    session.refresh(other)
    assert (payment.amount_cents, payment.credit_cents, other.paid_cents, other.status) == (10_000, 0, 10_000, InvoiceStatus.PART_PAID)
    parts = text_of(browser.get(f"/payments/parts/{payment.id}"))
    assert str(other) in parts and "R 100.00" in parts


def test_a_refund_on_its_page_and_what_was_credited_leads_there(login, make, two, session):
    june, _ = two
    browser = login(FINANCE)
    form = Form(browser, f"/payments/add?_flt_0_organisation={june.organisation_id}")
    form.send(amount_cents="1150.00", reference="x", how="chosen", **{f"part_{june.id}": "1150"})
    payment = session.scalars(select(Payment)).one()
    note = create_credit_note(june.id, {june.lines[0].id: 20_000}, "A broken chair", by=SYSTEM)
    led = browser.get(f"/credit-notes/refund/{note.id}")
    assert led.status_code == 200
    refund = Form(browser, f"/payments/refund/{payment.id}?invoice={june.id}")
    assert (refund.values["source"], refund.values["amount_cents"]) == (str(june.id), "230.00")
    refund.address = f"/payments/refund/{payment.id}"
    assert "fill this in" in said_at(refund.send(reason="A broken chair"), "reference")
    assert refund.send(reason="A broken chair", reference="EFT 9").status_code == 302
    row = session.scalars(select(Refund)).one()
    session.expire_all()
    assert (row.amount_cents, june.due_cents, session.get(CreditNote, note.id).credit_cents) == (23_000, 0, 0)
    page = text_of(browser.get(f"/refunds/show/{row.id}"))
    assert "A broken chair" in page and "It went out" not in page
    assert "230.00" in text_of(browser.get(f"/payments/parts/{payment.id}"))
    assert "With credit left" in text_of(browser.get("/payments/list/"))


def test_the_front_desk_sees_payments_and_gives_nothing_back(login, make):
    payment = make.payment()
    browser = login(FRONT_DESK)
    assert browser.get("/payments/add").status_code in (302, 403)
    assert browser.get(f"/payments/refund/{payment.id}").status_code in (302, 403, 404)


def test_nobody_reaches_what_is_not_theirs(login, make):
    payment = make.payment()
    refund = make.refund(payment)
    browser = login(FINANCE, locations=[make.location()])
    for address in (
        f"/payments/show/{payment.id}",
        f"/payments/parts/{payment.id}",
        f"/payments/refund/{payment.id}",
        f"/refunds/show/{refund.id}",
    ):
        assert browser.get(address).status_code == 404, address
    assert browser.get(f"/payments/add?_flt_0_organisation={payment.organisation_id}").status_code == 404


def test_credit_pays_another_invoice_and_a_wrong_one_gives_it_back(login, make, two, session):
    june, other = two
    payment = make.payment(june.organisation, cents=20_000)
    browser = login(FINANCE)
    assert "Use credit" in text_of(browser.get(f"/invoices/show/{other.id}"))
    form = Form(browser, f"/invoices/use-credit/{other.id}")
    assert form.values["amount_cents"] == "200.00"
    assert "left to pay" in said_at(form.send(amount_cents="231.00"), "amount_cents")
    for _click in range(2):
        assert form.send(amount_cents="150.00").status_code == 302
    session.expire_all()
    assert (other.paid_cents, payment.credit_cents) == (15_000, 5_000)

    assert "Use it otherwise" in text_of(browser.get(f"/payments/parts/{payment.id}"))
    back = Form(browser, f"/payments/release/{payment.id}/{other.id}")
    assert back.values["amount_cents"] == "150.00"
    for _click in range(2):
        assert back.send(amount_cents="50.00").status_code == 302
    session.expire_all()
    assert (other.paid_cents, payment.credit_cents) == (10_000, 10_000)
    assert Form(browser, f"/payments/release/{payment.id}/{other.id}").send().status_code == 302
    session.expire_all()
    assert (other.paid_cents, payment.credit_cents) == (0, 20_000)
    assert browser.get(f"/payments/release/{payment.id}/{other.id}").status_code == 404


def test_cash_and_the_card_machine_are_recorded_as_what_they_are(login, two, session):
    browser = login(FINANCE)
    for kind, told in (("cash", "Cash"), ("card_machine", "Card machine")):
        form = Form(browser, f"/payments/add?_flt_0_organisation={two[0].organisation_id}")
        assert form.send(amount_cents="100.00", kind=kind, how="oldest", reference=f"slip {kind}").status_code == 302
        payment = session.scalars(select(Payment).order_by(Payment.id.desc())).first()
        assert (payment.kind.value, payment.credit_cents) == (kind, 0)
        assert told in text_of(browser.get(f"/payments/show/{payment.id}"))
        assert (
            Form(browser, f"/payments/refund/{payment.id}?invoice={two[0].id}").send(reference="Back", reason="Wrong till").status_code
            == 302
        )
    wrong = Form(browser, f"/payments/add?_flt_0_organisation={two[0].organisation_id}").send(
        amount_cents="1.00", kind="card", reference="x"
    )
    assert said_at(wrong, "kind")
