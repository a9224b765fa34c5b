"""Recurring line items and one-off charges of a location and month, in bulk, as terms (P3, P13)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import Decimal

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from app.core.month import Month, Months
from app.models import Adhoc, LineItem, Organisation, Product
from app.rules.preview import OrganisationTerms
from app.rules.terms import AdhocTerms, RecurringTerms


def recurring(
    session: Session, location_id: int, month: Month | Months, organisations: dict[int, OrganisationTerms], who: ColumnElement[bool]
) -> dict[int, str]:
    """Fills `organisations` with the line items that staff made without a license; returns their item codes by id."""
    query = (
        select(
            LineItem.id,
            LineItem.code,
            LineItem.description,
            LineItem.price_cents,
            LineItem.starts_on,
            LineItem.ends_on,
            LineItem.xero_item_code,
            Organisation.id,
            Organisation.code,
        )
        .join(Organisation, Organisation.id == LineItem.organisation_id)
        .where(
            LineItem.location_id == location_id,
            LineItem.license_id.is_(None),
            LineItem.starts_on <= month.last,
            or_(LineItem.ends_on.is_(None), LineItem.ends_on >= month.first),
            who,
        )
    )
    found: dict[int, list[RecurringTerms]] = defaultdict(list)
    codes: dict[int, str] = {}
    for row_id, code, description, price, starts_on, ends_on, item_code, owner_id, owner_code in session.execute(query):
        organisations.setdefault(owner_id, OrganisationTerms(owner_id, owner_code))
        found[owner_id].append(RecurringTerms(row_id, code, description, price or 0, starts_on, ends_on))
        codes[row_id] = item_code
    for owner_id, rows in found.items():
        organisations[owner_id].recurring = rows
    return codes


def adhocs(
    session: Session, location_id: int, cut_off: dt.date, organisations: dict[int, OrganisationTerms], who: ColumnElement[bool]
) -> dict[int, str]:
    """Fills `organisations` with the charges up to the cut-off that no document bills; returns their item codes by id."""
    query = (
        select(
            Adhoc.id,
            Adhoc.code,
            Adhoc.date,
            Adhoc.description,
            Adhoc.quantity,
            Adhoc.unit_price_cents,
            Product.xero_item_code,
            Organisation.id,
            Organisation.code,
        )
        .join(Organisation, Organisation.id == Adhoc.organisation_id)
        .outerjoin(Product, Product.id == Adhoc.product_id)
        .where(Adhoc.location_id == location_id, Adhoc.invoiced_at.is_(None), Adhoc.date <= cut_off, who)
    )
    found: dict[int, list[AdhocTerms]] = defaultdict(list)
    codes: dict[int, str] = {}
    for row_id, code, date, description, quantity, price, item_code, owner_id, owner_code in session.execute(query):
        organisations.setdefault(owner_id, OrganisationTerms(owner_id, owner_code))
        found[owner_id].append(AdhocTerms(row_id, code, date, description, Decimal(quantity), price))
        codes[row_id] = item_code or ""
    for owner_id, rows in found.items():
        organisations[owner_id].adhocs = rows
    return codes
