"""Credit an invoice: all of it or by line, with the VAT that goes with it shown before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from flask import flash, redirect, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _
from sqlalchemy import select

from app.access.scope import narrowed
from app.actions.credit_notes.create import CREDITABLE, create_credit_note
from app.core.errors import FoyerError, Missing
from app.models import CreditNote, Invoice
from app.models.invoice import InvoiceStatus
from app.queries.creditable import Creditable, creditable_lines, given_back
from app.web.actor import current_actor
from app.web.fields import typed_cents
from app.web.once import form_once
from views.base.screen import Screen


@dataclass
class Typed:
    """What the form says: net cents by line, None for all that is left; `wrong` holds lines whose text is no amount.

    `undecided`: all of it was chosen, and amounts were typed nevertheless.
    """

    amounts: dict[int, int] | None
    wrong: set[int]
    texts: dict[int, str]
    reason: str
    goodwill: bool
    undecided: bool = False


class CreditingView(Screen):
    """/credits/<invoice>."""

    route_base = "/credits"
    default_view = "credit"
    class_permission_name = "CreditNote"
    method_permission_name = {"credit": "write", "sums": "write"}

    @expose("/<int:invoice_id>", methods=("GET", "POST"))
    @has_access
    def credit(self, invoice_id: int) -> Any:
        invoice = self.invoice(invoice_id)
        lines = creditable_lines(self.session, invoice)
        typed = read(lines)
        problem = field = ""
        here = url_for("InvoiceView.show", pk=invoice_id)
        if request.method == "GET" and (reason := why_not(invoice, lines)):
            flash(reason, "info")
            return redirect(here)
        if request.method == "POST":
            if typed.undecided:
                problem = _("You typed amounts, and chose to credit all that is left. Choose one of the two.")
            elif typed.wrong:
                problem = _("Please look at the marked amounts.")
            else:
                try:
                    note_id = form_once(request.form.get("key", ""), lambda: str(_made(invoice, typed).id))
                except FoyerError as refusal:
                    problem, field = refusal.message, refusal.field or ""
                else:
                    flash(
                        _(
                            "%(note)s is made. It goes to Xero and gets its PDF by itself; mail it with Send.",
                            note=self.session.get_one(CreditNote, int(note_id)),
                        ),
                        "success",
                    )
                    return redirect(url_for("CreditNoteView.show", pk=note_id))
        return self.render_template(
            "screens/crediting.html",
            title=_("Credit %(invoice)s", invoice=invoice),
            crumbs=[(_("Invoices"), url_for("InvoiceView.list")), (str(invoice), here)],
            facts=[invoice.organisation.name],
            back=here,
            problem=problem,
            field=field,
            key=request.form.get("key") or uuid4().hex,
            **self.shown(self.invoice(invoice_id), typed),
        )

    @expose("/<int:invoice_id>/sums", methods=("POST",))
    @has_access
    def sums(self, invoice_id: int) -> Any:
        """Net, VAT and total of what is typed so far; nothing is written."""
        invoice = self.invoice(invoice_id)
        return self.render_template("screens/credit_sums.html", **self.shown(invoice, read(creditable_lines(self.session, invoice))))

    def shown(self, invoice: Invoice, typed: Typed) -> dict[str, Any]:
        lines = creditable_lines(self.session, invoice)
        net, vat, beyond = given_back(lines, typed.amounts)
        return {"invoice": invoice, "lines": lines, "typed": typed, "net": net, "vat": vat, "beyond": beyond, "currency": invoice.currency}

    def invoice(self, invoice_id: int) -> Invoice:
        query = select(Invoice).where(Invoice.id == invoice_id)
        found = self.session.scalars(narrowed(query, current_actor(), Invoice)).one_or_none()
        if found is None:
            raise Missing(_("There is no such invoice."))
        return found


def _made(invoice: Invoice, typed: Typed) -> CreditNote:
    return create_credit_note(invoice.id, typed.amounts, typed.reason, by=current_actor(), goodwill=typed.goodwill)


def why_not(invoice: Invoice, lines: list[Creditable]) -> str:
    """Why there is nothing to fill in here."""
    if invoice.status is InvoiceStatus.CREDITED or not any(each.left for each in lines):
        return _("Nothing is left to credit on %(invoice)s.", invoice=invoice)
    if invoice.status not in CREDITABLE:
        return _("%(invoice)s was not sent: void it instead.", invoice=invoice)
    return ""


def read(lines: list[Creditable]) -> Typed:
    """The form; an empty amount leaves its line as it is."""
    form = request.form
    typed = Typed(None, set(), {}, form.get("reason", "").strip(), form.get("goodwill") == "y")
    typed.texts = {each.line.id: form.get(f"amount_{each.line.id}", "").strip() for each in lines}
    if form.get("how", "all") == "all":
        typed.undecided = any(typed.texts.values())
        return typed
    typed.amounts = {}
    for each in lines:
        text = typed.texts[each.line.id]
        if not text:
            continue
        try:
            typed.amounts[each.line.id] = typed_cents(text)
        except ValueError:
            typed.wrong.add(each.line.id)
    return typed
