"""The receipt of a payment: as a PDF, and by mail to who paid."""

from __future__ import annotations

from typing import Any

from flask import Response, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _

from app.access.permissions import Permission
from app.actions.deliveries.prepare import distinct_addresses
from app.actions.payments.mail_receipt import mail_receipt
from app.models import Organisation, Payment
from app.queries.receipt import Receipt, receipt
from app.web.actor import current_actor
from app.web.forms import Keyed
from app.web.once import by_form
from views.base.record import Onward
from views.invoices.documents import paper

RECEIPTS = {"receipt": "read", "mail_receipt_page": "write"}


class GivesReceipts:
    """Mixed in before RecordPage."""

    def onward(self, row: Payment) -> list[Onward]:
        """The receipt is what somebody at the desk waits for."""
        found = [Onward(_("Receipt (PDF)"), url_for("PaymentView.receipt", pk=row.id), "file-text", primary=True)]
        if current_actor().may(Permission.PAYMENT_WRITE):
            found.append(Onward(_("Mail the receipt…"), url_for("PaymentView.mail_receipt_page", pk=row.id), "mail-forward"))
        return found

    @expose("/receipt/<pk>.pdf")
    @has_access
    def receipt(self: Any, pk: str) -> Response:
        return on_paper(receipt(self.datamodel.session, self.one(pk).id, by=current_actor()))

    @expose("/mail-receipt/<pk>", methods=("GET", "POST"))
    @has_access
    def mail_receipt_page(self: Any, pk: str) -> Any:
        """Nothing but where it goes: one press is one mail, and whoever comes back may send it again."""
        row, form = self.one(pk), Keyed()
        return self.verb_page(
            row,
            form,
            title=_("Mail the receipt"),
            hint=_goes_to(row.organisation),
            act=by_form(form, lambda: mail_receipt(row.id, by=current_actor())),
            done=_("The receipt is on its way."),
        )


def on_paper(found: Receipt) -> Response:
    from app.rendering.receipt import receipt_pdf  # the press takes half a second to load, which only readers of papers wait for

    return paper(receipt_pdf(found), _("Receipt %(number)s", number=found.number))


def _goes_to(organisation: Organisation) -> str:
    addresses = ", ".join(distinct_addresses(organisation.invoice_email, organisation.accounting_email))
    return (
        _("It goes to %(addresses)s, as a PDF.", addresses=addresses)
        if addresses
        else _("%(name)s has no address for invoices yet: add one on its page first.", name=organisation.name)
    )
