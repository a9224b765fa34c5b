"""/my/invoices/payments: whoever sees the invoices of an organisation has the receipts of its payments, and of nobody else's."""

from __future__ import annotations

import datetime as dt

import pytest

from app.access.roles import FINANCE
from app.models.user import TeamRole
from tests.views.billing import text_of


@pytest.fixture
def acme(make):
    return make.organisation(make.location(name="Kloof"), name="Acme")


@pytest.mark.parametrize("role", [TeamRole.OWNER, TeamRole.BILLING])
def test_each_payment_has_its_receipt(make, acme, member, browser_of, role):
    first = make.payment(acme, cents=50_000, received_on=dt.date(2026, 5, 5), kind="cash", reference="slip 7")
    make.refund(make.payment(acme, reference="Acme June"))
    make.payment(make.organisation(acme.location), reference="Another's")
    browser = browser_of(member(acme, team_role=role))
    assert 'href="/my/invoices/payments"' in browser.get("/my/invoices/").get_data(as_text=True)
    page = browser.get("/my/invoices/payments")
    told = text_of(page)
    assert "EFT · Acme June 5 Jun 2026 R 900.00 is credit R 100.00 given back R 1 000.00 Receipt Cash · slip 7 5 May 2026" in told, told
    assert "Another" not in told
    assert f'href="/my/invoices/receipt/{first.id}.pdf"' in page.get_data(as_text=True)
    paper = browser.get(f"/my/invoices/receipt/{first.id}.pdf")
    assert (
        paper.mimetype == "application/pdf"
        and paper.data.startswith(b"%PDF")
        and f"RCPT-{first.id:06d}" in paper.headers["Content-Disposition"]
    )


def test_there_are_pages_of_them(make, acme, member, browser_of):
    for number in range(25):
        make.payment(acme, cents=100, reference=f"EFT no {number}")
    browser = browser_of(member(acme, team_role=TeamRole.OWNER))
    first, second = text_of(browser.get("/my/invoices/payments")), text_of(browser.get("/my/invoices/payments?page=1"))
    assert "EFT no 24" in first and "EFT no 0 " not in first and "Older" in first and "Newer" not in first
    assert "EFT no 0 " in second and "Older" not in second and "Newer" in second
    assert "No payments yet." in text_of(browser_of(member(make.organisation(), team_role=TeamRole.OWNER)).get("/my/invoices/payments"))


def test_nobody_else_reads_them(make, acme, member, browser_of):
    payment = make.payment(acme)
    paper = f"/my/invoices/receipt/{payment.id}.pdf"
    other = browser_of(member(make.organisation(acme.location), team_role=TeamRole.OWNER))
    assert other.get(paper).status_code == other.get("/my/invoices/receipt/999999.pdf").status_code == 404
    colleague = browser_of(member(acme))
    assert [colleague.get(each).status_code for each in (paper, "/my/invoices/payments")] == [403, 403]
    staff = browser_of(make.user(FINANCE, organisation_id=make.organisation().id, team_role=TeamRole.OWNER))
    assert staff.get(paper).status_code == 404, "staff are at /my the members that they are"
    for theirs in (other, colleague):
        assert theirs.get(f"/payments/receipt/{payment.id}.pdf").status_code in (302, 403)
