"""Record a payment: one amount, several invoices, and what it does to each before it is saved."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _

from app.actions.payments.record_eft import record_eft
from app.core.clock import today
from app.models import Organisation, Payment
from app.queries.payment_split import open_invoices_of, split_of
from app.web.actor import current_actor
from app.web.formats import format_money
from app.web.refusals import attempt
from views.payment_forms import Parts, payment_form, typed_parts

PAGES = {"split": "write"}


class RecordsPayments:
    """Mixed in before FoyerModelView."""

    @expose("/add", methods=("GET", "POST"))
    @has_access
    def add(self: Any) -> Any:
        form = payment_form(type(self))
        if request.method == "GET":
            self.prefilled(form)
            form.received_on.data = today(form.organisation.data.location.zone) if form.organisation.data else today(g.get("home_zone") or "UTC")
        parts, invoices = self._parts(form)
        made: list[Payment] = []
        if request.method == "POST" and form.validate():
            if parts.wrong:
                form.form_errors.append(_("Please look at the marked amounts."))
            elif attempt(form, lambda: made.append(_record(form, parts))):
                payment = made[0]
                flash(_("Recorded: %(amount)s.", amount=format_money(payment.amount_cents, payment.currency)), "success")
                return redirect(url_for("PaymentView.show", pk=payment.id))
        return self.render_template(
            "screens/payments/record.html",
            title=_("Record a payment"),
            crumbs=[(str(self.list_title), url_for("PaymentView.list"))],
            back=url_for("PaymentView.list"),
            form=form,
            **_shown(form, parts, invoices),
        )

    @expose("/split", methods=("POST",))
    @has_access
    def split(self: Any) -> Any:
        """What is typed so far would pay this; nothing is written."""
        form = payment_form(type(self))
        return render_template("screens/payments/split.html", **_shown(form, *self._parts(form)))

    def _parts(self: Any, form: Any) -> tuple[Parts, Any]:
        organisation = form.organisation.data
        invoices = open_invoices_of(self.datamodel.session, organisation.id, by=current_actor()) if organisation else []
        return typed_parts(invoices), invoices


def _record(form: Any, parts: Parts) -> Payment:
    return record_eft(
        form.organisation.data.id,
        key=form.key.data,
        amount_cents=form.amount_cents.data,
        received_on=form.received_on.data,
        reference=form.reference.data or "",
        parts={invoice_id: cents for invoice_id, cents in parts.cents.items() if cents} if parts.cents is not None else None,
        by=current_actor(),
    )


def _shown(form: Any, parts: Parts, invoices: Any) -> dict[str, Any]:
    organisation: Organisation | None = form.organisation.data
    amount = form.amount_cents.data or 0
    found = split_of(invoices, amount, parts.cents, organisation.currency) if organisation else None
    return {"split": found, "parts": parts, "amount": amount, "organisation": organisation}
