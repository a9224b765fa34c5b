"""Approving a run: what will happen, asked once; and what moved, when something did."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _
from flask_babel import ngettext

from app.actions.invoice_runs.approve import Approval, approve_run
from app.core.errors import Conflict, FoyerError
from app.core.money import cents
from app.queries.run_approval import Plan, approval_plan
from app.queries.run_preview import run_figures, run_of
from app.web.actor import current_actor
from app.web.formats import format_money
from app.web.numbers import wholes
from views.base.screen import Screen
from views.runs.page import title_of

MOST_CHOSEN = 1000


class RunApprovalView(Screen):
    """/runs/<id>/approve, with the chosen organisations as `id`; none means all that are open."""

    route_base = "/runs"
    default_view = "approve"
    class_permission_name = "InvoiceRun"
    method_permission_name = {"approve": "approve"}

    @expose("/<int:run_id>/approve", methods=("GET", "POST"))
    @has_access
    def approve(self, run_id: int) -> Any:
        by = current_actor()
        run = run_of(self.session, run_id, by=by)
        chosen = wholes(request.values.getlist("id")[:MOST_CHOSEN]) or None
        here = url_for("InvoiceRunView.show", run_id=run_id)
        if request.method == "POST":
            try:
                made = approve_run(run_id, request.form.get("fingerprint", ""), by=by, organisation_ids=chosen)
            except Conflict as moved:
                return self.moved(run_id, moved), 409
            except FoyerError as refusal:
                flash(refusal.message, "warning")
            else:
                flash(told(made, run), "success")
            return redirect(here)
        plan = approval_plan(self.session, run, chosen)
        if not plan.invoices and not plan.credit_notes:
            flash(_("Nothing is left to approve here."), "info")
            return redirect(here)
        return self.render_template(
            "screens/runs/approve.html",
            title=title_of(run) if chosen else _("Approve %(run)s", run=title_of(run)),
            crumbs=[(_("Invoice runs"), url_for("InvoiceRunView.list")), (title_of(run), here)],
            run=run,
            plan=plan,
            chosen=chosen or [],
            mine=plan.asked_by is not None and plan.asked_by.id == by.id,
            label=self.label(plan),
            currency=run.location.currency,
        )

    def label(self, plan: Plan) -> str:
        """What the button says."""
        if plan.needs_second and plan.asked_by is None:
            return _("Approve as the first of two")
        if not plan.invoices:
            return ngettext("Approve %(num)d credit note", "Approve %(num)d credit notes", plan.credit_notes)
        if plan.credit_notes:
            invoices = ngettext("%(num)d invoice", "%(num)d invoices", plan.invoices)
            return ngettext(
                "Approve %(invoices)s and %(num)d credit note",
                "Approve %(invoices)s and %(num)d credit notes",
                plan.credit_notes,
                invoices=invoices,
            )
        return ngettext("Approve %(num)d invoice", "Approve %(num)d invoices", plan.invoices)

    def moved(self, run_id: int, conflict: Conflict) -> Any:
        """Which organisations differ, before and after; or who was faster."""
        run = run_of(self.session, run_id, by=current_actor())
        left = run_figures(self.session, run_id).open.count > 0
        details: list[dict[str, Any]] = [
            {**each, "before": cents(str(each["before"])), "after": None if each["after"] is None else cents(str(each["after"]))}
            for each in conflict.details
        ]
        return self.render_template(
            "screens/runs/moved.html",
            title=_("Something moved") if left else _("Somebody was faster"),
            left=left,
            crumbs=[(_("Invoice runs"), url_for("InvoiceRunView.list")), (title_of(run), url_for("InvoiceRunView.show", run_id=run.id))],
            run=run,
            message=conflict.message,
            details=details,
            currency=run.location.currency,
        )


def told(made: Approval, run: Any) -> str:
    """What came of it."""
    if made.needs_second:
        return _("Your approval is noted. A second person has to approve the same preview.")
    total = format_money(made.total_cents, run.location.currency)
    if made.credit_notes:
        invoices = ngettext("%(num)d invoice", "%(num)d invoices", made.invoices)
        notes = ngettext("%(num)d credit note", "%(num)d credit notes", made.credit_notes)
        return _("%(invoices)s and %(notes)s approved: %(total)s.", invoices=invoices, notes=notes, total=total)
    return ngettext("%(num)d invoice approved: %(total)s.", "%(num)d invoices approved: %(total)s.", made.invoices, total=total)
