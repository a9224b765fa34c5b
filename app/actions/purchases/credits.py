"""Credits pay a purchase, and come back from one: debited lot by lot in the order of payment, with the VAT that is due on those taxed as used (P10, W4)."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from app.actions.payments.events import PaymentRefunded
from app.actions.payments.part_back import part_back
from app.actions.wallets.expire import expire_lot
from app.actions.wallets.ledger import enter, lock
from app.actions.wallets.refund import still_paid
from app.actions.wallets.taxed_as_used import vat_back
from app.core.clock import now, today
from app.core.errors import Conflict
from app.core.money import plain
from app.models import Invoice, Lot, Payment, Purchase, Refund
from app.models.ledger import Account, EntryKind
from app.models.product import VatPoint
from app.models.refund import RefundState, RefundWay
from app.queries.shop.buyer import Buyer
from app.queries.shop.catalogue import Offer
from app.queries.shop.credits import credits_of, payer_of
from app.queries.wallets.paying import paying_wallets
from app.rules.credits import returned
from app.rules.shop_price import Part, paid_by_credits, shares_of_vat
from app.work import Work


@dataclass(frozen=True, slots=True)
class Debited:
    """What the credits paid, by whether they were taxed before."""

    parts: tuple[Part, ...]

    @property
    def net(self) -> int:
        return sum(part.net for part in self.parts)

    @property
    def vat(self) -> int:
        return sum(part.vat for part in self.parts)


def debit_credits(work: Work, row: Purchase, found: Offer, buyer: Buyer) -> Debited:
    """All of the total, from the wallets as they are under their locks. Raises Conflict when they no longer reach."""
    lock(work, *paying_wallets(work.session, payer_of(buyer)))
    paying = credits_of(work.session, buyer).paying(found.product, row.total_cents, found.seller)
    if paying.payment.rest:
        raise Conflict(_("The credits are short by %(amount)s.", amount=plain(paying.payment.rest)), field="way")
    later = [part for part in paying.payment.parts if paying.lots[part.lot].vat_point is VatPoint.REDEMPTION]
    split = paid_by_credits(row.total_cents, row.total_cents - sum(part.cents for part in later), found.tax.percent)
    vat = dict(
        zip((part.lot for part in later), shares_of_vat(sum(part.vat for part in split), [part.cents for part in later]), strict=True)
    )
    for part in paying.payment.parts:
        key, lot = f"{row.cause}:{part.lot}:debit", paying.lots[part.lot]
        enter(work, lot, EntryKind.DEBIT, Account.SHOP_REVENUE, -part.cents, key=key, cause=row.cause, vat=vat.get(part.lot, 0))
    return Debited(split)


def return_payment(work: Work, row: Purchase, payment: Payment, invoice: Invoice, cents: int, reason: str) -> None:
    """Credits that paid come back to their lots, the last first, with the VAT that was taken with them; the payment paid so much less."""
    lock(
        work,
        *{lot.wallet_id for lot in work.session.scalars(select(Lot).where(Lot.id.in_([part.lot for part in still_paid(work, row.cause)])))},
    )
    paid = still_paid(work, row.cause)
    back = returned(paid, cents)
    for part, vat in zip(back, vat_back(work, row.cause, paid, back), strict=True):
        lot = work.session.get_one(Lot, part.lot)
        enter(
            work,
            lot,
            EntryKind.REFUND,
            Account.SHOP_REVENUE,
            part.cents,
            key=f"refund:{row.cause}:{lot.id}",
            cause=row.cause,
            reason=reason,
            vat=-vat,
        )
        if lot.expires_at is not None and lot.expires_at <= now():
            expire_lot(work, lot)
    refund = work.add(
        Refund(
            organisation_id=payment.organisation_id,
            location_id=payment.location_id,
            payment_id=payment.id,
            way=RefundWay.WALLET,
            state=RefundState.DONE,
            currency=payment.currency,
            amount_cents=cents,
            refunded_on=today(invoice.location.zone),
            reference=payment.reference,
            reason=reason[:500],
            recorded_by=work.by.name,
            key=f"refund:{row.cause}",
        )
    )
    payment.refunded_cents += cents
    part_back(work, payment, invoice, cents, on=refund.refunded_on, refund_id=refund.id)
    work.emit(PaymentRefunded(refund.id))
