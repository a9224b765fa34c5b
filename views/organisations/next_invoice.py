"""What the next invoice of an organisation would be if it were approved today: a panel of its page, and a card in the portal."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _

from app.access.permissions import Permission
from app.models import Organisation
from app.queries.next_invoice import next_invoices
from app.web.actor import current_actor
from views.licenses.effect import not_invoiced

FRAGMENT = "screens/next_invoice.html"
PAGES = {"next_invoice": "read"}  # whoever sees the organisation gets here; the permission for invoices decides beyond


class WithNextInvoice:
    """Mixed in before RecordPage and FoyerModelView of organisations. Fetched after the page: it prices a whole month."""

    def next_invoice_panels(self: Any, row: Organisation) -> list[dict[str, str]]:
        if not current_actor().may(Permission.INVOICE_READ):
            return []
        return [{"title": title_said(), "href": url_for(f"{self.endpoint}.next_invoice", pk=row.id)}]

    @expose("/next-invoice/<pk>")
    @has_access
    def next_invoice(self: Any, pk: str) -> Any:
        by = current_actor()
        row = self.one(pk) if by.may(Permission.INVOICE_READ) else abort(403)
        return render_template(FRAGMENT, invoices=next_invoices(self.datamodel.session, row.id, by.location_ids), note=not_invoiced(row))


def title_said() -> str:
    return _("Next invoice, as it stands today")
