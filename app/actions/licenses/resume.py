"""Resume a license: its pause ends the day before."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask_babel import gettext as _

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions import said
from app.actions.fill import require_near
from app.actions.invoices.locked import require_unlocked
from app.actions.stale import require_fresh
from app.core.errors import Refused
from app.core.events import Event
from app.models import License
from app.work import transaction


@dataclass(frozen=True)
class LicenseResumed(Event):
    license_id: int


def resume_license(license_id: int, *, on: dt.date, version: str = "", by: Actor) -> License:
    """`on` is the first day in use again. A pause that would keep no day is taken back altogether. Resuming again on that day changes nothing. Raises Stale."""
    with transaction(by=by) as work:
        license = work.get(License, license_id)
        require(by, Permission.LICENSE_WRITE, license)
        require_unlocked(work, license.organisation_id, license.location_id)
        license = work.lock(License, license_id)
        require_near(on, "on")
        if any(pause.ends_on == on - dt.timedelta(days=1) for pause in license.pauses) and not any(
            pause.starts_on == on for pause in license.pauses
        ):
            return license
        require_fresh(work, license, version, zone=license.location.zone)

        pause = next((each for each in license.pauses if each.starts_on <= on <= (each.ends_on or dt.date.max)), None)
        if pause is None:
            raise Refused(_("%(license)s is not paused on %(day)s.", license=license.code, day=said.day(on)), field="on")
        if pause.starts_on == on:
            work.session.delete(pause)
        else:
            pause.ends_on = on - dt.timedelta(days=1)
        work.emit(LicenseResumed(license.id))
    return license
