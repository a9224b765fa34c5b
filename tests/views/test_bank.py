"""Bank statements on the screens: upload, columns, proposals that are chosen, and a line that somebody decides."""

from __future__ import annotations

import io
import re

import pytest
from sqlalchemy import select

from app.access.roles import FINANCE, FRONT_DESK
from app.models import BankImport, BankLine, Payment
from app.models.bank_line import LineState
from tests.views.billing import instead, press, text_of
from tests.views.test_forms import Form, said_at

STATEMENT = "Date,Amount,Description\n2026-06-05,1150.00,PMT KLF-00012\n2026-06-06,99.00,SOMEBODY\n2026-06-07,1.00,INTEREST\n"


@pytest.fixture
def invoice(make):
    location = make.location(name="Kloof", invoice_prefix="KLF")
    return make.invoice(make.organisation(location, name="Acme"), number="KLF-00012")


def upload(browser, location, text=STATEMENT, account="62001234567", name="june.csv"):
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', browser.get("/bank/").get_data(as_text=True))[1]
    return browser.post(
        "/bank/", data={"csrf_token": token, "location": location.id, "account": account, "file": (io.BytesIO(text.encode()), name)}
    )


def test_from_the_upload_to_recorded(login, invoice, session):
    browser = login(FINANCE)
    assert "No statement yet" in text_of(browser.get("/bank/"))
    assert "column Amount" in text_of(upload(browser, invoice.location, STATEMENT.replace("99.00", "99.x")))
    assert "which account" in text_of(upload(browser, invoice.location, account=" "))
    answer = upload(browser, invoice.location)
    assert answer.status_code == 302
    page = browser.get(answer.location)
    said, raw = text_of(page), page.get_data(as_text=True)
    assert "3 lines wait" in said and "names the invoice, to the cent" in said and raw.count(" checked") == 1
    paid, other, interest = session.scalars(select(BankLine).order_by(BankLine.number)).all()

    here = answer.location
    assert press(browser, f"{here}/record", here, line=str(paid.id)).status_code == 302
    press(browser, f"/bank/lines/{interest.id}/ignore", here)
    form = Form(browser, f"/payments/add?bank_line={other.id}&_flt_0_organisation={invoice.organisation_id}")
    assert (form.values["amount_cents"], form.values["reference"]) == ("99.00", "SOMEBODY")
    assert "stay as they are" in said_at(form.send(amount_cents="98.00"), "amount_cents")
    for _click in range(2):
        assert form.send().location.endswith(here)
    session.expire_all()
    assert [line.state for line in (paid, other, interest)] == [LineState.MATCHED, LineState.MATCHED, LineState.IGNORED]
    assert sorted(session.scalars(select(Payment.amount_cents))) == [9_900, 115_000]
    assert "Nothing waits" in text_of(browser.get(here))
    press(browser, f"/bank/lines/{interest.id}/restore", here)
    assert "1 line waits" in text_of(browser.get(here))


def test_columns_that_nobody_knows_are_named_on_the_page(login, invoice, session):
    browser = login(FINANCE)
    answer = upload(browser, invoice.location, "HIST,20260605,1150.00,ACME\n")
    assert "Say what the columns are" in text_of(browser.get(answer.location))
    wrong = press(browser, f"{answer.location}/columns", answer.location, column_1="day")
    assert "which column is the day" in text_of(wrong)
    press(browser, f"{answer.location}/columns", answer.location, column_1="day", column_2="amount", column_3="words")
    assert session.scalars(select(BankLine.words)).all() == ["ACME"]


def test_the_front_desk_and_who_works_elsewhere_see_no_statement(login, invoice, make, session):
    browser = login(FINANCE)
    upload(browser, invoice.location)
    found = session.scalars(select(BankImport)).one()
    assert instead(login, browser, FINANCE, locations=[make.location()]).get(f"/bank/{found.id}").status_code == 404
    assert instead(login, browser, FRONT_DESK).get("/bank/").status_code in (302, 403)
