"""Credits go from one wallet of an organisation to another of the same organisation; quotas stay where they are (W11)."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.wallets.ledger import check_amount, check_reason, enter, lock, new_lot, terms_of
from app.core.clock import now
from app.core.errors import Conflict, Refused
from app.models import Lot, Wallet
from app.models.ledger import Account, EntryKind
from app.queries.wallets.paying import unbound
from app.rules.credits import Source, payment
from app.rules.formula import spaced
from app.work import transaction


def transfer_credits(from_id: int, to_id: int, cents: int, *, by: Actor, key: str, reason: str) -> None:
    """Each lot keeps its source, VAT point and expiry on the other side. Once a key."""
    with transaction(by=by) as work:
        require(by, Permission.WALLET_WRITE)
        check_amount(cents)
        reason = check_reason(reason)
        if from_id == to_id:
            raise Refused(_("Choose another wallet."), field="to")
        giver, taker = (work.get(Wallet, wallet_id) for wallet_id in (from_id, to_id))
        lock(work, giver.id, taker.id)
        _check_pair(giver, taker)
        found = payment(unbound(work.session, [giver.id], Lot.source != Source.QUOTA), cents, now(), now())
        if found.rest:
            raise Conflict(_("Only %(amount)s of this wallet can be transferred.", amount=spaced(cents - found.rest)), field="amount")
        for part in found.parts:
            lot, cause = work.session.get_one(Lot, part.lot), f"transfer:{key}"
            anew = new_lot(work, taker, lot.source, f"{cause}:{lot.id}", **terms_of(lot))
            if anew is None:
                return
            for side, amount in ((lot, -part.cents), (anew, part.cents)):
                entry = f"{cause}:{lot.id}:{'out' if amount < 0 else 'in'}"
                enter(work, side, EntryKind.TRANSFER, Account.BETWEEN_WALLETS, amount, key=entry, cause=cause, reason=reason)


def _check_pair(giver: Wallet, taker: Wallet) -> None:
    if (giver.unit, giver.currency) != (taker.unit, taker.currency):
        raise Refused(_("Both wallets must be of the same kind and currency."), field="to")
    if _organisation(giver) is None or _organisation(giver) != _organisation(taker):
        raise Refused(_("Credits stay within their organisation."), field="to")


def _organisation(wallet: Wallet) -> int | None:
    return wallet.organisation_id if wallet.user is None else wallet.user.organisation_id

