"""Pause a license: on these days it is neither used nor billed; it keeps its place (P4, P13)."""

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
from app.models import License, LicensePause
from app.work import transaction


@dataclass(frozen=True)
class LicensePaused(Event):
    license_id: int
    pause_id: int


def pause_license(license_id: int, *, starts_on: dt.date, ends_on: dt.date | None = None, version: str = "", by: Actor) -> LicensePause:
    """From the first to the last day, both included; without a last day until it is resumed. The same pause again is one. Raises Stale."""
    with transaction(by=by) as work:
        license = work.get(License, license_id)
        require(by, Permission.LICENSE_WRITE, license)
        require_unlocked(work, license.organisation_id, license.location_id)
        license = work.lock(License, license_id)
        same = next((pause for pause in license.pauses if (pause.starts_on, pause.ends_on) == (starts_on, ends_on)), None)
        if same is not None:
            return same
        require_fresh(work, license, version, zone=license.location.zone)

        check_days(license, starts_on, ends_on)
        for other in license.pauses:
            if starts_on <= (other.ends_on or dt.date.max) and other.starts_on <= (ends_on or dt.date.max):
                until = said.day(other.ends_on) if other.ends_on else _("it is resumed")
                raise Refused(
                    _("It is already paused from %(first)s until %(last)s.", first=said.day(other.starts_on), last=until), field="starts_on"
                )
        pause = work.add(LicensePause(license_id=license.id, starts_on=starts_on, ends_on=ends_on))
        work.emit(LicensePaused(license.id, pause.id))
    return pause


def check_days(license: License, starts_on: dt.date, ends_on: dt.date | None) -> None:
    """Raises Refused for a pause that begins outside the term."""
    require_near(starts_on, "starts_on")
    require_near(ends_on, "ends_on")
    if ends_on is not None and ends_on < starts_on:
        raise Refused(_("The last day is before the first."), field="ends_on")
    if starts_on < license.starts_on:
        raise Refused(_("The license starts later, on %(day)s.", day=said.day(license.starts_on)), field="starts_on")
    if license.ends_on is not None and starts_on > license.ends_on:
        raise Refused(_("The license has ended by then, on %(day)s.", day=said.day(license.ends_on)), field="starts_on")
