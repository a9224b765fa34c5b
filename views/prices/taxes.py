"""Tax rates by country and day."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.actions.taxes.change import change_tax_rate
from app.actions.taxes.create import create_tax_rate
from app.actions.taxes.remove import remove_tax_rate
from app.models import TaxRate
from app.web.model_view import FoyerModelView, ScopedInterface
from views.base.by_actions import ByActions


class TaxRateView(ByActions, FoyerModelView):
    datamodel = ScopedInterface(TaxRate)
    class_permission_name = "Tax"
    route_base = "/taxes"
    singular = _("tax rate")
    list_title = _("Taxes")
    list_columns = ["country", "name", "percent", "valid_from", "withdrawn", "xero_tax_type"]
    search_columns = ["country", "name", "valid_from", "withdrawn"]
    base_order = ("valid_from", "desc")
    label_columns = {"percent": _("Percent"), "valid_from": _("From"), "xero_tax_type": _("Xero tax type")}
    description_columns = {"withdrawn": _("Announced, and never came."), "country": _("Two letters, such as ZA.")}
    add_columns = edit_columns = show_columns = ["country", "name", "percent", "valid_from", "withdrawn", "xero_tax_type"]
    create_with, change_with, remove_with = create_tax_rate, change_tax_rate, remove_tax_rate

    def title_of(self, row: TaxRate) -> str:
        return f"{row.country} {row.name} {row.percent.normalize():f} %"
