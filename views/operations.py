"""Behind the scenes: schedules, background jobs, the audit."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.actions.outbox.retry import retry_message
from app.actions.schedules.change import change_schedule
from app.actions.schedules.pause import pause_schedule
from app.actions.schedules.resume import resume_schedule
from app.actions.schedules.run_now import run_schedule_now
from app.models import AuditEvent, OutboxMessage, Schedule
from app.models.outbox import OutboxState
from app.queries.history import told as events_told
from app.web.actor import current_actor
from app.web.model_view import FoyerModelView, ScopedInterface, action
from app.web.words import noun_of, spoken
from views.record import said_changes, said_verb


def job_said(name: str) -> str:
    """"jobs.documents.render" as "Documents: render"."""
    place, _dot, verb = name.removeprefix("jobs.").rpartition(".")
    return f"{spoken(place)}: {spoken(verb).lower()}" if place else spoken(verb)


def event_said(name: str) -> str:
    """"InvoiceApproved" as "Invoice approved"."""
    return spoken(noun_of(name))


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
    formatters_columns = {"verb": said_verb, "noun": spoken}
    empty_text = _("Every change is kept here.")

    def title_of(self, row: AuditEvent) -> str:
        return f"{said_verb(row.verb)}: {spoken(row.noun).lower()} {row.name}"

    def facts(self, row: AuditEvent) -> list[Any]:
        (event,) = events_told(self.datamodel.session, [row])
        return [said_changes(event.changes)]


class OutboxView(FoyerModelView):
    """Background jobs that changes asked for."""

    datamodel = ScopedInterface(OutboxMessage)
    class_permission_name = "Outbox"
    route_base = "/jobs"
    include_route_methods = {"list", "show", "action", "action_post"}
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
    }
    show_columns = ["event", "job", "queue", "state", "attempt", "payload", "made_at", "not_before", "done_at", "last_error", "request_id"]
    formatters_columns = {"event": event_said, "job": job_said}
    empty_text = _("What happens after a change, such as mail and Xero, is listed here.")

    def title_of(self, row: OutboxMessage) -> str:
        return job_said(row.job)

    def may_act(self, name: str, row: OutboxMessage) -> bool:
        return row.state is OutboxState.PARKED

    @action("retry", _("Try again"), icon="refresh")
    def retry(self, rows: Any) -> Any:
        return self.each(rows, retry_message, done=gettext("%(count)d due again."))


class ScheduleView(FoyerModelView):
    """Periodic tasks; the tasks themselves are written in the program (T1)."""

    datamodel = ScopedInterface(Schedule)
    route_base = "/schedules"
    include_route_methods = {"list", "show", "edit", "action", "action_post"}
    method_permission_name = dict.fromkeys(("pause", "resume", "run_now"), "write")
    list_title = _("Schedules")
    list_columns = ["task", "frequency", "cron", "zone", "enabled", "next_due_at", "last_result"]
    search_columns = ["task", "frequency", "enabled", "last_result"]
    base_order = ("task", "asc")
    label_columns = {"zone": _("Time zone"), "next_due_at": _("Next"), "last_slot": _("Last slot"), "last_finished_at": _("Last finished")}
    description_columns = {"cron": _("Five fields, such as 30 6 * * mon; only when the frequency is cron.")}
    edit_columns = ["frequency", "cron", "zone"]
    show_columns = ["task", "frequency", "cron", "zone", "enabled", "next_due_at", "last_slot", "last_result", "last_finished_at"]
    formatters_columns = {"task": lambda name: spoken(name)}

    def title_of(self, row: Schedule) -> str:
        return spoken(row.task)

    def change(self, row: Schedule, form: Any) -> Schedule:
        return change_schedule(row.id, frequency=form.frequency.data, cron=form.cron.data or "", zone=form.zone.data, by=current_actor())

    def may_act(self, name: str, row: Schedule) -> bool:
        return {"pause": row.enabled, "resume": not row.enabled}.get(name, True)

    @action("run_now", _("Run now"), icon="player-play")
    def run_now(self, rows: Any) -> Any:
        return self.each(rows, run_schedule_now, done=gettext("%(count)d started."))

    @action("pause", _("Pause"), _("No slot runs until it is resumed. Go on?"), icon="player-pause")
    def pause(self, rows: Any) -> Any:
        return self.each(rows, pause_schedule, done=gettext("%(count)d paused."))

    @action("resume", _("Resume"), icon="rotate-clockwise")
    def resume(self, rows: Any) -> Any:
        return self.each(rows, resume_schedule, done=gettext("%(count)d resumed."))
