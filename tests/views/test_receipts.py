"""Receipts on the screens of staff: the next click after a payment was recorded, as paper and by mail, once a press."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from app.access.roles import FINANCE, FRONT_DESK, SALES
from app.models import AccountLetter, Payment
from tests.views.billing import instead, text_of
from tests.views.test_forms import Form


@pytest.fixture
def acme(make):
    acme = make.organisation(
        make.location(name="Kloof"), name="Acme", invoice_email="ann@acme.example", accounting_email="books@acme.example"
    )
    make.invoice(acme)
    return acme


def test_after_recording_the_receipt_is_the_next_click(login, acme, session):
    browser = login(FINANCE)
    answer = Form(browser, f"/payments/add?_flt_0_organisation={acme.id}").send(
        amount_cents="1150.00", kind="cash", reference="slip 7", how="oldest"
    )
    payment = session.scalars(select(Payment)).one()
    assert answer.location == f"/payments/show/{payment.id}"
    page = browser.get(answer.location).get_data(as_text=True)
    assert "Recorded: R 1\xa0150.00. The receipt is here, to print or to mail." in page.replace("R\xa01", "R 1")
    assert (
        f'class="btn btn-primary" href="/payments/receipt/{payment.id}.pdf"' in page
        and f'href="/payments/mail-receipt/{payment.id}"' in page
    )
    paper = browser.get(f"/payments/receipt/{payment.id}.pdf")
    assert (
        paper.mimetype == "application/pdf"
        and paper.data.startswith(b"%PDF")
        and f"RCPT-{payment.id:06d}" in paper.headers["Content-Disposition"]
    )


def test_one_press_is_one_letter_and_the_next_press_another(login, make, acme, session, world):
    payment = make.payment(acme)
    browser = login(FINANCE)
    address = f"/payments/mail-receipt/{payment.id}"
    assert "It goes to ann@acme.example, books@acme.example, as a PDF." in text_of(browser.get(address))
    form = Form(browser, address)
    assert [form.send().status_code for _click in range(2)] == [302, 302]
    assert session.scalar(select(func.count(AccountLetter.id))) == 1, "a second click is the first"
    assert len(world.letters()) == 2, "each address one"
    assert Form(browser, address).send().location == f"/payments/show/{payment.id}"
    session.rollback()
    assert session.scalar(select(func.count(AccountLetter.id))) == 2
    for noun, row_id in (("payment", payment.id), ("organisation", acme.id)):
        told = browser.get(f"/story/{noun}/{row_id}").get_data(as_text=True)
        assert "Mail: receipt" in told and "books@acme.example" in told and f"/sent/{noun}/{row_id}/" in told, noun
    assert "Receipt" not in text_of(browser.get(f"/debtors/{acme.id}/")), "that page is of reminders and statements"


def test_without_an_address_it_says_so_and_sends_nothing(login, make, session):
    payment = make.payment(make.organisation(name="Acme", invoice_email=""))
    browser = login(FINANCE)
    form = Form(browser, f"/payments/mail-receipt/{payment.id}")
    assert "Acme has no address for invoices yet" in text_of(browser.get(form.address))
    assert "Acme has no address for invoices, or its location sends no mail." in text_of(form.send())
    assert session.scalar(select(func.count(AccountLetter.id))) == 0


def test_who_reads_payments_reads_receipts_and_only_who_writes_them_mails_one(login, client, make, acme):
    payment = make.payment(acme)
    browser = login(FRONT_DESK, locations=[acme.location])
    page = browser.get(f"/payments/show/{payment.id}").get_data(as_text=True)
    assert "Receipt (PDF)" in page and "Mail the receipt" not in page
    assert browser.get(f"/payments/receipt/{payment.id}.pdf").status_code == 200
    assert browser.get(f"/payments/mail-receipt/{payment.id}").status_code in (302, 403)
    browser = instead(login, client, FINANCE, locations=[make.location()])
    for address in (f"/payments/receipt/{payment.id}.pdf", f"/payments/mail-receipt/{payment.id}", "/payments/receipt/x.pdf"):
        assert browser.get(address).status_code == 404, address
    browser = instead(login, client, SALES)
    assert browser.get(f"/payments/receipt/{payment.id}.pdf").status_code in (302, 403)
