"""Debtors on the screens: the list and its files, one debtor, the statement in all its forms, and who may look."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest

from app.access.actor import SYSTEM
from app.access.roles import FINANCE, LOCATION_MANAGER, SALES
from app.actions.payments.record_eft import record_eft
from tests.views.billing import instead, text_of


@pytest.fixture
def kloof(make):
    return make.location(name="Kloof")


@pytest.fixture
def acme(make, kloof):
    """R1 150 due on 8 June, of which R150 are paid."""
    acme = make.organisation(kloof, name="Acme", code="ACM")
    make.invoice(acme, number="KLF-1")
    record_eft(acme.id, key="a", amount_cents=15_000, reference="EFT 7", received_on=dt.date(2026, 6, 10), by=SYSTEM)
    return acme


def read(answer):
    return list(csv.reader(io.StringIO(answer.get_data(as_text=True))))


def test_the_list_ages_sums_filters_and_leaves_as_a_file(login, client, make, kloof, acme):
    make.invoice(make.organisation(make.location(name="Rosebank", currency="EUR"), name="=Zed"), due_on=dt.date(2099, 1, 1))
    browser = login(FINANCE)
    told = text_of(browser.get("/debtors/?day=2026-07-20"))
    for said in ("R 1 000.00 is owed; R 1 000.00 of it (100 %) is late, the oldest since 8 Jun 2026.", "€ 1 150.00 is owed, and none of it is late.", "Acme Late since 8 Jun 2026", "Kloof", "Rosebank"):
        assert said in told, (said, told)
    assert "=Zed" not in text_of(browser.get("/debtors/?show=overdue")) and "Nothing matches." in text_of(browser.get("/debtors/?q=nobody"))
    rows = read(browser.get("/debtors/export.csv?day=2026-07-20"))
    assert rows[0][:6] == ["Organisation", "Code", "Currency", "Open invoices", "Not due yet", "1–30 days"]
    assert rows[1] == ["Acme", "ACM", "ZAR", "1", "0.00", "0.00", "1000.00", "0.00", "0.00", "1000.00", "1000.00", "0.00", "1000.00", "2026-06-08"]
    assert rows[2][0] == "'=Zed"
    assert browser.get("/debtors/export.xlsx").status_code == 200
    browser = instead(login, client, LOCATION_MANAGER, locations=[make.location(name="Elsewhere")])
    assert "Nobody owes anything." in text_of(browser.get("/debtors/"))
    assert browser.get(f"/debtors/{acme.id}/").status_code == browser.get(f"/statements/{acme.id}/").status_code == browser.get(f"/statements/{acme.id}.pdf").status_code == 404
    browser = instead(login, client, SALES)
    assert browser.get("/debtors/").status_code in (302, 403)


def test_one_debtor_and_the_statement_on_screen_as_paper_and_as_a_file(login, acme):
    browser = login(FINANCE)
    told = text_of(browser.get(f"/debtors/{acme.id}/"))
    assert "KLF-1" in told and "R 1 000.00" in told and "days" in told
    period = "?from=2026-06-01&to=2026-06-30"
    told = text_of(browser.get(f"/statements/{acme.id}/{period}"))
    for said in ("Invoice KLF-1 due 8 Jun 2026 R 1 150.00", "Payment: EFT 7", "R 150.00 R 1 000.00", "Closing balance on 30 Jun 2026 R 1 000.00", "1–30 days R 1 000.00"):
        assert said in told, (said, told)
    assert "R 1 000.00" in text_of(browser.get(f"/statements/{acme.id}/?from=2026-06-30&to=2026-06-01")), "turned round"
    paper = browser.get(f"/statements/{acme.id}.pdf{period}")
    assert paper.mimetype == "application/pdf" and paper.data.startswith(b"%PDF")
    assert read(browser.get(f"/statements/{acme.id}.csv{period}"))[-1] == ["2026-06-10", "Payment", "EFT 7", "", "ZAR", "-150.00", "1000.00"]
    assert text_of(browser.get(f"/statements/{acme.id}/?from=never&to=9999-99-99&currency=%00")) != ""
