"""Kept cards of organisations, for the desk: which one is charged, and which need another in their place."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.access.permissions import Permission
from app.actions.payments.choose_card import choose_card
from app.actions.payments.remove_card import remove_card
from app.models import PaymentMethod
from app.web.actor import current_actor
from app.web.model_view import FoyerModelView, ScopedInterface, action
from views.base.links import linked
from views.payments.charge_words import card_said


class PaymentMethodView(FoyerModelView):
    """Members add them at /my/cards, since only who holds a card may give it away."""

    datamodel = ScopedInterface(PaymentMethod)
    class_permission_name = "Payment"
    route_base = "/kept-cards"
    include_route_methods = {"list", "related", "action", "action_post"}
    method_permission_name = dict.fromkeys(("default", "remove"), "write")
    list_title = _("Cards")
    list_columns = ["name", "organisation", "is_default", "refused_reason", "created_at"]
    order_columns = ["name", "created_at"]
    search_columns = ["name", "organisation", "is_default", "created_at"]
    quick_columns = ("name", "organisation.name")
    quick_label = _("name or organisation")
    quick_search = "name"
    base_order = ("id", "desc")
    label_columns = {
        "is_default": _("How it stands"),
        "refused_reason": _("Declined because"),
        "created_at": _("Kept since"),
        "name": _("Card"),
    }
    formatters_columns = {**linked("organisation"), "is_default": card_said, "name": lambda name, row: str(row)}
    empty_title = _("No cards kept.")
    empty_text = _("Who sees the invoices of an organisation adds one at “Cards” in the portal; PayFast keeps it.")
    empty_icon = "credit-card"

    def may_act(self, name: str, row: PaymentMethod) -> bool:
        fits = row.can_be_charged and not row.is_default if name == "default" else row.removed_at is None and row.cancelled_at is None
        return fits and current_actor().may(Permission.PAYMENT_WRITE)

    @action("default", _("Make default"), icon="check")
    def default(self, rows: Any) -> Any:
        return self.each(rows, choose_card, done=gettext("%(count)d made default."))

    @action("remove", _("Remove"), _("Remove the chosen cards? They are charged no more, and PayFast forgets them."), icon="trash")
    def remove(self, rows: Any) -> Any:
        return self.each(rows, remove_card, done=gettext("%(count)d removed."))
