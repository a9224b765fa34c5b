"""Invoice lines and deliveries: what was billed, and which mail went where. Both are history, made by runs."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.actions.deliveries.decide import mark_sent, resend
from app.models import Delivery, InvoiceLine
from app.web.model_view import FoyerModelView, ScopedInterface, action
from views.base.links import linked


class InvoiceLineView(FoyerModelView):
    datamodel = ScopedInterface(InvoiceLine)
    class_permission_name = "Invoice"
    route_base = "/invoice-lines"
    include_route_methods = {"list", "show", "related", "export"}
    list_title = _("Invoice lines")
    list_columns = ["description", "invoice", "service_month", "days", "price_cents", "net_cents", "vat_cents"]
    search_columns = ["description", "invoice", "license", "service_month", "kind", "net_cents"]
    base_order = ("id", "desc")
    exportable = True
    label_columns = {
        "service_month": _("Month"),
        "price_cents": _("Price"),
        "of_days": _("Of days"),
        "vat_percent": _("VAT %"),
        "item_code": _("Xero item"),
        "starts_on": _("First day"),
        "ends_on": _("Last day"),
    }
    show_columns = [
        "invoice", "kind", "description", "license", "service_month", "starts_on", "ends_on", "days", "of_days", "quantity", "price_cents",
        "role", "net_cents", "vat_percent", "vat_cents", "item_code",
    ]  # fmt: skip
    formatters_columns = linked("invoice", "license")
    empty_text = _("Lines appear here when a run is approved.")

    def facts(self, row: InvoiceLine) -> list[Any]:
        return [str(row.invoice)]


class DeliveryView(FoyerModelView):
    datamodel = ScopedInterface(Delivery)
    route_base = "/deliveries"
    include_route_methods = {"list", "show", "export", "action", "action_post"}
    method_permission_name = {"mark_sent": "decide", "resend": "decide"}
    list_title = _("Deliveries")
    list_columns = ["address", "invoice", "credit_note", "booking", "user", "state", "sent_at", "reason"]
    export_columns = (
        "address",
        "kind",
        "invoice",
        "credit_note",
        "booking",
        "user",
        "location",
        "state",
        "sent_at",
        "reason",
        "decided_by",
    )
    search_columns = ["address", "state", "invoice", "credit_note", "booking", "user", "location", "kind", "sent_at", "to_decide"]
    quick_search = "address"
    base_order = ("id", "desc")
    exportable = True
    label_columns = {
        "user": _("Person"),
        "addressee": _("Written to"),
        "attempt": _("Tries"),
        "decided_by": _("Decided by"),
        "started_at": _("Started"),
        "message_id": _("Message-ID"),
    }
    show_columns = [
        "kind", "invoice", "credit_note", "booking", "user", "offer", "location", "address", "addressee", "state", "attempt", "started_at", "sent_at", "reason", "decided_by", "message_id",
    ]  # fmt: skip
    formatters_columns = linked("invoice", "credit_note", "location")
    empty_text = _("Every mail of a document, about a booking or to a person is a delivery of its own, sent once.")

    def may_act(self, name: str, row: Delivery) -> bool:
        return Delivery.moves.may(row, name)

    @action("mark_sent", _("Mark as sent"), _("Count the chosen mails as sent? Nothing more goes out."), icon="mail-check")
    def mark_sent(self, rows: Any) -> Any:
        return self.each(rows, mark_sent, done=gettext("%(count)d marked as sent."))

    @action("resend", _("Send again"), _("Send the chosen mails again? Whoever got the first gets a second."), icon="mail-forward")
    def resend(self, rows: Any) -> Any:
        return self.each(rows, resend, done=gettext("%(count)d go again."))
