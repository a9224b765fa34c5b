"""/my-day/: what is overdue, due today and in the next week, completed with one key and a note (C1)."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _

from app.access.permissions import Permission
from app.actions.tasks.complete import complete_task
from app.core.errors import FoyerError
from app.queries.tasks.mine import my_day, with_open_tasks
from app.queries.tasks.why import day_said
from app.web.actor import current_actor
from app.web.place import chosen_location
from views.base.screen import Screen
from views.tasks.words import address_of_task


class MyDayView(Screen):
    """Colleagues' days are open to whoever may change tasks: somebody is ill every week."""

    route_base = "/my-day"
    default_view = "page"
    class_permission_name = "Task"
    method_permission_name = {"page": "read", "done": "write"}

    @expose("/")
    @has_access
    def page(self) -> Any:
        by = current_actor()
        people = with_open_tasks(self.session, by=by, besides=by.id or 0)
        asked = request.args.get("who", "")
        who = next((person for person in people if str(person.id) == asked), None)
        found = my_day(self.session, who.id if who is not None else by.id or 0, by=by, location_id=chosen_location())
        return self.render_template(
            "screens/tasks/my_day.html",
            title=_("My tasks") if who is None or who.id == by.id else _("Tasks of %(name)s", name=str(who)),
            day=found,
            groups=[
                ("overdue", _("Overdue"), found.overdue),
                ("today", _("Today"), found.today),
                ("week", _("The next seven days"), found.week),
            ],
            people=people,
            who=who.id if who is not None else by.id,
            may_write=self.may(Permission.TASK_WRITE),
            may_open=self.may(Permission.OPPORTUNITY_READ),
            address=address_of_task,
            day_said=day_said,
        )

    @expose("/<int:task_id>/done", methods=("POST",))
    @has_access
    def done(self, task_id: int) -> Any:
        """Complete it, and stay here. What moves was shown when the note was written."""
        back = url_for(".page", who=request.form.get("who") or None)
        try:
            task = complete_task(task_id, outcome=request.form.get("outcome", ""), by=current_actor())
        except FoyerError as refusal:
            if refusal.status == 404:
                abort(404)
            flash(refusal.message, "warning")
            return redirect(back)
        flash(_("Done: “%(task)s”.", task=task.title), "success")
        return redirect(back)
