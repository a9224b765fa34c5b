"""What is missing in a house that is not set up yet, on the start page; nothing once it is."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.permissions import Permission
from app.queries.set_up.missing import missing
from app.queries.set_up.progress import first_location, is_open, noted, progress
from views.home.task import Task
from views.set_up.words import LACKS, STEPS


def _may(by: Actor) -> bool:
    return by.may(Permission.SETTING_WRITE) and by.may(Permission.LOCATION_WRITE) and by.location_ids is None


def begins_with_set_up(session: Session, *, by: Actor) -> bool:
    """Nothing is there at all, and this person may put it there: the start page would be empty."""
    return _may(by) and first_location(session) is None and noted(session) is None


def to_set_up(session: Session, *, by: Actor, location_id: int | None) -> list[Task]:
    """The next step, for whoever may take it, and what each location lacks, for whoever may change it."""
    made, is_begun = [], is_open(session)
    if _may(by) and is_begun:
        found = progress(session)
        count = _("%(done)s of %(all)s steps are done.", done=found.done, all=len(STEPS))
        hint = f"{count} " + (
            _("Next: %(step)s.", step=STEPS[found.next].name)
            if found.next is not None
            else _("Look at what is left, and say that it is over.")
        )
        made.append(Task("list-check", _("Set up your house"), hint, url_for("SetUpView.begin"), _("Go on")))
    if by.may(Permission.LOCATION_WRITE):
        for each in missing(session, by=by, location_id=location_id, with_offers=is_begun):
            lacks = _("It lacks %(what)s.", what=", ".join(str(LACKS[lack]) for lack in each.lacks))
            made.append(
                Task(
                    "building-skyscraper",
                    _("%(location)s is not ready to bill", location=each.location.name),
                    lacks,
                    url_for("LocationSettingsView.page", location_id=each.location.id),
                    _("Look"),
                    "yellow",
                )
            )
    return made
