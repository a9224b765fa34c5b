"""Schedules: what runs by itself, how it went, when it comes again; and every slot of the past."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import undefer

from app.actions.schedules.change import change_schedule
from app.actions.schedules.pause import pause_schedule
from app.actions.schedules.resume import resume_schedule
from app.actions.schedules.run_now import run_schedule_now
from app.models import Schedule, ScheduleSlot
from app.models.schedule import Outcome
from app.web.actor import current_actor
from app.web.formats import as_badge, as_datetime
from app.web.model_view import FoyerModelView, action
from views.base.record import RecordPage
from views.base.said import filled
from views.operations.schedule_words import often_said, task_said, took_said


def slot_at(value: dt.datetime | None, slot: Any = None) -> str:
    """On the clock of the schedule."""
    return as_datetime(value, slot.schedule if slot is not None else None)


class ScheduleSlotView(FoyerModelView):
    """Written by the clock, and by whoever runs a task by hand."""

    datamodel = filled(ScheduleSlot)
    class_permission_name = "Schedule"
    route_base = "/schedule-slots"
    include_route_methods = {"list"}
    list_title = _("Slots")
    singular = _("slot")
    list_columns = ["schedule", "slot", "outcome", "result", "took", "finished_at"]
    search_columns = ["schedule", "slot", "outcome", "result"]
    order_columns = ["slot", "outcome", "finished_at"]
    base_order = ("slot", "desc")
    label_columns = {"slot": _("Due"), "outcome": _("How it went"), "took": _("Took"), "finished_at": _("Finished")}
    formatters_columns = {
        "schedule": lambda row: task_said(row.task) if row is not None else "",
        "slot": slot_at,
        "finished_at": slot_at,
        "outcome": lambda value, _row=None: as_badge(value or "running"),
        "took": lambda value, _row=None: took_said(value),
    }
    empty_text = _("Each time that a task was due is kept here, with how it went; also those that were missed while nobody was there.")


class ScheduleView(RecordPage, FoyerModelView):
    """Periodic tasks; the tasks themselves are written in the program (T1)."""

    datamodel = filled(Schedule, along=(undefer(Schedule.last_took),))
    route_base = "/schedules"
    include_route_methods = {"list", "show", "edit", "related", "action", "action_post"}
    method_permission_name = dict.fromkeys(("pause", "resume", "run_now"), "write")
    list_title = _("Schedules")
    list_columns = ["task", "last_result", "last_slot", "last_took", "next_due_at", "frequency", "enabled"]
    search_columns = ["task", "frequency", "enabled", "last_outcome", "last_result"]
    order_columns = ["task", "rank", "last_slot", "next_due_at"]
    base_order = ("rank", "asc")
    label_columns = {
        "zone": _("Time zone"), "next_due_at": _("Next run"), "last_slot": _("Last run"), "last_finished_at": _("Last finished"), "last_result": _("How it went"), "last_took": _("Took"),
        "enabled": _("State"), "frequency": _("How often"), "last_outcome": _("Last outcome"),
    }  # fmt: skip
    description_columns = {
        "cron": _("Five fields, such as 30 6 * * mon; only when the frequency is cron."),
        "zone": _("The clock on which it is due, such as Africa/Johannesburg."),
    }
    add_columns = edit_columns = ["frequency", "cron", "zone"]
    show_columns = ["frequency", "zone", "next_due_at", "last_slot", "last_result", "last_took", "last_finished_at"]
    related_views = [ScheduleSlotView]
    formatters_columns = {
        "task": lambda name, _row=None: task_said(name),
        "frequency": lambda value, row=None: often_said(row) if row is not None else value,
        "last_result": lambda text, row=None: said_result(text, row),
        "last_took": lambda value, _row=None: took_said(value),
        "enabled": lambda value, _row=None: as_badge("active" if value else "paused"),
    }
    primary_action = "run_now"
    untold = frozenset({"last_slot", "last_result", "last_outcome", "last_finished_at"})

    def title_of(self, row: Schedule) -> str:
        return task_said(row.task)

    def status_of(self, row: Schedule) -> str:
        return "failed" if row.last_outcome is Outcome.FAILED else "active" if row.enabled else "paused"

    def facts(self, row: Schedule) -> list[Any]:
        return [often_said(row), gettext("next %(when)s", when=as_datetime(row.next_due_at, row)) if row.next_due_at else gettext("paused")]

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


def said_result(text: str, row: Any) -> Any:
    """What failed stands out; before the first run it says so."""
    if row is not None and row.last_outcome is Outcome.FAILED:
        return as_badge("failed") + " " + text.partition(": ")[2]
    return text or gettext("not yet")
