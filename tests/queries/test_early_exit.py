"""What an early exit would charge back (P7), and what a license adds to the next invoice."""

from __future__ import annotations

import datetime as dt

import pytest

from app.core.month import Month
from app.queries.early_exit import early_exit
from app.queries.license_lines import license_lines

JULY = Month(2026, 7)


@pytest.fixture
def billed(make, session):
    """12 months committed from January; May and June were invoiced with 10 % and 5 % off, 2 522.25 each."""
    license = make.license(commitment_months=12)
    for month in (Month(2026, 5), Month(2026, 6)):
        invoice = make.invoice(license=license, net=252225, month=month)
        line = {"price_cents": 295000, "days": month.days, "of_days": month.days, "starts_on": month.first, "ends_on": month.last}
        factors = [{"rule": "commitment", "percent": "10"}, {"rule": "volume", "percent": "5"}]
        for row in invoice.lines:
            for name, value in {**line, "factors": factors}.items():
                setattr(row, name, value)
    session.commit()
    return license


def test_the_discount_that_was_given_is_proposed(billed, session):
    billed.ends_on = dt.date(2026, 6, 30)
    session.commit()
    found = early_exit(session, billed)
    assert found is not None
    assert found.committed_until == dt.date(2026, 12, 31)
    assert found.net == 2 * (280250 - 252225)


def test_whoever_keeps_the_commitment_owes_nothing(billed, session):
    assert early_exit(session, billed) is None
    billed.ends_on = dt.date(2026, 12, 31)
    session.commit()
    assert early_exit(session, billed) is None


def test_void_invoices_gave_nothing(billed, session):
    from app.models import Invoice
    from app.models.invoice import InvoiceStatus

    session.query(Invoice).update({"status": InvoiceStatus.VOID, "void_reason": "A slip"})
    billed.ends_on = dt.date(2026, 6, 30)
    session.commit()
    assert early_exit(session, billed) is None


def test_a_license_shows_its_own_lines_only(make, session):
    license = make.license(starts_on=dt.date(2026, 7, 12))
    make.license(license.organisation, license.membership)
    (line,) = license_lines(session, license, JULY)
    assert line.net == 158065
    assert "20 of 31 days" in line.formula
    assert "12–31 Jul 2026" in line.description
