"""What the start page says of access that is not as it should be."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.permissions import Permission
from app.models import Access
from app.queries.counted import counted
from views.base.to_decide import to_decide_list
from views.home.task import Task


def drifted(session: Session, *, by: Actor, location_id: int | None) -> list[Task]:
    """What failed, differs, or stays open after a license ended; what is on its way needs nobody."""
    count = counted(session, Access, Access.to_decide, by=by, location_id=location_id) if by.may(Permission.ACCESS_SETTLE) else 0
    if not count:
        return []
    told = ngettext("%(num)d access is not as it should be", "%(num)d accesses are not as they should be", count)
    return [
        Task(
            "key",
            told,
            _("WiFi, printing or doors: it failed, differs, or stays open after a license ended."),
            to_decide_list("DriftView"),
            _("Look"),
            "red",
        )
    ]
