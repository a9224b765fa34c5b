"""The statement of one organisation: on screen, on paper, and as a file."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from flask import Response, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _

from app.core.money import plain
from app.core.month import Month
from app.models import Organisation
from app.queries.debtors.movements import MoveKind
from app.queries.debtors.statement import Statement, currencies_of, papers_to_open, statement
from app.rendering.words.ages import age_said
from app.web.actor import current_actor
from app.web.downloads import csv_download
from app.web.place import reader_today
from views.base.days import asked_day
from views.base.screen import Screen
from views.debtors.words import move_said
from views.invoices.documents import paper

MONTHS_BACK = 3


def asked_period() -> tuple[dt.date, dt.date]:
    """?from=&to=, by itself the last three months and this one until today; turned round where the second day is the earlier."""
    today = reader_today()
    first = asked_day("from", Month.of(today).plus(-MONTHS_BACK).first)
    last = asked_day("to", today)
    return min(first, last), max(first, last)


def in_page(found: Statement) -> dict[str, Any]:
    """The same period in another form of it."""
    return {"from": found.first.isoformat(), "to": found.last.isoformat(), "currency": request.args.get("currency") or None}


class StatementView(Screen):
    """GET /statements/<organisation>/?from=&to=&currency=, and the same as .pdf and .csv."""

    route_base = "/statements"
    default_view = "show"
    class_permission_name = "Debtor"
    method_permission_name = {"show": "read", "pdf": "read", "csv": "read"}

    @expose("/<int:organisation_id>/")
    @has_access
    def show(self, organisation_id: int) -> Any:
        found = self._asked(organisation_id)
        organisation = self.session.get_one(Organisation, organisation_id)
        hrefs = {each: page_of(*each) for each in papers_to_open(self.session, found, by=current_actor())}
        return self.render_template(
            "screens/debtors/statement.html",
            title=_("Statement of %(name)s", name=found.buyer.name),
            crumbs=[
                (_("Debtors"), url_for("DebtorsView.show")),
                (found.buyer.name, url_for("DebtorView.show", organisation_id=organisation_id)),
            ],
            found=found,
            hrefs=hrefs,
            currencies=currencies_of(self.session, organisation),
            age_said=age_said,
            pdf_url=url_for(".pdf", organisation_id=organisation_id, **in_page(found)),
            csv_url=url_for(".csv", organisation_id=organisation_id, **in_page(found)),
        )

    @expose("/<int:organisation_id>.pdf")
    @has_access
    def pdf(self, organisation_id: int) -> Response:
        return on_paper(self._asked(organisation_id))

    @expose("/<int:organisation_id>.csv")
    @has_access
    def csv(self, organisation_id: int) -> Response:
        found = self._asked(organisation_id)
        head = [_("Date"), _("What"), _("Document"), _("Due"), _("Currency"), _("Amount"), _("Balance")]
        opening = [found.first.isoformat(), _("Opening balance"), "", "", found.currency, "", Decimal(plain(found.opening))]
        return csv_download(f"statement-{found.buyer_code}-{found.last}", head, [opening, *lines(found)])

    def _asked(self, organisation_id: int) -> Statement:
        return statement(self.session, organisation_id, *asked_period(), by=current_actor(), currency=request.args.get("currency", "")[:3])


def on_paper(found: Statement) -> Response:
    from app.rendering.statement import statement_pdf  # the press takes half a second to load, which only readers of papers wait for

    return paper(statement_pdf(found), _("Statement %(code)s %(day)s", code=found.buyer_code, day=found.last))


def page_of(kind: MoveKind, document_id: int) -> str:
    return url_for("InvoiceView.show" if kind is MoveKind.INVOICE else "CreditNoteView.show", pk=document_id)


def lines(found: Statement) -> list[list[Any]]:
    return [
        [
            each.move.on.isoformat(),
            move_said(each.move.kind),
            each.move.name,
            each.move.due_on.isoformat() if each.move.due_on else "",
            found.currency,
            Decimal(plain(each.move.cents)),
            Decimal(plain(each.balance)),
        ]
        for each in found.entries
    ]
