"""A document is read as it was frozen, by those who may see it; a preview is what approval would make of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.core.errors import Missing
from app.core.month import Month
from app.models import CreditNote, CreditNoteLine, InvoiceRun, Organisation, RunOrganisation
from app.models.document_line import LineKind
from app.queries.cards import asks_card
from app.queries.document_preview import run_preview_view
from app.queries.document_view import DocumentKind, Line, Section
from app.queries.documents import credit_note_view, invoice_view
from app.rendering.pdf import invoice_pdf
from tests.rules.test_ways_to_pay import TEXTS

JUNE = Month(2026, 6)
STORED: dict[str, Any] = {
    "kind": "license",
    "description": "Hot desk, Thandi Nkosi, 12–30 Jun 2026 (19 of 30 days)",
    "price": 295000,
    "factors": [{"rule": "commitment", "percent": "10"}, {"rule": "manual", "percent": "33.3", "reason": "agreed"}],
    "net": 112146,
    "vat": 16822,
    "vat_percent": "15.000",
}


def test_an_invoice_is_read_as_frozen_not_as_the_parties_are_today(make, session) -> None:
    seller = {
        "name": "Kloof (Pty) Ltd",
        "address": "1 Kloof Street\nCape Town",
        "vat_number": "4123456789",
        "bank_details": "Old bank",
        "country": "ZA",
    }
    invoice = make.invoice(net=295000, seller=seller, buyer={"name": "Acme", "vat_number": "49"}, paid_cents=1000, credited_cents=2000)
    invoice.location.legal_name, invoice.organisation.name, invoice.location.bank_details = "Renamed", "Renamed too", "New bank"
    session.commit()

    view = invoice_view(invoice.id, by=SYSTEM)

    assert (view.seller.name, view.seller.address_lines, view.buyer.name) == ("Kloof (Pty) Ltd", ["1 Kloof Street", "Cape Town"], "Acme")
    assert (view.bank_details, view.locale, view.reference) == ("Old bank", "en_ZA", invoice.number)
    assert (view.net_cents, view.vat_cents, view.total_cents, view.due_cents) == (295000, 44250, 339250, 336250)
    assert [(line.description, line.net_cents) for line in view.lines] == [("Desk for June", 295000)]
    assert invoice_pdf(view).startswith(b"%PDF")


def test_an_invoice_names_the_page_to_pay_it_on_where_cards_are_taken(make, app, monkeypatch) -> None:
    invoice, settings = make.invoice(), app.extensions["settings"]
    assert invoice_view(invoice.id, by=SYSTEM).pay_link == f"{settings.public_url.rstrip('/')}/my/invoices/{invoice.id}/pay"
    monkeypatch.setitem(app.extensions, "settings", replace(settings, payfast_merchant_id=""))
    assert invoice_view(invoice.id, by=SYSTEM).pay_link == ""


@pytest.mark.parametrize(("wishes", "net"), [({"currency": "EUR"}, 100000), ({}, 400), ({"allowed": "eft"}, 100000)])
def test_no_page_is_named_where_no_card_could_pay(make, wishes, net):
    """The square of an invoice in euros led to a page that refused every card."""
    currency = wishes.get("currency", "ZAR")
    organisation = make.organisation(make.location(currency=currency), currency=currency, allowed_payments=wishes.get("allowed", ""))
    invoice = make.invoice(organisation, net=net)
    assert invoice_view(invoice.id, by=SYSTEM).pay_link == ""


def test_the_database_reads_ways_to_pay_as_the_rule_does(make, session):
    owners = {text: make.organisation(auto_pay=True, allowed_payments=text).id for text, _said in TEXTS}
    asks = set(session.scalars(select(Organisation.id).where(asks_card())))
    assert {text: own in asks for text, own in owners.items()} == dict(TEXTS)


def test_a_manager_elsewhere_is_told_that_there_is_no_such_invoice(make) -> None:
    invoice = make.invoice()

    with pytest.raises(Missing):
        invoice_view(invoice.id, by=make.manager(of=make.location()))
    assert invoice_view(invoice.id, by=make.manager(of=invoice.location)).number == invoice.number


def test_a_credit_note_names_the_invoice_that_it_gives_back(make, session) -> None:
    invoice = make.invoice(net=100000)
    note = CreditNote(
        organisation_id=invoice.organisation_id,
        location_id=invoice.location_id,
        invoice_id=invoice.id,
        month=JUNE,
        number="L-CN-00001",
        currency="ZAR",
        issued_on=dt.date(2026, 6, 15),
        net_cents=50000,
        vat_cents=7500,
        total_cents=57500,
        applied_cents=7500,
        reason="Half a month",
        seller=invoice.seller,
        buyer=invoice.buyer,
    )
    session.add(note)
    session.flush()
    session.add(
        CreditNoteLine(
            credit_note_id=note.id,
            position=1,
            kind=LineKind.MANUAL,
            description="Desk for June",
            service_month=JUNE,
            net_cents=50000,
            vat_cents=7500,
            vat_percent=Decimal(15),
            factors=[],
        )
    )
    session.commit()

    view = credit_note_view(note.id, by=SYSTEM)

    assert (view.kind, view.corrected_number, view.corrected_on, view.reason) == (
        DocumentKind.CREDIT_NOTE,
        invoice.number,
        invoice.issued_on,
        "Half a month",
    )
    assert (view.total_cents, view.due_cents, view.due_on) == (57500, 50000, None)


def previewed(make, session, *lines: dict[str, Any], **totals: int) -> RunOrganisation:
    organisation = make.organisation()
    run = InvoiceRun(location_id=organisation.location_id, month=JUNE, cut_off=dt.date(2026, 6, 30))
    session.add(run)
    session.flush()
    row = RunOrganisation(
        run_id=run.id, organisation_id=organisation.id, fingerprint="f", warnings=[], causes={}, lines=list(lines), **totals
    )
    session.add(row)
    session.commit()
    return row


def test_a_preview_is_the_invoice_that_approval_would_make_without_a_number(make, session) -> None:
    row = previewed(make, session, STORED, net_cents=112146, vat_cents=16822, total_cents=128968)

    view = run_preview_view(row.run_id, row.organisation_id, by=SYSTEM)

    assert (view.kind, view.number, view.issued_on, view.due_on) == (DocumentKind.INVOICE, None, dt.date(2026, 6, 1), dt.date(2026, 6, 8))
    (line,) = view.lines
    assert isinstance(line, Line)
    assert [(each.rule, each.percent, each.reason) for each in line.discounts] == [
        ("commitment", Decimal(10), ""),
        ("manual", Decimal("33.3"), "agreed"),
    ]
    assert (view.groups[0].section, view.vat_sums[0].vat_cents) == (Section.LICENSES, 16822)
    assert invoice_pdf(view, preview=True).startswith(b"%PDF")


def test_a_preview_below_zero_is_a_credit_note_of_positive_amounts(make, session) -> None:
    left = STORED | {"kind": "correction", "factors": [], "price": 196667, "net": -98333, "vat": -14750}
    row = previewed(make, session, left, net_cents=-98333, vat_cents=-14750, total_cents=-113083)

    view = run_preview_view(row.run_id, row.organisation_id, by=SYSTEM)

    assert (view.kind, view.total_cents, view.due_on) == (DocumentKind.CREDIT_NOTE, 113083, None)
    assert (view.lines[0].net_cents, view.lines[0].unit_cents) == (98333, 98333)
    with pytest.raises(Missing):
        run_preview_view(row.run_id, 0, by=SYSTEM)
