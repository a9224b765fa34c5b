"""The tasks of a track: added, changed, moved about and removed, one step at a time."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.forms import DynamicForm
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from app.actions.tracks.add_task import add_track_task
from app.actions.tracks.change_task import change_track_task
from app.actions.tracks.move_task import move_track_task
from app.actions.tracks.remove_task import remove_track_task
from app.models import Track, TrackTask
from app.rules.task_dates import Anchor
from app.rules.tree_order import Way
from app.web.actor import current_actor
from app.web.forms import tidy
from app.web.interface import ScopedInterface
from app.web.refusals import attempt
from views.base.screen import Screen
from views.tasks.words import ANCHORS, KINDS, ROLES

NEEDED = InputRequired(_("This is needed."))
FIELDS = ("title", "kind", "offset_days", "anchor", "is_blocking", "is_onboarding", "role", "note")


class TrackTaskForm(DynamicForm):  # type: ignore[misc]
    title = StringField(_("What is to be done"), filters=[tidy], validators=[NEEDED, Length(max=200)])
    kind = SelectField(_("Kind"), choices=[(kind.value, label) for kind, label in KINDS.items()])
    offset_days = IntegerField(_("Working days"), validators=[NEEDED], description=_("0: on that day. Below 0: before it. Counted from:"))
    anchor = SelectField(_("From"), choices=[(anchor.value, label) for anchor, label in ANCHORS.items()])
    is_blocking = BooleanField(_("What is under it waits until it is done or skipped"))
    is_onboarding = BooleanField(_("Belongs to onboarding: stays when the deal is won"))
    role = SelectField(_("Who does it"), choices=[(role.value, label) for role, label in ROLES.items()])
    note = TextAreaField(
        _("Note"), filters=[tidy], validators=[Length(max=1000)], description=_("Copied to the task of every opportunity.")
    )

    def asked(self) -> dict[str, Any]:
        return {name: self[name].data for name in FIELDS}


class TrackTaskView(Screen):
    """/track-tasks/..."""

    route_base = "/track-tasks"
    default_view = "add"
    class_permission_name = "Track"
    method_permission_name = dict.fromkeys(("add", "edit", "move", "remove"), "write")

    @expose("/add/<int:track_id>", methods=("GET", "POST"))
    @has_access
    def add(self, track_id: int) -> Any:
        """Under the task that the address names, else at the end."""
        track: Track = ScopedInterface(Track, self.session).get(track_id) or abort(404)
        asked = request.args.get("parent", "")
        parent = next((task for task in track.tasks if str(task.id) == asked), None)
        form = self._form(parent)
        if request.method == "GET":
            form.offset_days.data, form.anchor.data = 0, (Anchor.PARENT_DONE if parent is not None else Anchor.OPENED).value
        parent_id = parent.id if parent is not None else None
        if (
            request.method == "POST"
            and form.validate()
            and attempt(form, lambda: add_track_task(track.id, parent_id=parent_id, **form.asked(), by=current_actor()))
        ):
            flash(gettext("Added: “%(task)s”.", task=form.title.data), "success")
            return self._back(track.id)
        title = gettext("Add a task under “%(task)s”", task=parent.title) if parent is not None else gettext("Add a task")
        return self._drawn(form, title, track)

    @expose("/<int:track_task_id>/edit", methods=("GET", "POST"))
    @has_access
    def edit(self, track_task_id: int) -> Any:
        task = self._task(track_task_id)
        form = self._form(task if task.parent_id is not None else None)
        if request.method == "GET":
            for name in FIELDS:
                value = getattr(task, name)
                form[name].data = getattr(value, "value", value)
        track = task.track
        if (
            request.method == "POST"
            and form.validate()
            and attempt(form, lambda: change_track_task(track_task_id, **form.asked(), by=current_actor()))
        ):
            flash(gettext("Saved."), "success")
            return self._back(track.id)
        return self._drawn(form, task.title, track)

    @expose("/<int:track_task_id>/move/<way>", methods=("POST",))
    @has_access
    def move(self, track_task_id: int, way: str) -> Any:
        task, steps = self._task(track_task_id), {each.value: each for each in Way}
        track_id, step = task.track_id, steps.get(way) or abort(404)
        return self.going(
            lambda: move_track_task(track_task_id, step, by=current_actor()), self._page(track_id, track_task_id), self._page(track_id)
        )

    @expose("/<int:track_task_id>/remove", methods=("POST",))
    @has_access
    def remove(self, track_task_id: int) -> Any:
        task = self._task(track_task_id)
        title, back = task.title, self._back(task.track_id)
        return self.attempt(lambda: remove_track_task(track_task_id, by=current_actor()), gettext("Removed: “%(task)s”.", task=title), back)

    def _task(self, track_task_id: int) -> TrackTask:
        found: TrackTask = ScopedInterface(TrackTask, self.session).get(track_task_id) or abort(404)
        return found

    def _form(self, parent: TrackTask | None) -> TrackTaskForm:
        """What hangs on nothing counts from the opening alone."""
        form = TrackTaskForm()
        if parent is None:
            form.anchor.choices = [(Anchor.OPENED.value, ANCHORS[Anchor.OPENED])]
        return form

    def _page(self, track_id: int, track_task_id: int = 0) -> str:
        return url_for(
            "TrackView.show",
            pk=track_id,
            opened=request.args.get("opened") or None,
            _anchor=f"task-{track_task_id}" if track_task_id else None,
        )

    def _back(self, track_id: int) -> Any:
        return redirect(self._page(track_id))

    def _drawn(self, form: TrackTaskForm, title: str, track: Track) -> Any:
        back = self._page(track.id)
        crumbs = [(gettext("Tracks"), url_for("TrackView.list")), (track.name, back)]
        return self.render_template("screens/one_form.html", title=title, form=form, back=back, crumbs=crumbs)
