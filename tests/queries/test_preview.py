"""The preview over a real database: who is in it, what it corrects, what it warns of."""

from __future__ import annotations

import datetime as dt

import pytest

from app.core import clock
from app.core.month import Month
from app.models import PaymentMethod, XeroConnection
from app.models.xero_connection import XeroState
from app.queries.next_invoice import next_invoice, next_invoices
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


def test_a_xero_that_is_lost_or_whose_token_ran_out_is_named(make, acme, session):
    connection = XeroConnection(
        name="Ours", tenant_id="t", state=XeroState.CONNECTED, token_expires_at=clock.now() + dt.timedelta(minutes=10)
    )
    acme.location.xero_connection = connection
    session.commit()
    assert preview(session, acme.location, JUNE).problems == []
    connection.token_expires_at = clock.now() - dt.timedelta(seconds=1)
    session.commit()
    assert preview(session, acme.location, JUNE).problems == [{"kind": "xero_expired"}]
    connection.state = XeroState.RECONNECT
    session.commit()
    assert preview(session, acme.location, JUNE).problems == [{"kind": "xero_lost"}]


def kinds(session, organisation) -> list[str]:
    (row,) = preview(session, organisation.location, JUNE, cut_off=JUNE.last).rows
    return [warning["kind"] for warning in row.warnings]


def test_who_pays_by_card_and_has_none_that_can_be_charged_is_named(make, acme, session):
    assert "no_card" not in kinds(session, acme)
    acme.auto_pay = True
    card = PaymentMethod(organisation_id=acme.id, is_default=True, token_mark="m", sealed_token=b"s")
    session.add(card)
    session.commit()
    assert "no_card" not in kinds(session, acme)
    card.is_default, card.refused_at = False, clock.now()
    session.commit()
    assert "no_card" in kinds(session, acme)
    acme.allowed_payments = "eft"
    session.commit()
    assert "no_card" not in kinds(session, acme), "no card is wanted of who may not pay by card"


def test_a_buyer_without_vat_number_is_named_where_the_invoice_shows_it(make, acme, session):
    acme.vat_number = ""
    session.commit()
    assert "buyer_vat" in kinds(session, acme)
    acme.vat_number = "4123456789"
    session.commit()
    assert "buyer_vat" not in kinds(session, acme)
    small = make.organisation(make.location(), vat_number="")
    make.adhoc(small, unit_price_cents=100000)
    assert "buyer_vat" not in kinds(session, small), "R1 150.00 is abridged"


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


def test_the_next_invoices_of_all_places_with_vat_home_first(make, acme, session):
    """Example A, and a desk elsewhere that begins next month; what a reader's places leave out is not looked at."""
    zed = make.location(name="A place before")
    make.location(name="Nothing there")
    now = Month.of(clock.today(acme.location.zone))
    make.license(acme, make.membership(zed), starts_on=now.next.next.first)
    (home, first), *others = next_invoices(session, acme.id, None)
    assert (home.id, first.month, first.net, first.vat, first.total) == (acme.location_id, now, 1299600, 194939, 1494539)
    assert others == [], "it begins later than next month"
    make.license(acme, make.membership(zed), starts_on=now.next.first)
    assert [(place.id, each.month) for place, each in next_invoices(session, acme.id, None)] == [
        (acme.location_id, now),
        (zed.id, now.next),
    ]
    assert [place.id for place, _each in next_invoices(session, acme.id, {zed.id})] == [zed.id]
    assert next_invoices(session, acme.id, set()) == []
