"""Catalogue, product and purchase, for a member who buys and for the desk that sells to one."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _

from app.access.actor import Actor
from app.actions.purchases.buy import buy
from app.core.errors import FoyerError, Refused
from app.models import Purchase
from app.models.purchase import PayWay
from app.queries.shop.buyer import Buyer, buyer_of
from app.queries.shop.catalogue import Offer, catalogue, offer
from app.queries.shop.ways import default_card, rest_ways, ways_of
from app.web.numbers import whole
from views.base.screen import asked_number
from views.shop.words import WITH_CREDITS, offer_said, ways_said


class Sells:
    """Mixed in before Screen: `by()` and `customer()` say who acts and who gets it, `shop_page` draws, `page_of` is the page of a purchase."""

    def shop(self: Any, **where: Any) -> Any:
        """Everything that there is to buy."""
        buyer, refusal = self.buyer_or_why()
        offers = catalogue(self.session, buyer, by=self.by()) if buyer is not None else []
        values = {"offers": [self.quick(each, buyer) for each in offers], "refusal": refusal, "where": where}
        return self.shop_page("catalogue", _("Shop"), buyer, values)

    def quick(self: Any, found: Offer, buyer: Buyer) -> Any:
        """An offer with the way that takes one click."""
        ways = ways_said(found, ways_of(self.session, buyer, found, by=self.by()), self.card_of(buyer))
        first = next((way for way in ways if not way.shut and way.name in (PayWay.CARD, PayWay.WALLET)), None)
        return offer_said(found, buyer), first, uuid4().hex

    def product(self: Any, product_id: int, **where: Any) -> Any:
        """One product: how many, for whom, and every way to pay."""
        buyer, _why = self.buyer_or_why()
        if buyer is None:
            return redirect(url_for(".show", **where))
        try:
            found = offer(self.session, buyer, product_id, asked_number("quantity", 10**6) or 1, by=self.by())
        except Refused as refusal:
            flash(refusal.message, "warning")
            return redirect(url_for(".show", **where) if refusal.field == "product" else url_for(".one", product_id=product_id, **where))
        rest = rest_ways(self.session, buyer, found, by=self.by())
        ways = ways_said(found, ways_of(self.session, buyer, found, by=self.by()), self.card_of(buyer), rest)
        values = {
            "said": offer_said(found, buyer),
            "ways": ways,
            "key": uuid4().hex,
            "where": where,
            "may_for_team": self.may_for_team(found),
        }
        return self.shop_page("product", found.product.name, buyer, values)

    def bought(self: Any, product_id: int, **where: Any) -> Any:
        """The button: at the price that stood on it. A refusal leads back to the product with the reason."""
        form, customer = request.form, self.customer()
        asked = form.get("way", "")
        way = next((each for each in PayWay if each.value == asked.removesuffix(WITH_CREDITS)), None) or abort(404)
        quantity, cents = whole(form.get("quantity", "1")), whole(form.get("expected_cents", ""))
        made: list[Purchase] = []
        try:
            made.append(
                buy(
                    product_id,
                    way=way,
                    key=form.get("key", ""),
                    quantity=quantity or 0,
                    expected_cents=cents,
                    user_id=customer.id,
                    for_team="for_team" in form,
                    with_credits=asked.endswith(WITH_CREDITS),
                    expected_credits_cents=whole(form.get("expected_credits_cents", "")),
                    by=self.by(),
                )
            )
        except FoyerError as refusal:
            flash(refusal.message, "warning")
            again = {} if refusal.field == "quantity" else {"quantity": quantity or 1}
            return redirect(url_for(".one", product_id=product_id, **again, **where))
        return self.after(made[0])

    def after(self: Any, row: Purchase) -> Any:
        return redirect(self.page_of(row))

    def buyer_or_why(self: Any) -> tuple[Buyer | None, str]:
        try:
            return buyer_of(self.session, self.customer()), ""
        except Refused as refusal:
            return None, refusal.message

    def card_of(self: Any, buyer: Buyer) -> Any:
        """The kept card that one click charges; None where there is none."""
        return default_card(self.session, buyer.organisation.id)

    def may_for_team(self: Any, found: Offer) -> bool:
        by: Actor = self.by()
        return bool(found.credit_cents) and found.product.type != "printing" and (by.is_staff or by.runs_team)
