"""/my/invoices: what the organisation was billed, for those who may see it, each with its PDF."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, url_for
from flask_appbuilder.baseviews import expose
from flask_babel import gettext as _

from app.access.actor import Actor
from app.models import CreditNote, Invoice
from app.queries.documents import credit_note_view, invoice_view
from app.queries.my_home import papers
from views.documents import kept, printed
from views.portal.mine import Mine
from views.portal.words import paper_said
from views.screen import asked_number

ON_A_PAGE = 24


class MyInvoicesView(Mine):
    route_base = "/my/invoices"
    default_view = "show"

    def payer(self) -> Actor:
        """Whoever sees invoices; nobody else learns that there are any."""
        by = self.by()
        return by if by.sees_invoices else abort(403)

    @expose("/")
    def show(self) -> Any:
        page = asked_number("page", 100)
        rows, has_older = papers(self.session, by=self.payer(), page=page, size=ON_A_PAGE)
        return self.page(
            "invoices",
            _("Invoices"),
            papers=[paper_said(row) for row in rows],
            newer=url_for(".show", page=page - 1) if page else "",
            older=url_for(".show", page=page + 1) if has_older else "",
        )

    @expose("/invoice/<int:paper_id>.pdf")
    def invoice(self, paper_id: int) -> Response:
        by = self.payer()
        return kept(self.session, Invoice, paper_id, by=by) or printed(invoice_view(paper_id, by=by))

    @expose("/credit-note/<int:paper_id>.pdf")
    def credit_note(self, paper_id: int) -> Response:
        by = self.payer()
        return kept(self.session, CreditNote, paper_id, by=by) or printed(credit_note_view(paper_id, by=by))
