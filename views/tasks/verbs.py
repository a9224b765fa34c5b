"""The verbs of a task: each a small form that shows which dates it moves before anything is saved (C1)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _later

from app.actions.tasks.complete import complete_task
from app.actions.tasks.postpone import postpone_task
from app.actions.tasks.reassign import reassign_task
from app.actions.tasks.reopen import reopen_task
from app.actions.tasks.skip import skip_task
from app.models import Task
from app.models.task import TaskStatus
from app.queries.tasks.about import name_of, record_of
from app.queries.tasks.doers import doers_of
from app.queries.tasks.why import day_said
from app.web.actor import current_actor
from app.web.interface import ScopedInterface
from app.web.refusals import attempt
from app.web.safe_next import safe_next
from views.base.screen import Screen
from views.tasks.effect import effect_of
from views.tasks.forms import CompleteForm, PostponeForm, ReassignForm, ReopenForm, SkipForm, number
from views.tasks.words import address_of_task


@dataclass(frozen=True)
class Verb:
    """`act` is called with the task's number, what the form says, and the actor."""

    form: type[Any]
    act: Callable[..., Any]
    title: Any
    done: Any
    of: frozenset[TaskStatus] = frozenset({TaskStatus.OPEN})


OVER = frozenset({TaskStatus.DONE, TaskStatus.SKIPPED})
VERBS = {
    "complete": Verb(
        CompleteForm,
        lambda task_id, form, by: complete_task(task_id, outcome=form.outcome.data or "", on=form.on.data, by=by),
        _later("Complete"),
        _later("Done: “%(task)s”."),
    ),
    "postpone": Verb(
        PostponeForm,
        lambda task_id, form, by: postpone_task(task_id, form.until.data, by=by),
        _later("Move to another day"),
        _later("“%(task)s” has another day."),
    ),
    "reassign": Verb(
        ReassignForm,
        lambda task_id, form, by: reassign_task(task_id, number(form.assignee.data), by=by),
        _later("Give to somebody else"),
        _later("“%(task)s” changed hands."),
    ),
    "skip": Verb(
        SkipForm,
        lambda task_id, form, by: skip_task(task_id, reason=form.reason.data or "", by=by),
        _later("Skip"),
        _later("Skipped: “%(task)s”."),
    ),
    "reopen": Verb(
        ReopenForm, lambda task_id, form, by: reopen_task(task_id, by=by), _later("Open again"), _later("Open again: “%(task)s”."), OVER
    ),
}


class TaskVerbsView(Screen):
    """GET and POST /tasks/<task>/<verb>; `next` says where the person came from."""

    route_base = "/tasks"
    default_view = "page"
    class_permission_name = "Task"
    method_permission_name = {"page": "write", "effect": "write"}

    @expose("/<int:task_id>/<verb>", methods=("GET", "POST"))
    @has_access
    def page(self, task_id: int, verb: str) -> Any:
        task, known = self._task(task_id), VERBS.get(verb) or abort(404)
        back = safe_next(request.args.get("next"), address_of_task(task))
        if task.status not in known.of:
            flash(_("“%(task)s” has changed meanwhile: look at it again.", task=task.title), "warning")
            return redirect(back)
        form, title = self._form(known, task), task.title
        if request.method == "POST" and form.validate() and attempt(form, lambda: known.act(task_id, form, current_actor())):
            flash(known.done % {"task": title}, "success")
            return redirect(back)
        who = name_of(record_of(self.session, task))
        return self.render_template(
            "screens/verb.html",
            title=known.title,
            subtitle=title,
            facts=[who, _("due %(day)s", day=day_said(task.due_on)), str(task.assignee or _("nobody yet"))],
            form=form,
            back=back,
            crumbs=[(who, address_of_task(task))],
            effect="" if verb == "reassign" or task.opportunity_id is None else url_for(".effect", task_id=task.id, verb=verb),
            effect_title=_("What moves"),
        )

    @expose("/<int:task_id>/<verb>/effect", methods=("POST",))
    @has_access
    def effect(self, task_id: int, verb: str) -> Any:
        """What the form as it stands would move."""
        task, known = self._task(task_id), VERBS.get(verb) or abort(404)
        if task.opportunity_id is None:
            abort(404)
        form = self._form(known, task)
        return effect_of(task.opportunity_id, form, lambda: known.act(task_id, form, current_actor()))

    def _task(self, task_id: int) -> Task:
        found: Task = ScopedInterface(Task, self.session).get(task_id) or abort(404)
        return found

    def _form(self, verb: Verb, task: Task) -> Any:
        form = verb.form()
        if isinstance(form, ReassignForm):
            form.offer(doers_of(self.session, task))
            if request.method == "GET":
                form.assignee.data = str(task.assignee_id or 0)
        if isinstance(form, PostponeForm) and request.method == "GET":
            form.until.data = task.due_on
        return form
