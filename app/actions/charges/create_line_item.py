"""Charge something every month, without a license."""

from __future__ import annotations

import datetime as dt
from typing import TypedDict, Unpack

from flask_babel import gettext as _

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.charges.write import settle_charge
from app.actions.codes import give_code
from app.actions.fill import demand, fill
from app.core.errors import Refused
from app.models import LineItem
from app.work import transaction


class LineItemChanges(TypedDict, total=False):
    """The price is in cents a month, exclusive of VAT; a part of a month is pro-rated (P4)."""

    description: str
    price_cents: int
    starts_on: dt.date
    ends_on: dt.date | None
    xero_item_code: str


class LineItemFields(LineItemChanges, total=False):
    code: str
    organisation_id: int
    location_id: int


def create_line_item(*, by: Actor, **fields: Unpack[LineItemFields]) -> LineItem:
    """Without a location it is of the organisation's home. Those of licenses make themselves."""
    with transaction(by=by) as work:
        require(by, Permission.LINE_ITEM_WRITE)
        item = LineItem(code="")
        fill(work, item, {name: value for name, value in fields.items() if value is not None or name != "location_id"})
        demand(item, "organisation_id", "description", "price_cents", "starts_on")
        location = settle_charge(work, item, Permission.LINE_ITEM_WRITE)
        check_days(item)
        give_code(work, item, f"{location.code}-I")
        return work.add(item)


def check_days(item: LineItem) -> None:
    """Raises Refused when the last day is before the first."""
    if item.ends_on is not None and item.ends_on < item.starts_on:
        raise Refused(_("The last day is before the first."), field="ends_on")
