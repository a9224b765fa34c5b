"""Behind the scenes: background jobs, the audit."""

from __future__ import annotations

from typing import Any

from flask import redirect, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.forms import DynamicForm
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from app.actions.outbox.give_up import give_up_message
from app.actions.outbox.retry import retry_message
from app.models import AuditEvent, OutboxMessage
from app.models.outbox import OutboxState
from app.queries.history import told as events_told
from app.web.forms import tidy
from app.web.model_view import FoyerModelView, ScopedInterface, action
from app.web.nouns import noun_said
from app.web.words import noun_of, spoken
from views.base.record import said_changes, said_verb

MOST = 500  # jobs of one form


def job_said(name: str) -> str:
    """ "jobs.documents.render" as "Documents: render"."""
    place, _dot, verb = name.removeprefix("jobs.").rpartition(".")
    return f"{spoken(place)}: {spoken(verb).lower()}" if place else spoken(verb)


def event_said(name: str) -> str:
    """ "InvoiceApproved" as "Invoice approved"."""
    return spoken(noun_of(name))


class GiveUpForm(DynamicForm):  # type: ignore[misc]
    reason = StringField(
        _("Why does nobody have to do it any more?"), filters=[tidy], validators=[InputRequired(_("This is needed.")), Length(max=500)]
    )


class AuditView(FoyerModelView):
    """Who changed what; nobody changes this."""

    datamodel = ScopedInterface(AuditEvent)
    class_permission_name = "Audit"
    route_base = "/audit"
    include_route_methods = {"list", "show", "export"}
    singular = _("audit event")
    list_title = _("Audit")
    list_columns = ["at", "actor", "verb", "noun", "name"]
    search_columns = ["actor", "verb", "noun", "name", "noun_id", "at", "request_id"]
    quick_search = "name"
    order_columns = ["at", "actor", "verb", "noun"]
    base_order = ("id", "desc")
    exportable = True
    label_columns = {
        "at": _("When"),
        "actor": _("Who"),
        "verb": _("Did"),
        "noun": _("What"),
        "name": _("Name"),
        "request_id": _("Request"),
    }
    show_columns = ["at", "actor", "verb", "noun", "name", "request_id"]
    formatters_columns = {"verb": said_verb, "noun": noun_said}
    empty_text = _("Every change is kept here.")

    def title_of(self, row: AuditEvent) -> str:
        return f"{said_verb(row.verb)}: {noun_said(row.noun)} {row.name}"

    def facts(self, row: AuditEvent) -> list[Any]:
        (event,) = events_told(self.datamodel.session, [row])
        return [said_changes(event.changes)]


class OutboxView(FoyerModelView):
    """Background jobs that changes asked for."""

    datamodel = ScopedInterface(OutboxMessage)
    class_permission_name = "Outbox"
    route_base = "/jobs"
    include_route_methods = {"list", "show", "action", "action_post", "give_up_page"}
    method_permission_name = dict.fromkeys(("give_up", "give_up_page"), "retry")
    singular = _("job")
    list_title = _("Jobs")
    list_columns = ["made_at", "event", "job", "queue", "state", "attempt", "last_error"]
    search_columns = ["event", "job", "queue", "state", "attempt", "made_at", "last_error", "request_id"]
    quick_search = "job"
    order_columns = ["made_at", "event", "job", "queue", "state", "attempt"]
    base_order = ("id", "desc")
    label_columns = {
        "made_at": _("Asked"),
        "last_error": _("Why not yet"),
        "not_before": _("Not before"),
        "request_id": _("Request"),
        "payload": _("About"),
        "failed_at": _("Last failed"),
        "given_up_by": _("Given up by"),
        "given_up_reason": _("Given up because"),
    }
    show_columns = [
        "event",
        "job",
        "queue",
        "state",
        "attempt",
        "payload",
        "made_at",
        "not_before",
        "done_at",
        "failed_at",
        "last_error",
        "given_up_by",
        "given_up_reason",
        "request_id",
    ]
    formatters_columns = {"event": event_said, "job": job_said}
    empty_text = _("What happens after a change, such as mail and Xero, is listed here.")

    def title_of(self, row: OutboxMessage) -> str:
        return job_said(row.job)

    def may_act(self, name: str, row: OutboxMessage) -> bool:
        return row.state is OutboxState.PARKED

    @action("retry", _("Try again"), icon="refresh")
    def retry(self, rows: Any) -> Any:
        return self.each(rows, retry_message, done=gettext("%(count)d due again."))

    @action("give_up", _("Give up"), icon="x", multiple=False)
    def give_up(self, rows: Any) -> Any:
        """With a reason, on a page of its own; many of one kind are given up on the page of health."""
        chosen = rows if isinstance(rows, list) else [rows]
        return redirect(url_for("OutboxView.give_up_page", id=[row.id for row in chosen]))

    @expose("/give-up", methods=("GET", "POST"))
    @has_access
    def give_up_page(self) -> Any:
        rows, form = [self.one(pk) for pk in request.values.getlist("id")[:MOST]], GiveUpForm()
        if rows and request.method == "POST" and form.validate():
            return self.each(rows, give_up_message, done=gettext("%(count)d given up."), reason=form.reason.data)
        title = ngettext("Give %(num)d job up", "Give %(num)d jobs up", len(rows))
        return self.render_template(
            "screens/one_form.html",
            title=title,
            form=form,
            back=url_for("OutboxView.list"),
            button=gettext("Give up"),
            crumbs=[(self.list_title, self.url("list"))],
        )
