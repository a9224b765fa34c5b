"""Credits that were paid for come into the wallet, as a lot of their own, and days as a day pass (U4, W10)."""

from __future__ import annotations

import datetime as dt

from app.access.actor import Actor
from app.actions.day_passes.from_purchase import bring_days, given_for
from app.actions.fulfilments.finish import finish
from app.actions.fulfilments.unpaid import is_due
from app.actions.invoices.locked import hold_organisation
from app.actions.wallets.ledger import lock
from app.actions.wallets.open import wallet_of
from app.actions.wallets.top_up import top_up_wallet
from app.core.clock import now
from app.models import Fulfilment, Invoice
from app.models.fulfilment import FulfilmentState
from app.work import transaction


def give_credits(fulfilment_id: int, *, by: Actor) -> None:
    """Safe to repeat: the lot has the key of the line. Raises Refused for what no wallet takes. Nothing while its payment is taken back: it is wanted again
    once it is paid.

    Its organisation is held, so that nobody refunds the purchase meanwhile as one that brought nothing yet.
    """
    with transaction(by=by) as work:
        seen = work.get(Fulfilment, fulfilment_id)
        hold_organisation(work, seen.organisation_id)
        if seen.invoice_id is not None and not is_due(work, work.session.get_one(Invoice, seen.invoice_id, populate_existing=True)):
            return
        if seen.days:
            row = work.lock(Fulfilment, fulfilment_id)
            if row.state is FulfilmentState.TODO:
                bring_days(work, row)
                finish(work, row)
            return
        owner = {"user_id": seen.user_id} if seen.user_id is not None else {"organisation_id": seen.organisation_id}
        wallet = wallet_of(work, seen.unit, seen.currency, **owner)
        lock(work, wallet.id)
        row = work.lock(Fulfilment, fulfilment_id)
        if row.state is not FulfilmentState.TODO or row.goes_back:
            return
        until = now() + dt.timedelta(days=row.credit_days) if row.credit_days else None
        reason = given_for(row)
        lot = top_up_wallet(wallet.id, row.cents, by=by, key=row.key, reason=reason, expires_at=until, vat_point=row.vat_point)
        row.lot_id = lot.id
        finish(work, row)
