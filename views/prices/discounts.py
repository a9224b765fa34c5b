"""Discounts that people grant, with their reason."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.actions.discounts.change import change_discount
from app.actions.discounts.create import create_discount
from app.actions.discounts.remove import remove_discount
from app.models import Discount
from app.web.model_view import FoyerModelView
from views.base.by_actions import AddedOnce, ByActions
from views.base.links import linked
from views.base.record import RecordPage
from views.base.said import filled
from views.base.words import CODE_HINT


class DiscountView(AddedOnce, ByActions, RecordPage, FoyerModelView):
    datamodel = filled(Discount, "code")
    route_base = "/discounts"
    imports = "discounts"
    list_title = _("Discounts")
    list_columns = ["percent", "organisation", "applies_to", "starts_on", "ends_on", "reason"]
    export_columns = ("percent", "organisation", "license", "membership", "product", "starts_on", "ends_on", "reason", "granted_by", "code")
    search_columns = ["reason", "code", "organisation", "license", "membership", "product", "percent", "starts_on", "ends_on", "granted_by"]
    order_columns = ["percent", "starts_on", "ends_on", "reason"]
    quick_search = "reason"
    base_order = ("id", "desc")
    exportable = True
    label_columns = {
        "percent": _("Percent"),
        "applies_to": _("On"),
        "starts_on": _("First day"),
        "ends_on": _("Last day"),
        "granted_by": _("Granted by"),
    }
    description_columns = {
        "code": CODE_HINT,
        "organisation": _("It applies where everything that is filled in matches."),
        "product": _("With a product, it applies to sales of that product only."),
        "ends_on": _("Empty: until further notice."),
        "reason": _("Shown on the invoice's trace."),
    }
    edit_columns = ["percent", "reason", "organisation", "license", "membership", "product", "starts_on", "ends_on"]
    add_columns = [*edit_columns, "code", "form_key"]
    show_columns = [*edit_columns, "granted_by", "code"]
    formatters_columns = {**linked("organisation", "license", "membership"), "applies_to": lambda text: text or gettext("all its licenses")}
    empty_text = _("Commitment and volume discounts come by themselves; here are those that people grant.")
    create_with, change_with, remove_with = create_discount, change_discount, remove_discount
