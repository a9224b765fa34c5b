"""Staff put a wallet right, by hand and with a reason."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.wallets.ledger import check_amount, check_reason, enter, lock, new_lot
from app.core.clock import now
from app.core.errors import Conflict, Refused
from app.models import Lot, Wallet
from app.models.ledger import Account, EntryKind
from app.queries.wallets.paying import unbound
from app.rules.credits import Source, payment
from app.rules.formula import spaced
from app.work import transaction


def adjust_wallet(wallet_id: int, cents: int, *, by: Actor, key: str, reason: str) -> Wallet:
    """More is a gift without an expiry; less comes from what is free, in the order in which it would pay. Once a key."""
    with transaction(by=by) as work:
        require(by, Permission.WALLET_WRITE)
        if not cents:
            raise Refused(_("The amount must not be 0."), field="amount")
        check_amount(abs(cents))
        reason = check_reason(reason)
        (wallet,) = lock(work, work.get(Wallet, wallet_id).id)
        if cents > 0:
            lot = new_lot(work, wallet, Source.REWARD, f"adjust:{key}")
            if lot is not None:
                enter(work, lot, EntryKind.ADJUST, Account.GOODWILL, cents, key=f"adjust:{key}", cause=f"adjust:{key}", reason=reason)
            return wallet
        found = payment(unbound(work.session, [wallet.id]), -cents, now(), now())
        if found.rest:
            raise Conflict(_("Only %(amount)s is free in this wallet.", amount=spaced(-cents - found.rest)), field="amount")
        for part in found.parts:
            lot = work.session.get_one(Lot, part.lot)
            entry = f"adjust:{key}:{lot.id}"
            enter(work, lot, EntryKind.ADJUST, Account.GOODWILL, -part.cents, key=entry, cause=f"adjust:{key}", reason=reason)
        return wallet
