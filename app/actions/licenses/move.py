"""Move a license to another membership, space, location or organisation: the old one ends, a new one begins, in one transaction."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions import said
from app.actions.deposits.follow import follow_license
from app.actions.fill import require_near
from app.actions.invoices.locked import require_unlocked
from app.actions.licenses.bring_along import bring_along_within, require_movable
from app.actions.licenses.create import create_license
from app.actions.licenses.end import end_within
from app.actions.stale import require_fresh
from app.core.errors import Refused
from app.core.events import Event
from app.models import FoyerUser, License, LicenseAgreement, LicensePause, Organisation
from app.work import Work, transaction


@dataclass(frozen=True)
class LicenseMoved(Event):
    license_id: int
    replaces_id: int


def move_license(
    license_id: int,
    *,
    on: dt.date,
    membership_id: int,
    space_id: int,
    organisation_id: int | None = None,
    user_id: int | None = None,
    keep_commitment: bool = True,
    occupancy_reason: str = "",
    version: str = "",
    by: Actor,
) -> License:
    """`on` is the first day of the new license, the day after the last of the old one. No organisation: the same; nobody: the same person.

    Commitment and pauses go along, deposits within the organisation and location; a custom price stays behind, it was agreed for the old
    membership. Whoever goes along to another organisation belongs to it from that day. The same move again answers with its license. Raises Refused at the field, and Stale.
    """
    with transaction(by=by) as work:
        old = work.get(License, license_id)
        require(by, Permission.LICENSE_WRITE, old)
        target = work.get(Organisation, organisation_id or old.organisation_id)
        for held in sorted({old.organisation_id, target.id}):
            require_unlocked(work, held)
        old = work.lock(License, license_id)
        require_near(on, "on")
        done = _moved_already(work, old, on, membership_id, space_id, target)
        if done is not None:
            return done
        require_fresh(work, old, version, zone=old.location.zone)
        if on <= old.starts_on:
            raise Refused(_("It starts on %(day)s: move it on a later day.", day=said.day(old.starts_on)), field="on")
        if old.ends_on is not None and on > old.ends_on:
            raise Refused(_("It has ended by then, on %(day)s.", day=said.day(old.ends_on)), field="on")
        leaves = target.id != old.organisation_id
        goes_along = leaves and user_id is None and old.user_id is not None
        if goes_along:
            require_movable(work, work.get(FoyerUser, old.user_id or 0), old, on)

        ends_on, pauses = old.ends_on, [pause for pause in old.pauses if pause.ends_on is None or pause.ends_on >= on]
        end_within(work, old, on - dt.timedelta(days=1))
        committed = old.commitment_months if keep_commitment else None
        new = create_license(
            organisation_id=target.id,
            user_id=None if goes_along else user_id or old.user_id,
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
        new.end_reason, old.end_reason = old.end_reason, ""
        follow_license(work, old, new)
        if goes_along:
            new.user = old.user
            bring_along_within(work, new)
        for pause in pauses:
            work.add(LicensePause(license_id=new.id, starts_on=max(on, pause.starts_on), ends_on=pause.ends_on))
        if keep_commitment:
            _bring_commitments(work, old, new)
        work.emit(LicenseMoved(new.id, old.id))
    return new


def _bring_commitments(work: Work, old: License, new: License) -> None:
    """Of one that was renewed in advance the present commitment has not begun: the one before goes along for its days, without a price of its own."""
    for each in old.agreements:
        if each.ends_on >= new.starts_on:
            since = (each.commitment_start or old.starts_on) if each.commitment_months else None
            work.add(
                LicenseAgreement(license_id=new.id, ends_on=each.ends_on, commitment_months=each.commitment_months, commitment_start=since)
            )


def _moved_already(work: Work, old: License, on: dt.date, membership_id: int, space_id: int, target: Organisation) -> License | None:
    """The license that this very move has made before."""
    same = select(License).where(
        License.replaces_id == old.id,
        License.starts_on == on,
        License.membership_id == membership_id,
        License.space_id == space_id,
        License.organisation_id == target.id,
    )
    return work.session.scalars(same).one_or_none() if old.ends_on == on - dt.timedelta(days=1) else None
