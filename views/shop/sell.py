"""/sell: the desk sells to a member: the same catalogue and ways to pay, at that member's price."""

from __future__ import annotations

from typing import Any

from flask import abort, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _
from sqlalchemy import BigInteger, bindparam, select

from app.access.actor import Actor
from app.access.scope import narrowed
from app.models import FoyerUser, Purchase
from app.web.actor import current_actor
from views.base.screen import Screen
from views.shop.sells import Sells


class SellView(Sells, Screen):
    route_base = "/sell"
    default_view = "show"
    class_permission_name = "Purchase"
    method_permission_name = {"show": "write", "one": "write", "buy": "write"}

    @expose("/<int:user_id>/")
    @has_access
    def show(self, user_id: int) -> Any:
        return self.shop(user_id=user_id)

    @expose("/<int:user_id>/<int:product_id>")
    @has_access
    def one(self, user_id: int, product_id: int) -> Any:
        return self.product(product_id, user_id=user_id)

    @expose("/<int:user_id>/<int:product_id>/buy", methods=("POST",))
    @has_access
    def buy(self, user_id: int, product_id: int) -> Any:
        return self.bought(product_id, user_id=user_id)

    def by(self) -> Actor:
        return current_actor()

    def customer(self) -> FoyerUser:
        """The member of the address, if this person may see them."""
        query = select(FoyerUser).where(FoyerUser.id == bindparam("user_id", (request.view_args or {})["user_id"], BigInteger()))
        return self.session.scalars(narrowed(query, self.by(), FoyerUser)).one_or_none() or abort(404)

    def page_of(self, row: Purchase) -> str:
        return url_for("PurchaseView.show", pk=row.id)

    def shop_page(self, template: str, title: str, buyer: Any, values: dict[str, Any]) -> Any:
        user = self.customer()
        crumbs = [(_("Members"), url_for("MemberView.list")), (str(user), url_for("MemberView.show", pk=user.id))]
        if template != "catalogue":
            crumbs.append((_("Shop"), url_for(".show", user_id=user.id)))
        title = _("Sell to %(name)s", name=user) if template == "catalogue" else title
        facts = [str(buyer.organisation), str(buyer.home)] if buyer is not None else []
        return self.render_template(f"shop/{template}.html", title=title, buyer=buyer, crumbs=crumbs, facts=facts, is_own=False, **values)
