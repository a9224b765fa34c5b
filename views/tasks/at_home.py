"""Tasks on the start page."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.queries.tasks.mine import MyDay
from views.home.task import Task


def my_tasks(day: MyDay | None) -> list[Task]:
    """What this person has to do: overdue first, else what is due today."""
    if day is None or not (day.overdue or day.today):
        return []
    if day.overdue:
        text = ngettext("%(num)d of your tasks is overdue", "%(num)d of your tasks are overdue", len(day.overdue))
        hint = ngettext("and %(num)d more is due today", "and %(num)d more are due today", len(day.today)) if day.today else ""
    else:
        text, hint = ngettext("%(num)d of your tasks is due today", "%(num)d of your tasks are due today", len(day.today)), ""
    return [Task("checklist", text, hint, url_for("MyDayView.page"), _("My tasks"), "orange" if day.overdue else "")]
