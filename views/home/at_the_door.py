"""What the start page says of people who wait for a word: who asks to join, and whom a kiosk refused."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.permissions import Permission
from app.models.signup import SignUpStatus
from app.queries.at_the_door import refused_at_kiosks, waiting_sign_ups
from views.home.task import Task


def to_welcome(session: Session, *, by: Actor, location_id: int | None) -> list[Task]:
    """For whoever onboards people, and for the desk."""
    made = []
    if by.may(Permission.USER_ONBOARD) and (count := waiting_sign_ups(session, by=by, location_id=location_id)):
        told = ngettext("%(num)d person asks to join", "%(num)d people ask to join", count)
        waiting = url_for("SignUpView.list", _flt_0_status=SignUpStatus.WAITING.value)
        made.append(Task("user-plus", told, _("Onboard them, or decline with a reason."), waiting, _("Open")))
    if by.may(Permission.CHECK_IN_WRITE) and (count := refused_at_kiosks(session, by=by, location_id=location_id)):
        told = ngettext("%(num)d was refused at a kiosk", "%(num)d were refused at kiosks", count)
        made.append(
            Task("alert-triangle", told, _("They came while a tablet had no network."), url_for("KioskRefusalView.list"), _("Look"))
        )
    return made
