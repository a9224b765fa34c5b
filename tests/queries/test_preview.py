"""The preview over a real database: who is in it, what it corrects, what it warns of."""

from __future__ import annotations

import datetime as dt

import pytest

from app.core.month import Month
from app.queries.next_invoice import next_invoice
from app.queries.preview import preview

JUNE, JULY = Month(2026, 6), Month(2026, 7)


@pytest.fixture
def acme(make):
    """Example A of the rules: one primary and five extras, 12 months' commitment."""
    location = make.location()
    membership = make.membership(location)
    organisation = make.organisation(location, name="Acme")
    for _ in range(6):
        make.license(organisation, membership, commitment_months=12)
    return organisation


def test_worked_run_of_section_4(make, acme, session):
    make.adhoc(acme, description="Day pass", quantity=2, unit_price_cents=25000, date=dt.date(2026, 6, 10))
    found = preview(session, acme.location, JUNE, cut_off=dt.date(2026, 6, 30))
    (row,) = found.rows
    assert row.document.totals == (1349600, 202439, 1552039)
    assert found.totals == row.document.totals


def test_charges_after_the_cut_off_wait(make, acme, session):
    make.adhoc(acme, date=dt.date(2026, 6, 11))
    found = preview(session, acme.location, JUNE, cut_off=dt.date(2026, 6, 10))
    assert [line.kind for line in found.rows[0].document.lines] == ["license"] * 6


def test_charges_of_those_who_left_are_a_warning(make, acme, session):
    gone = make.organisation(acme.location, name="Gone", status="inactive")
    make.adhoc(gone)
    found = preview(session, acme.location, JUNE, cut_off=dt.date(2026, 6, 30))
    assert [row.name for row in found.rows] == ["Acme"]
    assert found.waiting == [("Gone", 1)]


def test_a_seller_without_vat_number_is_named(make, acme, session):
    acme.location.vat_number = ""
    session.commit()
    assert {"kind": "seller_vat"} in preview(session, acme.location, JUNE).problems


def test_the_fingerprint_moves_with_any_input(make, acme, session):
    before = preview(session, acme.location, JUNE).fingerprint
    assert preview(session, acme.location, JUNE).fingerprint == before
    make.discount("5", organisation_id=acme.id)
    assert preview(session, acme.location, JUNE).fingerprint != before


def test_after_a_month_that_became_a_credit_note_comes_the_next_one(make, acme, session):
    """Seen as not billed, it were empty: what a change does to the next invoice, and what is left to bill of who leaves."""
    make.credit_note(acme, run_id=make.run(acme.location).id)
    found = next_invoice(session, acme.id, acme.location, JUNE.first)
    assert (found.month, len(found.lines)) == (JULY, 6)
