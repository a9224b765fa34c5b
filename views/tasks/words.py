"""Tasks in the words and pictures of the desk."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _later

from app.access.permissions import Permission
from app.models import Task
from app.models.track import TaskKind, TaskRole
from app.rules.task_dates import Anchor
from app.web.actor import current_actor
from views.base.record_links import page_of

KINDS = {
    TaskKind.CALL: _later("Call"),
    TaskKind.EMAIL: _later("Mail"),
    TaskKind.MEETING: _later("Meeting"),
    TaskKind.VISIT: _later("Site visit"),
    TaskKind.OTHER: _later("Something else"),
}
ANCHORS = {
    Anchor.OPENED: _later("the day of opening"),
    Anchor.PARENT_DUE: _later("the day on which the task above it is due"),
    Anchor.PARENT_DONE: _later("the day on which the task above it is done"),
}
ROLES = {
    TaskRole.OWNER: _later("Whoever owns the opportunity"),
    TaskRole.SALES: _later("Sales, by turns"),
    TaskRole.MANAGER: _later("Location manager, by turns"),
    TaskRole.DESK: _later("Front desk, by turns"),
}


def offset_said(anchor: Anchor, days: int) -> str:
    """ "3 days after the task above it is done", as a line of the editor says it."""
    if anchor is Anchor.OPENED:
        return _("on the day of opening") if not days else _("%(days)+d working days from opening", days=days)
    if anchor is Anchor.PARENT_DUE:
        return _("when the one above is due") if not days else _("%(days)+d working days from when the one above is due", days=days)
    return _("as soon as the one above is done") if not days else _("%(days)+d working days from when the one above is done", days=days)


def address_of_task(task: Task) -> str:
    """The page of what it is about."""
    return (
        tree_address(task.opportunity_id)
        if task.opportunity_id is not None
        else page_of(task.noun, task.noun_id) or url_for("MyDayView.page")
    )


def tree_address(opportunity_id: int) -> str:
    """The opportunity's page, or for whoever may not see that the page of its tasks alone."""
    page = "OpportunityView.show" if current_actor().may(Permission.OPPORTUNITY_READ) else "TaskTreeView.tree"
    return url_for(page, opportunity_id=opportunity_id)
