"""/my/invoices/<id>/pay: by a kept card in one click, or on the vendor's page; and what is known of it afterwards."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.utils.limit import Limit
from flask_babel import gettext as _
from sqlalchemy import select

from app.access.scope import visible
from app.actions.payments.begin_charge import begin_charge
from app.actions.payments.checkout import checkout_of
from app.models import Invoice
from app.queries.cards import cards_of, cards_shut, last_attempt
from app.web.checkout import over_to
from app.web.formats import format_money
from app.web.limits import a_person
from app.web.numbers import whole
from views.base.screen import asked_number
from views.portal.mine import Mine
from views.portal.pay_words import standing

PATIENCE = 90  # looks, two seconds apart


class MyPayView(Mine):
    """Nothing here believes the browser that returns: what is known comes from the attempt's row."""

    route_base = "/my/invoices"
    default_view = "ways"
    limits = [Limit("40 per hour", key_func=a_person, methods=("POST",))]

    def invoice(self, invoice_id: int) -> Invoice:
        by = self.by()
        if not by.sees_invoices:
            abort(403)
        return self.session.scalars(select(Invoice).where(Invoice.id == invoice_id, visible(by, Invoice))).one_or_none() or abort(404)  # type: ignore[arg-type]

    @expose("/<int:invoice_id>/pay")
    def ways(self, invoice_id: int) -> Any:
        invoice = self.invoice(invoice_id)
        by, attempt = self.by(), last_attempt(self.session, invoice_id, by=self.by())
        told = standing(invoice, attempt, came_back=False)
        shut = cards_shut(invoice.organisation, invoice.currency, invoice.due_cents)
        cards = [each for each in cards_of(self.session, invoice.organisation_id, by=by) if each.can_be_charged]
        title = (
            _("Pay %(amount)s", amount=format_money(invoice.due_cents, invoice.currency))
            if told.may_pay
            else _("Invoice %(number)s", number=invoice.number)
        )
        return self.page(
            "pay",
            title,
            subtitle=_("Invoice %(number)s", number=invoice.number) if told.may_pay else "",
            crumbs=self._crumbs(),
            invoice=invoice,
            cards=cards,
            told=told,
            shut=shut,
        )

    @expose("/<int:invoice_id>/pay", methods=("POST",))
    def pay(self, invoice_id: int) -> Any:
        """`how`: card (with `method_id`, or the default one) or checkout (with `keep_card`); nothing said is the default card where there is one."""
        invoice, by = self.invoice(invoice_id), self.by()
        method_id = request.form.get("method_id", "")
        has_default = any(each.is_default for each in cards_of(self.session, invoice.organisation_id, by=by))
        how = request.form.get("how") or ("card" if has_default else "checkout")
        back = url_for(".ways", invoice_id=invoice_id)
        if how == "card":
            chosen = whole(method_id)
            return self.going(lambda: begin_charge(invoice_id, method_id=chosen, by=by), url_for(".paid", invoice_id=invoice_id), back)
        return self.going(lambda: over_to(checkout_of(invoice_id, keep_card=bool(request.form.get("keep_card")), by=by)), None, back)

    @expose("/<int:invoice_id>/paid")
    def paid(self, invoice_id: int) -> Any:
        """Asks for itself again while something moves."""
        invoice, looks = self.invoice(invoice_id), asked_number("looks", PATIENCE)
        attempt, cancelled = last_attempt(self.session, invoice_id, by=self.by()), bool(request.args.get("cancelled"))
        told = standing(invoice, attempt, came_back=True, cancelled=cancelled)
        again = (
            url_for(".paid", invoice_id=invoice_id, looks=looks + 1, **({"cancelled": 1} if cancelled else {}))
            if told.moves and looks < PATIENCE
            else ""
        )
        ways = url_for(".ways", invoice_id=invoice_id) if told.may_pay else ""
        if looks:
            return render_template("portal/paid_panel.html", told=told, again=again, ways=ways, invoice=invoice)
        title = _("Invoice %(number)s", number=invoice.number)
        return self.page("paid", title, crumbs=self._crumbs(), told=told, again=again, ways=ways, invoice=invoice)

    def _crumbs(self) -> list[tuple[str, str]]:
        return [(_("Invoices"), url_for("MyInvoicesView.show"))]
