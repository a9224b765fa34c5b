"""A run on its way: progress, pause, the mails, and what a person must decide."""

from __future__ import annotations

from typing import Any

from flask import make_response, redirect, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _
from flask_babel import ngettext

from app.access.permissions import Permission
from app.actions.invoice_runs.pause import pause_run, resume_run
from app.actions.invoice_runs.send import send_run
from app.actions.steps.retry import retry_step
from app.queries.run_approval import Mails, sending_plan
from app.queries.run_charges import Charges
from app.queries.run_preview import run_of
from app.web.actor import current_actor
from views.base.screen import Screen
from views.runs.page import title_of
from views.runs.standing import standing


class RunSendingView(Screen):
    """/runs/<id>/progress and its verbs."""

    route_base = "/runs"
    default_view = "progress"
    class_permission_name = "InvoiceRun"
    method_permission_name = {"progress": "read"} | dict.fromkeys(("send", "pause", "resume", "retry"), "send")

    @expose("/<int:run_id>/progress")
    @has_access
    def progress(self, run_id: int) -> Any:
        """Asked for each second while something moves; when it has come to rest the whole page is drawn anew."""
        found = standing(run_id, by=current_actor())
        page = self.render_template(
            "screens/runs/progress.html",
            run=found.progress.run,
            standing=found,
            may_send=self.may(Permission.INVOICE_RUN_SEND),
            may_decide=self.may(Permission.DELIVERY_DECIDE),
            may_charge=self.may(Permission.PAYMENT_WRITE),
        )
        answer = make_response(page)
        if not found.progress.is_live and request.headers.get("HX-Request"):
            answer.headers["HX-Refresh"] = "true"
        return answer

    @expose("/<int:run_id>/send", methods=("GET", "POST"))
    @has_access
    def send(self, run_id: int) -> Any:
        run = run_of(self.session, run_id, by=current_actor())
        here = redirect(url_for("InvoiceRunView.show", run_id=run_id))
        if request.method == "POST":
            return self.attempt(lambda: send_run(run_id, by=current_actor()), _("The mails are on their way."), here)
        documents, mails, charges = sending_plan(self.session, run)
        if not documents:
            return here
        return self.render_template(
            "screens/runs/send.html",
            title=_("Send %(run)s", run=title_of(run)),
            crumbs=[(_("Invoice runs"), url_for("InvoiceRunView.list")), (title_of(run), url_for("InvoiceRunView.show", run_id=run.id))],
            run=run,
            documents=documents,
            mails=mails,
            charges=charges,
            label=label(mails, charges),
        )

    @expose("/<int:run_id>/pause", methods=("POST",))
    @has_access
    def pause(self, run_id: int) -> Any:
        here = redirect(url_for("InvoiceRunView.show", run_id=run_id))
        return self.attempt(
            lambda: pause_run(run_id, by=current_actor()), _("Paused. What is under way is finished, nothing new begins."), here
        )

    @expose("/<int:run_id>/resume", methods=("POST",))
    @has_access
    def resume(self, run_id: int) -> Any:
        here = redirect(url_for("InvoiceRunView.show", run_id=run_id))
        return self.attempt(lambda: resume_run(run_id, by=current_actor()), _("It goes on."), here)

    @expose("/steps/<int:step_id>/retry", methods=("POST",))
    @has_access
    def retry(self, step_id: int) -> Any:
        return self.attempt(
            lambda: retry_step(step_id, by=current_actor()), _("It is tried again."), self.back(url_for("InvoiceRunView.list"))
        )


def label(mails: Mails, charges: Charges) -> str:
    """What the button that sends says: all that it does."""
    sends = ngettext("Send %(num)d mail", "Send %(num)d mails", mails.mails) if mails.mails else _("Hand over")
    return (
        ngettext("%(sends)s, charge %(num)d card", "%(sends)s, charge %(num)d cards", charges.count, sends=sends)
        if charges.count
        else sends
    )
