"""/tasks/about/<noun>/<record>: the open tasks about any record, a part of its page that is fetched after it; and one more."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _

from app.access.task_scope import ABOUT
from app.actions.tasks.add_about import add_task_about
from app.core.errors import Missing
from app.queries.tasks.about import name_of
from app.queries.tasks.doers import doers_about
from app.queries.tasks.of_record import RecordTasks, tasks_of_record
from app.queries.tasks.why import day_said
from app.web.actor import current_actor
from app.web.refusals import attempt
from views.base.record_links import page_of
from views.base.screen import Screen
from views.tasks.forms import AboutForm


class RecordTasksView(Screen):
    """Which records, says the permission that reads each, and the row scope."""

    route_base = "/tasks/about"
    default_view = "told"
    class_permission_name = "Task"
    method_permission_name = {"told": "read", "add": "write"}

    @expose("/<noun>/<int:row_id>")
    @has_access
    def told(self, noun: str, row_id: int) -> Any:
        """A fragment."""
        found = self._found(noun, row_id)
        form = self._form(found) if found.may_write else None
        return render_template(
            "screens/tasks/about.html",
            found=found,
            form=form,
            back=page_of(noun, row_id) + "#tasks",
            day_said=day_said,
            me=current_actor().id,
        )

    @expose("/<noun>/<int:row_id>/add", methods=("GET", "POST"))
    @has_access
    def add(self, noun: str, row_id: int) -> Any:
        """The line of the fragment leads here; what is refused is asked again as a page, with what was typed."""
        found = self._found(noun, row_id)
        form, page = self._form(found), page_of(noun, row_id)
        if (
            request.method == "POST"
            and form.validate()
            and attempt(form, lambda: add_task_about(noun, row_id, **form.asked(), by=current_actor()))
        ):
            flash(_("Added: “%(task)s”.", task=form.title.data), "success")
            return redirect(page + "#tasks" if page else url_for("MyDayView.page"))
        name = name_of(found.record)
        return self.render_template(
            "screens/verb.html",
            title=_("Add a task"),
            subtitle=name,
            form=form,
            back=page or url_for("MyDayView.page"),
            crumbs=[(name, page)] if page else [],
            effect="",
            effect_title="",
        )

    def _found(self, noun: str, row_id: int) -> RecordTasks:
        if noun not in ABOUT:
            abort(404)
        try:
            return tasks_of_record(self.session, noun, row_id, by=current_actor())
        except Missing:
            abort(404)

    def _form(self, found: RecordTasks) -> AboutForm:
        form = AboutForm()
        form.offer(doers_about(self.session, found.noun, found.record.id))
        if request.method == "GET":
            form.assignee.data = str(current_actor().id or 0)
        return form
