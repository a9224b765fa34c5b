"""Credits for programs: wallets, what is in them, and every movement; moved by the same verbs as on the screens."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from app.actions.wallets.adjust import adjust_wallet
from app.actions.wallets.charge_back import charge_back
from app.actions.wallets.grant import grant_credits
from app.actions.wallets.open import open_wallet
from app.actions.wallets.return_credits import return_credits
from app.actions.wallets.share import share_wallet
from app.actions.wallets.top_up import top_up_wallet
from app.actions.wallets.transfer import transfer_credits
from app.models import LedgerEntry, Lot, Wallet
from app.models.product import VatPoint
from app.web.api import READ_ROUTES
from app.web.interface import ScopedInterface
from views.api.resource import readable
from views.api.writable import Verb, WritableApi

MOVES: dict[str, fields.Field[Any]] = {
    "amount_cents": fields.Integer(required=True, strict=True),
    "key": fields.String(required=True),
    "reason": fields.String(required=True),
}
ENDS: dict[str, fields.Field[Any]] = {"expires_at": fields.AwareDateTime(allow_none=True)}


class WalletApi(WritableApi):
    """The same `key` again changes nothing."""

    resource_name = "wallet"
    datamodel = ScopedInterface(Wallet)
    include_route_methods = READ_ROUTES | {"post", "verb"}
    list_columns = [
        "id",
        "user_id",
        "organisation_id",
        "unit",
        "currency",
        "is_shared",
        "balance_cents",
        "reserved_cents",
        "free_cents",
        "ending_cents",
    ]
    show_columns = list_columns
    add_columns = edit_columns = ["user_id", "organisation_id", "unit", "is_shared"]
    create_with = open_wallet
    verbs = {
        "top-up": Verb(top_up_wallet, MOVES | ENDS | {"vat_point": fields.Enum(VatPoint, by_value=True)}),
        "grant": Verb(grant_credits, MOVES | ENDS),
        "adjust": Verb(adjust_wallet, MOVES),
        "transfer": Verb(transfer_credits, MOVES | {"to_wallet_id": fields.Integer(required=True)}),
        "give-back": Verb(return_credits, MOVES | {"entry_id": fields.Integer(required=True)}),
        "charge-back": Verb(charge_back, MOVES | {"lot_id": fields.Integer(required=True)}),
        "share": Verb(share_wallet, {"is_shared": fields.Boolean(required=True)}),
    }


LotApi = readable(Lot, class_permission_name="Wallet")
LedgerEntryApi = readable(LedgerEntry, class_permission_name="Wallet")
