"""Move a license to another membership, space or location: the old one ends, a new one begins, in one transaction."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask_babel import gettext as _

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions import said
from app.actions.deposits.follow import follow_license
from app.actions.invoices.locked import require_unlocked
from app.actions.licenses.create import create_license
from app.actions.licenses.end import end_within
from app.core.errors import Refused
from app.core.events import Event
from app.models import License, LicensePause
from app.work import transaction


@dataclass(frozen=True)
class LicenseMoved(Event):
    license_id: int
    replaces_id: int


def move_license(
    license_id: int, *, on: dt.date, membership_id: int, space_id: int, keep_commitment: bool = True, occupancy_reason: str = "", by: Actor
) -> License:
    """`on` is the first day of the new license, the day after the last of the old one.

    Commitment, pauses and deposits go along; a custom price stays behind, it was agreed for the old membership.
    """
    with transaction(by=by) as work:
        old = work.get(License, license_id)
        require(by, Permission.LICENSE_WRITE, old)
        require_unlocked(work, old.organisation_id)
        old = work.lock(License, license_id)
        if on <= old.starts_on:
            raise Refused(_("It starts on %(day)s: move it on a later day.", day=said.day(old.starts_on)), field="on")
        if old.ends_on is not None and on > old.ends_on:
            raise Refused(_("It has ended by then, on %(day)s.", day=said.day(old.ends_on)), field="on")

        ends_on, pauses = old.ends_on, [pause for pause in old.pauses if pause.ends_on is None or pause.ends_on >= on]
        end_within(work, old, on - dt.timedelta(days=1))
        committed = old.commitment_months if keep_commitment else None
        new = create_license(
            organisation_id=old.organisation_id,
            user_id=old.user_id,
            membership_id=membership_id,
            space_id=space_id,
            starts_on=on,
            ends_on=ends_on,
            commitment_months=committed,
            commitment_start=(old.commitment_start or old.starts_on) if committed else None,
            escalation_percent=old.escalation_percent,
            escalation_date=old.escalation_date,
            occupancy_reason=occupancy_reason,
            by=by,
        )
        new.replaces_id = old.id
        follow_license(work, old, new)
        for pause in pauses:
            work.add(LicensePause(license_id=new.id, starts_on=max(on, pause.starts_on), ends_on=pause.ends_on))
        work.emit(LicenseMoved(new.id, old.id))
    return new
