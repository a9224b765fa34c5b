"""Printing: accounts with their credit as PaperCut last told it."""

from __future__ import annotations

from typing import Any

from flask_appbuilder.models.sqla.filters import BaseFilter
from flask_babel import lazy_gettext as _

from app.models import Access
from app.rules.access import System
from app.web.formats import as_money
from app.web.model_view import ScopedInterface
from views.access.looks import look_note
from views.access.record import AccessScreen


class OfPrinting(BaseFilter):  # type: ignore[misc]
    name = "of printing"
    arg_name = "ofp"

    def apply(self, query: Any, value: Any) -> Any:
        return query.filter(Access.system == System.PRINTING)


class PrintingView(AccessScreen):
    datamodel = ScopedInterface(Access)
    route_base = "/printing"
    list_title = _("Printing")
    base_filters = [["system", OfPrinting, ""]]
    list_columns = ["username", "user", "state", "balance_cents", "balance_read_at", "wanted", "location", "reason"]
    search_columns = ["username", "user", "state", "location", "balance_cents", "balance_read_at"]
    show_columns = [
        "user",
        "state",
        "wanted",
        "username",
        "balance_cents",
        "balance_read_at",
        "location",
        "reason",
        "drift",
        "attempt",
        "settled_at",
        "checked_at",
    ]
    label_columns = AccessScreen.label_columns | {"balance_cents": _("Credit"), "balance_read_at": _("Credit read")}
    formatters_columns = AccessScreen.formatters_columns | {"balance_cents": as_money}
    base_order = ("username", "asc")
    empty_title = _("Nobody prints yet.")
    empty_text = _("A license brings an account at PaperCut with it.")
    empty_icon = "printer"

    def facts(self, row: Access) -> list[Any]:
        return [look_note(System.PRINTING)]
