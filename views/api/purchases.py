"""Purchases for programs: sold to a member as at the desk, and what they brought."""

from __future__ import annotations

from marshmallow import fields

from app.actions.purchases.buy import buy
from app.models import Fulfilment, Purchase
from app.web.api import READ_ROUTES
from app.web.interface import ScopedInterface
from views.api.resource import readable
from views.api.writable import WritableApi


class PurchaseApi(WritableApi):
    """POST sells to a member; the same `key` again answers with the first. `expected_cents` is the total that the caller showed; `with_credits` holds what they pay of it
    until a card has paid the rest."""

    resource_name = "purchase"
    datamodel = ScopedInterface(Purchase)
    include_route_methods = READ_ROUTES | {"post"}
    list_columns = [
        "id", "organisation_id", "location_id", "user_id", "for_team", "product_id", "what", "unit", "quantity", "way", "status", "currency",
        "net_cents", "vat_cents", "total_cents", "wallet_cents", "credit_cents", "days", "refunded_cents", "invoice_id", "credit_note_id", "adhoc_id", "made_by",
    ]  # fmt: skip
    show_columns = list_columns
    add_columns = edit_columns = ["product_id", "user_id", "way", "quantity", "for_team", "key"]
    also_given = {
        "expected_cents": fields.Integer(allow_none=True),
        "with_credits": fields.Boolean(),
        "expected_credits_cents": fields.Integer(allow_none=True),
    }
    create_with = buy


FulfilmentApi = readable(Fulfilment)
