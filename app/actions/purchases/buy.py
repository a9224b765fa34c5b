"""Buy a product: at the price that was seen, once a form, paid by credits, a card, or the next invoice (U1-U5)."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.invoices.locked import hold_organisation
from app.actions.purchases.pay import pay_purchase
from app.core.errors import Conflict, Forbidden, Refused
from app.core.money import LARGEST_CENTS, plain
from app.models import FoyerUser, Purchase
from app.models.product import VatPoint
from app.models.purchase import PayWay
from app.queries.shop.buyer import Buyer, buyer_of
from app.queries.shop.catalogue import Offer, brings_wallet_credit, offer
from app.queries.shop.ways import rest_ways, ways_of
from app.work import Work, transaction

LONGEST_KEY = 80


def buy(
    product_id: int = 0,
    *,
    way: PayWay | None = None,
    key: str = "",
    by: Actor,
    quantity: int = 1,
    expected_cents: int | None = None,
    user_id: int | None = None,
    for_team: bool = False,
    with_credits: bool = False,
    expected_credits_cents: int | None = None,
) -> Purchase:
    """For oneself, or by staff for the member `user_id`; `for_team` gives the credits to the organisation. `expected_cents` is the total that was
    seen. `with_credits`: they pay as much as they can, held until the card has paid the rest; `expected_credits_cents` was seen of that. The same `key` again is the first purchase. Raises Conflict for another price, or credits that do not reach; Refused for a way that is shut.
    """
    with transaction(by=by) as work:
        user = _buyer(work, user_id)
        buyer = buyer_of(work.session, user)
        hold_organisation(work, buyer.organisation.id)
        key = f"{user.id}:{_checked(key)}"
        before = work.session.scalars(select(Purchase).where(Purchase.key == key)).one_or_none()
        if before is not None:
            return before
        if way is None:
            raise Refused(_("Please fill this in."), field="way")
        found = offer(work.session, buyer, product_id, quantity, by=by)
        _require_as_seen(found, expected_cents)
        if for_team and by.is_staff is False and not by.runs_team:
            raise Forbidden(_("Who runs the team buys for it."))
        shut = _shut(work, buyer, found, way, with_credits=with_credits)
        if shut:
            raise Refused(shut, field="way")
        if with_credits and expected_credits_cents not in (None, found.wallet_cents):
            raise Conflict(_("Credits would pay %(amount)s now. Look at it once more.", amount=plain(found.wallet_cents)), field="way")
        row = _row(found, buyer, way, key, for_team=for_team, by=by)
        row.wallet_cents = found.wallet_cents if with_credits else 0
        work.add(row)
        if by.is_staff:
            require(by, Permission.PURCHASE_WRITE, row)
        pay_purchase(work, row, found, buyer)
    return row


def _buyer(work: Work, user_id: int | None) -> FoyerUser:
    """Whom it is for. Only staff buy for somebody else."""
    if work.by.is_staff:
        require(work.by, Permission.PURCHASE_WRITE)
        if user_id is None:
            raise Refused(_("Please fill this in."), field="user")
        return work.get(FoyerUser, user_id)
    if work.by.id is None or user_id not in (None, work.by.id):
        raise Forbidden(_("Members buy for themselves."))
    return work.get(FoyerUser, work.by.id)


def _shut(work: Work, buyer: Buyer, found: Offer, way: PayWay, *, with_credits: bool) -> str:
    """Why it cannot be paid that way; empty: it can."""
    if not with_credits:
        return ways_of(work.session, buyer, found, by=work.by)[way]
    return rest_ways(work.session, buyer, found, by=work.by).get(way, _("Credits pay a part of this only where a card pays the rest."))


def _checked(key: str) -> str:
    if not key.strip() or len(key.strip()) > LONGEST_KEY:
        raise Refused(_("Needs a key of at most %(most)d characters: the same key again changes nothing.", most=LONGEST_KEY), field="key")
    return key.strip()


def _require_as_seen(found: Offer, expected_cents: int | None) -> None:
    if found.price.total > LARGEST_CENTS:
        raise Refused(_("Quantity times unit price may be at most %(most)s.", most=plain(LARGEST_CENTS)), field="quantity")
    if expected_cents is not None and expected_cents != found.price.total:
        raise Conflict(
            _("The price has changed to %(total)s since you looked. Look at it once more.", total=plain(found.price.total)),
            field="quantity",
        )


def _row(found: Offer, buyer: Buyer, way: PayWay, key: str, *, for_team: bool, by: Actor) -> Purchase:
    product = found.product
    at_sale = way is PayWay.WALLET or not brings_wallet_credit(product)
    return Purchase(
        key=key,
        organisation_id=buyer.organisation.id,
        location_id=found.seller.id,
        user_id=buyer.user.id,
        for_team=for_team,
        product_id=product.id,
        what=product.name,
        unit=product.type,
        quantity=found.quantity,
        way=way,
        currency=found.currency,
        net_cents=found.price.net,
        vat_cents=found.price.vat,
        total_cents=found.price.total,
        vat_point=VatPoint.SALE if at_sale else product.vat_point,
        credit_cents=found.credit_cents,
        credit_days=product.credit_days,
        days=found.days,
        made_by=by.name,
    )
