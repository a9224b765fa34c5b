"""Refunds: money that went back, and the card provider's answers."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.actions.payments.refund_outcome import decide_refund
from app.models import Refund
from app.models.refund import RefundState
from app.web.formats import as_date, as_money
from app.web.model_view import FoyerModelView, ScopedInterface, action
from app.web.routes import ACTIONS, READ
from views.base.links import linked
from views.base.record import RecordPage, Stat
from views.payments.words import way_said


class RefundView(RecordPage, FoyerModelView):
    datamodel = ScopedInterface(Refund)
    class_permission_name = "Payment"
    route_base = "/refunds"
    include_route_methods = READ | ACTIONS
    method_permission_name = {"went_out": "write", "stayed": "write"}
    list_title = _("Refunds")
    singular = _("refund")
    list_columns = ["refunded_on", "organisation", "way", "reference", "reason", "location", "amount_cents", "state"]
    search_columns = [
        "organisation",
        "location",
        "way",
        "state",
        "refunded_on",
        "created_at",
        "amount_cents",
        "payment",
        "credit_note",
        "reference",
        "reason",
        "recorded_by",
    ]
    order_columns = ["refunded_on", "amount_cents"]
    quick_columns = ("reference", "organisation.name")
    quick_label = _("reference or organisation")
    quick_search = "reference"
    base_order = ("id", "desc")
    exportable = True
    label_columns = {
        "refunded_on": _("Day"),
        "way": _("How"),
        "amount_cents": _("Amount"),
        "recorded_by": _("Recorded by"),
        "created_at": _("Recorded"),
        "told": _("The card provider says"),
    }
    show_columns = [
        "organisation",
        "location",
        "payment",
        "credit_note",
        "way",
        "refunded_on",
        "reference",
        "reason",
        "told",
        "recorded_by",
    ]
    formatters_columns = {**linked("organisation", "location", "payment", "credit_note"), "way": way_said}
    empty_title = _("No refunds yet.")
    empty_text = _("A payment is refunded on its page, and what is left of a credit note on that of the note.")
    empty_icon = "arrow-back-up"

    def may_act(self, name: str, row: Refund) -> bool:
        return row.state is RefundState.UNKNOWN

    @action("went_out", _("It went out"), _("Did you see it at the card provider?"), icon="check", multiple=False)
    def went_out(self, row: Refund) -> Any:
        return self.each(row, lambda row_id, by: decide_refund(row_id, went_out=True, by=by), done=gettext("It is refunded."))

    @action(
        "stayed",
        _("It did not go out"),
        _("Did you look at the card provider? What was to be refunded stays with the payment."),
        icon="x",
        multiple=False,
    )
    def stayed(self, row: Refund) -> Any:
        return self.each(row, lambda row_id, by: decide_refund(row_id, went_out=False, by=by), done=gettext("The money stayed."))

    def title_of(self, row: Refund) -> str:
        return gettext("Refund · %(organisation)s · %(day)s", organisation=row.organisation.name, day=as_date(row.refunded_on))

    def status_of(self, row: Refund) -> str:
        return row.state.value

    def facts(self, row: Refund) -> list[Any]:
        return [way_said(row.way), row.reference]

    def stats(self, row: Refund) -> list[Stat]:
        return [Stat(gettext("Amount"), as_money(row.amount_cents, row))]
