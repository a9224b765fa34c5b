"""Whether the people of an organisation may spend its credits (W4)."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.core.errors import Refused
from app.models import Wallet
from app.work import transaction


def share_wallet(wallet_id: int, is_shared: bool, *, by: Actor) -> Wallet:
    """Shared, it pays for the bookings of everybody there; else only for what staff book in its name."""
    with transaction(by=by) as work:
        require(by, Permission.WALLET_WRITE)
        wallet = work.lock(Wallet, wallet_id)
        if wallet.organisation_id is None:
            raise Refused(_("A person's own wallet is not shared."))
        wallet.is_shared = is_shared
        return wallet
