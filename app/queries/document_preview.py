"""The document that approval would make of one organisation of a run, as a DocumentView; nothing is written (I1)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload, undefer

from app.access.actor import Actor
from app.access.scope import narrowed
from app.core.entity import db
from app.core.errors import Missing
from app.models import InvoiceRun, Location, RunOrganisation
from app.models.document_line import LineKind
from app.queries.document_view import DocumentKind, DocumentView, Line
from app.queries.documents import discounts_of, house, party
from app.queries.parties import buyer_json, seller_json
from app.queries.working_days import working_day_test
from app.rules.due_dates import due_date, invoice_date


def run_preview_view(run_id: int, organisation_id: int, *, by: Actor) -> DocumentView:
    """An invoice without a number, or below zero a credit note (P12). Raises Missing when the preview has no such row."""
    row = _row(run_id, organisation_id, by)
    location, organisation, month = row.run.location, row.organisation, row.run.month
    lines = [_line(stored) for stored in row.lines]
    is_credit = row.total_cents < 0
    sign = -1 if is_credit else 1
    seller = json.loads(seller_json(location))
    buyer = buyer_json(
        organisation.name, organisation.address, organisation.vat_number, organisation.registration_number, organisation.code
    )
    issued_on = invoice_date(month, None)
    is_working_day = working_day_test(location) if location.due_on_working_day else None
    return DocumentView(
        kind=DocumentKind.CREDIT_NOTE if is_credit else DocumentKind.INVOICE,
        number=None,
        seller=party(seller),
        buyer=party(json.loads(buyer)),
        country=location.country,
        currency=location.currency,
        vat_registered=location.vat_registered,
        bank_details=location.bank_details,
        issued_on=issued_on,
        due_on=None if is_credit else due_date(issued_on, organisation.payment_days, location.payment_days, is_working_day=is_working_day),
        month=month,
        lines=tuple(replace(line, net_cents=sign * line.net_cents, vat_cents=sign * line.vat_cents) for line in lines),
        net_cents=sign * row.net_cents,
        vat_cents=sign * row.vat_cents,
        total_cents=sign * row.total_cents,
        **house(location),
    )


def _row(run_id: int, organisation_id: int, by: Actor) -> RunOrganisation:
    query = (
        select(RunOrganisation)
        .where(RunOrganisation.run_id == run_id, RunOrganisation.organisation_id == organisation_id)
        .options(
            undefer(RunOrganisation.lines),
            joinedload(RunOrganisation.organisation),
            joinedload(RunOrganisation.run).joinedload(InvoiceRun.location).undefer(Location.logo),
        )
    )
    found: RunOrganisation | None = db.session.scalars(narrowed(query, by, RunOrganisation)).one_or_none()
    if found is None:
        raise Missing(_("This run has no such organisation."))
    return found


def _line(stored: Mapping[str, Any]) -> Line:
    """A line as app.queries.line_json wrote it; its description says dates and days."""
    return Line(
        kind=LineKind(stored["kind"]),
        description=stored["description"],
        net_cents=stored["net"],
        vat_cents=stored["vat"],
        vat_percent=Decimal(stored["vat_percent"] or 0),
        quantity=Decimal(stored.get("quantity", 1)),
        price_cents=stored["price"],
        discounts=discounts_of(stored["factors"]),
    )
