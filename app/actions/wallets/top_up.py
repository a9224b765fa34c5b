"""Credits that were bought come into a wallet, once the money is confirmed (W10)."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.wallets.ledger import check_amount, check_reason, enter, lock, lot_of_key, new_lot
from app.core.clock import now
from app.core.errors import Refused
from app.models import Lot, Wallet
from app.models.ledger import Account, EntryKind
from app.models.product import VatPoint
from app.rules.credits import Source
from app.work import transaction


def top_up_wallet(
    wallet_id: int,
    cents: int,
    *,
    by: Actor,
    key: str,
    reason: str,
    expires_at: dt.datetime | None = None,
    vat_point: VatPoint = VatPoint.SALE,
) -> Lot:
    """A lot of so many cents. `key` names the purchase: a second top-up of the same returns the first (idempotent)."""
    with transaction(by=by) as work:
        require(by, Permission.WALLET_WRITE)
        check_amount(cents)
        reason = check_reason(reason)
        if expires_at is not None and expires_at <= now():
            raise Refused(_("That day is past."), field="expires_at")
        (wallet,) = lock(work, work.get(Wallet, wallet_id).id)
        lot = new_lot(work, wallet, Source.PURCHASE, f"topup:{key}", expires_at=expires_at, vat_point=vat_point)
        if lot is None:
            return lot_of_key(work, f"topup:{key}")
        enter(work, lot, EntryKind.TOPUP, Account.CASH_CLEARING, cents, key=f"topup:{key}", cause=f"topup:{key}", reason=reason)
        return lot
