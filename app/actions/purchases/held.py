"""Credits that pay a part of a purchase: held first, and debited with the success of the rest, or let go (W4, U2, U3). Exactly one end."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _

from app.access.actor import Actor
from app.actions.invoices.locked import hold_organisation
from app.actions.invoices.paid import OPEN
from app.actions.payments.take import locked, take
from app.actions.purchases.credits import Debited
from app.actions.wallets.end_reserves import debit_reserve, open_reserves
from app.actions.wallets.ledger import lock
from app.actions.wallets.reserve import hold
from app.core.clock import today
from app.core.errors import Conflict
from app.core.money import plain
from app.models import Organisation, Purchase, Reserve
from app.models.ledger import Account
from app.models.payment import PaymentMethodKind
from app.models.product import VatPoint
from app.queries.shop.buyer import Buyer
from app.queries.shop.catalogue import Offer
from app.queries.shop.credits import credits_of, payer_of
from app.queries.wallets.paying import paying_wallets
from app.rules.shop_price import paid_by_credits, shares_of_vat
from app.work import Work, transaction

UNTIL_IT_ENDS = dt.datetime(9999, 12, 31, tzinfo=dt.UTC)  # the payment ends it, never the clock


def hold_credits(work: Work, row: Purchase, found: Offer, buyer: Buyer) -> Debited:
    """All that they pay, from the wallets as they are under their locks, and what the invoice says of it. Raises Conflict where that moved since it was shown."""
    lock(work, *paying_wallets(work.session, payer_of(buyer)))
    paying = credits_of(work.session, buyer).paying(found.product, row.total_cents, found.seller)
    if (would := row.total_cents - paying.payment.rest) != row.wallet_cents:
        raise Conflict(_("Credits would pay %(amount)s now. Look at it once more.", amount=plain(would)), field="way")
    for part in paying.payment.parts:
        hold(work, paying.lots[part.lot], part.cents, expires_at=UNTIL_IT_ENDS, cause=row.cause, key=row.cause)
    before = sum(part.cents for part in paying.payment.parts if paying.lots[part.lot].vat_point is not VatPoint.REDEMPTION)
    return Debited(paid_by_credits(row.total_cents, before, found.tax.percent))


def settle_held(purchase_id: int, *, by: Actor) -> None:
    """The rest is paid: the credits pay theirs. The invoice is paid otherwise, credited or void: they are let go. Nothing while the rest is open; safe to repeat."""
    with transaction(by=by) as work:
        seen = work.get(Purchase, purchase_id)
        hold_organisation(work, seen.organisation_id)
        held = open_reserves(work, seen.cause)
        if not held or seen.invoice_id is None:
            return
        (invoice,) = locked(work, [seen.invoice_id])
        row, cents = work.lock(Purchase, purchase_id), sum(each.cents for each in held)
        if invoice.status in OPEN and 0 < invoice.due_cents <= cents:
            cents = row.wallet_cents = invoice.due_cents
            _debit(work, row, held, cents)
            take(
                work,
                work.get(Organisation, row.organisation_id),
                [invoice],
                kind=PaymentMethodKind.WALLET,
                currency=row.currency,
                cents=cents,
                on=today(invoice.location.zone),
                reference=_("Credits, %(what)s", what=row.title),
                key=f"wallet:{row.id}",
            )
        elif invoice.status not in OPEN:
            for each in held:
                debit_reserve(work, each, 0)


def _debit(work: Work, row: Purchase, held: list[Reserve], cents: int) -> None:
    """So many cents of them, what pays first; the rest is let go. With the VAT of those that are taxed as they are used: their share of what the taxed line
    bears (P10).
    """
    taken, left = {}, cents
    for each in held:
        taken[each.id] = min(left, each.cents)
        left -= taken[each.id]
    later = [each.id for each in held if each.lot.vat_point is VatPoint.REDEMPTION and taken[each.id]]
    shares = shares_of_vat(row.vat_cents, [*(taken[one] for one in later), row.total_cents - cents])
    vat = dict(zip(later, shares, strict=False))
    for each in held:
        debit_reserve(work, each, taken[each.id], account=Account.SHOP_REVENUE, vat=vat.get(each.id, 0))
