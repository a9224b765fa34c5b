"""/my/statement: the account of the own organisation, for those who see its invoices."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, request, url_for
from flask_appbuilder.baseviews import expose
from flask_babel import gettext as _

from app.models import Organisation
from app.queries.debtors.movements import MoveKind
from app.queries.debtors.statement import Statement, currencies_of, papers_to_open, statement
from app.rendering.words.ages import age_said
from views.debtors.statement import asked_period, in_page, on_paper
from views.portal.mine import Mine


class MyStatementView(Mine):
    """GET /my/statement/?from=&to=&currency=, and the same as .pdf."""

    route_base = "/my/statement"
    default_view = "show"

    @expose("/")
    def show(self) -> Any:
        found = self._asked()
        hrefs = {each: paper_of(*each) for each in papers_to_open(self.session, found, by=self.by())}
        return self.page(
            "statement",
            _("Statement"),
            crumbs=[(_("Invoices"), url_for("MyInvoicesView.show"))],
            found=found,
            hrefs=hrefs,
            currencies=currencies_of(self.session, self.session.get_one(Organisation, found.organisation_id)),
            age_said=age_said,
            pdf_url=url_for(".pdf", **in_page(found)),
        )

    @expose("/statement.pdf")
    def pdf(self) -> Response:
        return on_paper(self._asked())

    def _asked(self) -> Statement:
        by = self.by()
        if not by.sees_invoices:
            abort(403)
        return statement(self.session, by.organisation_id or 0, *asked_period(), by=by, currency=request.args.get("currency", "")[:3])


def paper_of(kind: MoveKind, document_id: int) -> str:
    return url_for("MyInvoicesView.invoice" if kind is MoveKind.INVOICE else "MyInvoicesView.credit_note", paper_id=document_id)
