"""DocumentPage: the page of an invoice or a credit note: amounts, lines with their traces, mails, steps, what happened."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext
from markupsafe import Markup, escape

from app.access.permissions import Permission
from app.queries.document_page import deliveries_of, priced, steps_of
from app.web.actor import current_actor
from app.web.formats import as_money, as_month
from app.web.routes import ACTIONS, READ
from views.base.links import linked
from views.base.record import Onward, RecordPage, Stat
from views.invoices.trace_words import explained
from views.runs.page import title_of
from views.runs.standing import state_words, step_words


def run_link(run: Any) -> Markup:
    """The run as its own page calls it; a name without a link for who may not open it."""
    if run is None:
        return Markup("")
    may = current_actor().may(Permission.INVOICE_RUN_READ)
    return (
        Markup('<a class="text-reset" href="{}">{}</a>').format(url_for("InvoiceRunView.show", run_id=run.id), title_of(run))
        if may
        else escape(title_of(run))
    )


class DocumentPage(RecordPage):
    """Mixed in before FoyerModelView; `relation` names the document's column in steps and mails."""

    show_template = "screens/document.html"
    formatters_columns = {"run": lambda run: run_link(run)} | linked("organisation", "location", "invoice")
    relation = "invoice_id"
    include_route_methods = READ | ACTIONS
    quick_search = "number"
    base_order = ("id", "desc")
    exportable = True

    def pdf_of(self, row: Any) -> str:
        """Its address; a draft has none."""
        raise NotImplementedError

    def onward(self, row: Any) -> list[Onward]:
        """The paper is what most people come for: it is always one click away."""
        address = self.pdf_of(row) if row.number else ""
        return (
            [
                Onward("PDF", address, "file-text", stays=True, paper=self.title_of(row)),
                Onward(gettext("Download the PDF"), f"{address}?download=1", "download"),
            ]
            if address
            else []
        )

    def facts(self, row: Any) -> list[Any]:
        return [row.organisation.name, row.location.name, as_month(row.month)]

    def status_of(self, row: Any) -> str:
        return row.status.value

    def stats(self, row: Any) -> list[Stat]:
        return [
            Stat(gettext("Net"), as_money(row.net_cents, row)),
            Stat(gettext("VAT"), as_money(row.vat_cents, row)),
            Stat(gettext("Total"), as_money(row.total_cents, row)),
        ]

    def render_template(self: Any, template: str, **kwargs: Any) -> Any:
        if template == self.show_template:
            row, by = kwargs["row"], current_actor()
            kwargs |= {
                "lines": [(line, explained(found, row.currency) if (found := priced(line)) else None) for line in row.lines],
                "steps": steps_of(self.datamodel.session, **{self.relation: row.id}),
                "deliveries": deliveries_of(self.datamodel.session, **{self.relation: row.id}) if by.may(Permission.DELIVERY_READ) else [],
                "may_send": by.may(Permission.INVOICE_RUN_SEND),
                "may_decide": by.may(Permission.DELIVERY_DECIDE),
                "step_words": step_words(),
                "state_words": state_words(),
                **self.beside(row),
            }
        return super().render_template(template, **kwargs)

    def beside(self, row: Any) -> dict[str, Any]:
        """What this kind of document adds."""
        return {}
