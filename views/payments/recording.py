"""Record a payment: one amount, several invoices, and what it does to each before it is saved."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _

from app.actions.bank.match import match_line
from app.actions.payments.record_eft import record_eft
from app.core.clock import today
from app.core.errors import Refused
from app.core.money import plain
from app.models import BankLine, Invoice, Organisation, Payment
from app.models.bank_line import LineState
from app.queries.bank import line_of
from app.queries.payment_split import open_invoices_of, split_of
from app.web.actor import current_actor
from app.web.formats import as_date, format_money
from app.web.numbers import LARGEST_KEY
from app.web.once import key_sent
from app.web.place import reader_zone
from app.web.refusals import attempt
from views.base.screen import asked_number
from views.payments.forms import Parts, debtor_of, payment_form, typed_parts

PAGES = {"split": "write"}


class RecordsPayments:
    """Mixed in before FoyerModelView."""

    @expose("/add", methods=("GET", "POST"))
    @has_access
    def add(self: Any) -> Any:
        form, line = payment_form(type(self)), self._line()
        if line is not None:  # a bank says how it came
            del form.kind
        if line is not None and line.state is not LineState.WAITING:  # a second click, or somebody was faster
            flash(_("This line of the statement is decided already."), "info")
            return redirect(url_for("BankView.show", import_id=line.import_id))
        if request.method == "GET":
            self.prefilled(form)
            _as_on_statement(form, line)
            form.received_on.data = form.received_on.data or today(
                form.organisation.data.location.zone if form.organisation.data else reader_zone()
            )
        parts, invoices = self._parts(form)
        if request.method == "GET" and line is None:
            parts = _of_invoice(form, parts, invoices)
        made: list[Payment] = []
        if request.method == "POST" and form.validate():
            if parts.wrong:
                form.form_errors.append(_("Please look at the marked amounts."))
            elif attempt(form, lambda: made.append(_record(form, parts, line))):
                payment = made[0]
                told = [_("Recorded: %(amount)s.", amount=format_money(payment.amount_cents, payment.currency))]
                if line is None:
                    told.append(_("The receipt is here, to print or to mail."))
                flash(" ".join(told), "success")
                return redirect(url_for("BankView.show", import_id=line.import_id) if line else url_for("PaymentView.show", pk=payment.id))
        return self.render_template(
            "screens/payments/record.html",
            title=_("Record a payment"),
            crumbs=[(str(self.list_title), url_for("PaymentView.list"))],
            back=_came_from(line),
            line=line,
            form=form,
            **_shown(form, parts, invoices),
        )

    def prefilled(self: Any, form: Any) -> None:
        """?_flt_0_organisation=7 chooses it, also where its account alone is the reader's to look into."""
        text = request.args.get("_flt_0_organisation")
        form.organisation.data = None if text is None else debtor_of(text) or abort(404)

    @expose("/split", methods=("POST",))
    @has_access
    def split(self: Any) -> Any:
        """What is typed so far would pay this; nothing is written."""
        form = payment_form(type(self))
        return render_template("screens/payments/split.html", **_shown(form, *self._parts(form)))

    def _line(self: Any) -> BankLine | None:
        """The line of a statement that this is about."""
        asked = asked_number("bank_line", most=2**31)
        return line_of(self.datamodel.session, asked, by=current_actor()) if asked else None

    def _parts(self: Any, form: Any) -> tuple[Parts, Any]:
        organisation = form.organisation.data
        invoices = open_invoices_of(self.datamodel.session, organisation.id, by=current_actor()) if organisation else []
        return typed_parts(invoices), invoices


def _asked_invoice() -> int:
    return asked_number("invoice", most=LARGEST_KEY)


def _came_from(line: BankLine | None) -> str:
    if line is not None:
        return url_for("BankView.show", import_id=line.import_id)
    return url_for("InvoiceView.show", pk=_asked_invoice()) if _asked_invoice() else url_for("PaymentView.list")


def _of_invoice(form: Any, parts: Parts, invoices: list[Invoice]) -> Parts:
    """?invoice=9 is about that one: what is left of it came in, and pays it also where another is due longer."""
    found = next((each for each in invoices if each.id == _asked_invoice()), None)
    if found is None:
        return parts
    form.amount_cents.data = found.due_cents
    return parts if found is invoices[0] else Parts({found.id: found.due_cents}, {found.id: plain(found.due_cents)})


def _as_on_statement(form: Any, line: BankLine | None) -> None:
    if line is not None:
        form.amount_cents.data, form.received_on.data, form.reference.data = line.cents, line.on, line.words[:200]


def _record(form: Any, parts: Parts, line: BankLine | None) -> Payment:
    chosen = {invoice_id: cents for invoice_id, cents in parts.cents.items() if cents} if parts.cents is not None else None
    if line is not None:
        if (form.amount_cents.data, form.received_on.data) != (line.cents, line.on):
            raise Refused(
                _(
                    "The statement says %(amount)s on %(day)s: day and amount stay as they are.",
                    amount=plain(line.cents),
                    day=as_date(line.on),
                ),
                field="amount_cents",
            )
        return match_line(line.id, organisation_id=form.organisation.data.id, parts=chosen, by=current_actor())
    return record_eft(
        form.organisation.data.id,
        key=key_sent(form),
        amount_cents=form.amount_cents.data,
        received_on=form.received_on.data,
        reference=form.reference.data or "",
        parts=chosen,
        kind=form.kind.data,
        by=current_actor(),
    )


def _shown(form: Any, parts: Parts, invoices: Any) -> dict[str, Any]:
    organisation: Organisation | None = form.organisation.data
    amount = form.amount_cents.data or 0
    found = split_of(invoices, amount, parts.cents, organisation.currency) if organisation else None
    return {"split": found, "parts": parts, "amount": amount, "organisation": organisation}
