"""What is billed beside licenses: ad hoc charges and recurring ones."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from flask_appbuilder.models.sqla.filters import BaseFilter
from flask_babel import lazy_gettext as _

from app.actions.charges.change_adhoc import change_adhoc
from app.actions.charges.change_line_item import change_line_item
from app.actions.charges.create_adhoc import create_adhoc
from app.actions.charges.create_line_item import create_line_item
from app.actions.charges.remove_adhoc import remove_adhoc
from app.actions.charges.remove_line_item import remove_line_item
from app.models import Adhoc, LineItem
from app.web.formats import as_date, as_money, zone_of
from app.web.model_view import FoyerModelView, action
from views.base.by_actions import AddedOnce, ByActions
from views.base.links import linked
from views.base.record import RecordPage
from views.base.said import filled
from views.base.words import CODE_HINT, MONEY_HINT, XERO

HOME = _("Empty: the organisation's home.")


def day_said(instant: dt.datetime | None, row: Any) -> str:
    """The day is enough in a list."""
    return as_date(instant.astimezone(zone_of(row)).date()) if instant else ""


def price_said(cents: int | None, row: Any) -> Any:
    """A license's charge has no price of its own: its license says what it costs."""
    return as_money(cents, row) if cents is not None else _("by its license")


class WaitsFrom(BaseFilter):  # type: ignore[misc]
    """Not invoiced yet."""

    name = _("waits, and dated from")
    arg_name = "waits"

    def apply(self, query: Any, value: Any) -> Any:
        return query.filter(self.model.invoiced_at.is_(None), self.model.date >= value)


class AdhocView(AddedOnce, ByActions, RecordPage, FoyerModelView):
    """One-off charges and credits; once invoiced they stay as they are."""

    datamodel = filled(Adhoc, "code", "location", "date")
    route_base = "/adhocs"
    imports = "adhocs"
    method_permission_name = {"discard": "write"}
    singular = _("ad hoc charge")
    list_title = _("Ad hoc charges")
    list_columns = ["date", "organisation", "description", "quantity", "unit_price_cents", "invoiced_at"]
    export_columns = ("date", "organisation", "location", "description", "quantity", "unit_price_cents", "product", "code", "invoiced_at")
    search_columns = ["description", "code", "organisation", "location", "date", "invoiced_at", "product"]
    more_filters: ClassVar = {"date": (WaitsFrom,)}
    quick_search = "description"
    quick_columns = ("description", "organisation.name")
    quick_label = _("description or organisation")
    base_order = ("date", "desc")
    exportable = True
    label_columns = {"unit_price_cents": _("Unit price"), "invoiced_at": _("Invoiced"), "claws_back": _("Charges back the discount of")}
    description_columns = {
        "code": CODE_HINT,
        "location": HOME,
        "date": _("It is billed by the first run whose cut-off is not before this day. Empty: today."),
        "unit_price_cents": _("Written like 250.00, without VAT; a credit is negative."),
    }
    edit_columns = ["date", "description", "quantity", "unit_price_cents", "product"]
    add_columns = ["organisation", "location", *edit_columns, "code", "form_key"]
    show_columns = [
        "organisation",
        "location",
        "date",
        "description",
        "quantity",
        "unit_price_cents",
        "product",
        "claws_back",
        "code",
        "invoiced_at",
    ]
    formatters_columns = {**linked("organisation", "location", "claws_back"), "invoiced_at": day_said}
    empty_text = _("Charges wait here for the next invoice.")
    create_with, change_with, remove_with = create_adhoc, change_adhoc, remove_adhoc

    def may_edit(self, row: Adhoc) -> bool:
        return row.invoiced_at is None

    may_delete = may_edit

    @action("discard", _("Remove"), _("Remove the chosen charges? They will not be billed."), icon="trash", single=False)
    def discard(self, charges: Any) -> Any:
        return self.each(charges, remove_adhoc, done=_("%(count)d removed."))


class LineItemView(AddedOnce, ByActions, RecordPage, FoyerModelView):
    """Recurring charges. Those of licenses follow their license; staff make others by hand."""

    datamodel = filled(LineItem, "code", "location")
    route_base = "/line-items"
    imports = "line_items"
    list_title = _("Recurring charges")
    singular = _("recurring charge")
    list_columns = ["description", "organisation", "location", "license", "price_cents", "starts_on", "ends_on"]
    search_columns = ["description", "code", "organisation", "location", "license", "starts_on", "ends_on"]
    quick_search = "description"
    quick_columns = ("description", "organisation.name")
    quick_label = _("description or organisation")
    base_order = ("starts_on", "desc")
    exportable = True
    label_columns = {"price_cents": _("Price a month"), "starts_on": _("First day"), "ends_on": _("Last day"), "xero_item_code": XERO}
    description_columns = {"code": CODE_HINT, "location": HOME, "price_cents": MONEY_HINT, "ends_on": _("Empty: until further notice.")}
    edit_columns = ["description", "price_cents", "starts_on", "ends_on", "xero_item_code"]
    add_columns = ["organisation", "location", *edit_columns, "code", "form_key"]
    show_columns = ["organisation", "location", "license", "description", "price_cents", "starts_on", "ends_on", "xero_item_code", "code"]
    formatters_columns = {**linked("organisation", "location", "license"), "price_cents": price_said}
    empty_text = _("Licenses make their own; add what is charged every month without one, such as parking.")
    create_with, change_with, remove_with = create_line_item, change_line_item, remove_line_item

    def may_edit(self, row: LineItem) -> bool:
        return row.license_id is None

    may_delete = may_edit
