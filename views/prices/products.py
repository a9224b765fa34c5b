"""Products of the shop."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.actions.products.change import change_product
from app.actions.products.create import create_product
from app.actions.products.remove import remove_product
from app.models import Product
from app.web.model_view import FoyerModelView
from views.base.behind import Behind, behind, of_relation
from views.base.by_actions import ByActions
from views.base.record import RecordPage, Stat
from views.base.said import filled
from views.base.words import CODE_HINT, XERO


class ProductView(ByActions, RecordPage, FoyerModelView):
    datamodel = filled(Product, "code")
    route_base = "/products"
    imports = "products"
    list_title = _("Shop products")
    list_columns = ["name", "code", "location", "type", "price_cents", "price_includes_vat", "is_active"]
    search_columns = ["name", "code", "location", "type", "extra_most", "is_active"]
    base_order = ("name", "asc")
    inline_columns = ("name",)
    exportable = True
    label_columns = {
        "price_includes_vat": _("VAT included"),
        "vat_point": _("Taxed at"),
        "credit_cents": _("Credit"),
        "credit_days": _("Credit lasts, days"),
        "days": _("Days in the house"),
        "stuff_pays": _("Credits for anything pay"),
        "space_pays": _("Credits for rooms pay"),
        "extra_most": _("At a booking, at most"),
        "is_active": _("In the shop"),
        "xero_item_code": XERO,
    }
    description_columns = {
        "code": CODE_HINT,
        "location": _("Empty: sold in the whole network."),
        "type": _("Decides what a buyer gets: a thing, booking credits or printing credits."),
        "vat_point": _("Whether a credit is taxed as it is sold or as it is used; never both (P10)."),
        "credit_cents": _("What the buyer's wallet or print account gets; empty: nothing."),
        "credit_days": _("From the day on which it comes; empty: for ever."),
        "days": _("A day pass: it brings so many days, and no credit."),
        "extra_most": _(
            "Empty: it is sold in the shop. A number: it is an extra of bookings at its location instead, coffee or a projector, and each may have so many. It is paid on the next invoice."
        ),
        "is_active": _("Whether it is sold: in the shop, or with bookings."),
        "stuff_pays": _("Whether it can be bought with them. Credits never buy credits for a wallet."),
    }
    add_columns = edit_columns = [
        "name", "code", "location", "type", "price_cents", "price_includes_vat", "vat_point", "credit_cents", "credit_days", "days",
        "stuff_pays", "space_pays", "extra_most", "xero_item_code", "is_active",
    ]  # fmt: skip
    show_columns = add_columns
    formatters_columns = {"location": lambda location: location or gettext("Everywhere")}
    empty_text = _("Products are sold to members, and make ad hoc charges quick.")
    create_with, change_with, remove_with = create_product, change_product, remove_product

    def stats(self, row: Product) -> list[Stat]:
        here = of_relation("product", row.id)
        return behind(
            self.datamodel.session,
            Behind(_("Purchases"), "PurchaseView", here),
            Behind(_("Ad hoc charges"), "AdhocView", here),
            Behind(_("Discounts"), "DiscountView", here),
        )
