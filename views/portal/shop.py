"""/my/shop: what a member can buy, buying it, and what became of it."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, redirect, render_template, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.utils.limit import Limit
from flask_babel import gettext as _

from app.actions.purchases.pay_again import charge_purchase, checkout_purchase, payer
from app.actions.purchases.withdraw import withdraw_purchase
from app.models import FoyerUser, Invoice, Purchase
from app.models.purchase import PayWay, PurchaseStatus
from app.queries.documents import invoice_view
from app.queries.shop.purchases import PAGE, purchase_of, purchases_of
from app.queries.shop.ways import default_card
from app.web.checkout import over_to
from app.web.limits import a_person
from views.base.screen import asked_number
from views.invoices.documents import kept, printed
from views.portal.mine import Mine
from views.shop.sells import Sells
from views.shop.words import paid_said, standing_said


class MyShopView(Sells, Mine):
    route_base = "/my/shop"
    default_view = "show"
    limits = [Limit("40 per hour", key_func=a_person, methods=("POST",))]

    @expose("/")
    def show(self) -> Any:
        return self.shop()

    @expose("/<int:product_id>")
    def one(self, product_id: int) -> Any:
        return self.product(product_id)

    @expose("/<int:product_id>/buy", methods=("POST",))
    def buy(self, product_id: int) -> Any:
        return self.bought(product_id)

    @expose("/purchases")
    def purchases(self) -> Any:
        page = asked_number("page", 1000)
        rows, has_older = purchases_of(self.session, by=self.by(), page=page)
        newer, older = (url_for(".purchases", page=page - 1) if page else ""), (url_for(".purchases", page=page + 1) if has_older else "")
        crumbs = [(_("Shop"), url_for(".show"))]
        return self.page(
            "purchases",
            _("Your orders"),
            rows=[(row, *standing_said(row)) for row in rows],
            newer=newer,
            older=older,
            size=PAGE,
            sees_invoices=self.by().sees_invoices,
            crumbs=crumbs,
        )

    @expose("/purchases/<int:pk>")
    def purchase(self, pk: int) -> Any:
        crumbs = [(_("Shop"), url_for(".show")), (_("Your orders"), url_for(".purchases"))]
        row = self._mine(pk)
        return self.page("purchase", row.title, crumbs=crumbs, **self._told(row))

    @expose("/purchases/<int:pk>/standing")
    def standing(self, pk: int) -> Any:
        """Where it stands now: asked again and again while it moves."""
        return render_template("shop/standing.html", **self._told(self._mine(pk)))

    @expose("/purchases/<int:pk>.pdf")
    def invoice(self, pk: int) -> Response:
        """The tax invoice of one's own purchase, also for who sees no other invoice of the organisation; a month's invoice only for who sees those."""
        row = self._mine(pk)
        invoice_id = row.invoice_id or abort(404)
        by = payer(self.by()) if row.is_billed_alone else self.by()
        return kept(self.session, Invoice, invoice_id, by=by) or printed(invoice_view(invoice_id, by=by))

    @expose("/purchases/<int:pk>/charge", methods=("POST",))
    def charge(self, pk: int) -> Any:
        """Once more by the kept card."""
        by, row = self.by(), self._mine(pk)
        return self.attempt(lambda: charge_purchase(row.id, by=by), _("The card is charged."), redirect(self.page_of(row)))

    @expose("/purchases/<int:pk>/cancel", methods=("POST",))
    def cancel(self, pk: int) -> Any:
        """What is not paid ends."""
        by, row = self.by(), self._mine(pk)
        return self.attempt(
            lambda: withdraw_purchase(row.id, by=by), _("It is cancelled, and nothing is owed."), redirect(self.page_of(row))
        )

    @expose("/purchases/<int:pk>/checkout", methods=("GET", "POST"))
    def checkout(self, pk: int) -> Any:
        """The way to the vendor's page: a form that the browser sends there. What came of it is told by a notice, never by who returns."""
        row, by = self._mine(pk), self.by()
        if request.method == "GET":
            crumbs = [(_("Shop"), url_for(".show")), (row.title, self.page_of(row))]
            return self.page("purchase_pay", _("Pay %(what)s", what=row.title), row=row, may_keep=by.sees_invoices, crumbs=crumbs)
        here = self.page_of(row)
        return self.going(lambda: over_to(checkout_purchase(row.id, keep_card="keep_card" in request.form, back=here, by=by)), None, here)

    def after(self, row: Purchase) -> Any:
        """Who chose the vendor's page goes there at once."""
        if row.way is PayWay.CHECKOUT and row.status is PurchaseStatus.AWAITING_PAYMENT:
            return redirect(url_for(".checkout", pk=row.id))
        return redirect(self.page_of(row))

    def _mine(self, pk: int) -> Purchase:
        return purchase_of(self.session, pk, by=self.by()) or abort(404)

    def _told(self, row: Purchase) -> dict[str, Any]:
        word, tone, text = standing_said(row)
        unpaid = row.awaits_payment
        card = (
            default_card(self.session, row.organisation_id)
            if unpaid and row.status is PurchaseStatus.FAILED and self.by().sees_invoices
            else None
        )
        waits = unpaid and (row.way is PayWay.CHECKOUT or row.status is PurchaseStatus.FAILED)
        shows = row.is_billed_alone or self.by().sees_invoices
        told = {"row": row, "word": word, "tone": tone, "text": text, "way": paid_said(row), "moves": row.is_moving}
        return told | {"card": card, "may_checkout": waits, "may_print": shows}

    def customer(self) -> FoyerUser:
        return self.me()

    def page_of(self, row: Purchase) -> str:
        return url_for(".purchase", pk=row.id)

    def shop_page(self, template: str, title: str, buyer: Any, values: dict[str, Any]) -> Any:
        crumbs = [(_("Shop"), url_for(".show"))] if template != "catalogue" else []
        return self.render_template(f"shop/{template}.html", title=title, me=self.me(), buyer=buyer, crumbs=crumbs, is_own=True, **values)
