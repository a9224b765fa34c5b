"""Addresses that bounce: who gets no mail any more, because mails there came back, and the verb that lets mail go there again."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.actions.bounces.lift import lift_address
from app.models import SuppressedAddress
from app.web.model_view import FoyerModelView, ScopedInterface, action
from app.web.routes import ACTIONS
from views.base.links import linked


class SuppressedAddressView(FoyerModelView):
    datamodel = ScopedInterface(SuppressedAddress)
    class_permission_name = "Delivery"
    route_base = "/addresses-that-bounce"
    include_route_methods = {"list", "show"} | ACTIONS
    method_permission_name = {"list": "read", "show": "read", "lift": "decide"}
    singular = _("address")
    list_title = _("Addresses that bounce")
    list_columns = ["address", "state", "reason", "since", "location"]
    show_columns = ["address", "state", "status", "reason", "since", "location", "lifted_at", "lifted_by"]
    search_columns = ["address", "state", "since", "location"]
    quick_search = "address"
    base_order = ("since", "desc")
    label_columns = {
        "since": _("Since"),
        "status": _("Code"),
        "reason": _("What the mail server said"),
        "lifted_at": _("Lifted"),
        "lifted_by": _("Lifted by"),
    }
    formatters_columns = linked("location")
    empty_title = _("Mails get through.")
    empty_text = _("An address that nobody has, or that takes nothing on five days in a row, gets no mail any more, and stands here.")
    empty_icon = "mail-check"

    def may_act(self, name: str, row: SuppressedAddress) -> bool:
        return SuppressedAddress.moves.may(row, name)

    @action(
        "lift",
        _("Let mail go there"),
        _("Send mail to the chosen addresses again? What was not sent meanwhile waits under Deliveries."),
        icon="mail-forward",
    )
    def lift(self, rows: Any) -> Any:
        return self.each(rows, lift_address, done=gettext("%(count)d lifted."))
