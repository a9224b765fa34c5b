"""An export of somebody's personal data: asked for, filled by a job, fetched by who asked, and gone a few days later (GDPR 15 and 20, POPIA 23)."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.access.scope import visible
from app.access.sealing import EXPORT, opened, sealed
from app.access.staff import staff
from app.actions.accounts.person import lock_own
from app.actions.accounts.right_password import right_password
from app.actions.users.grant import require_colleague_in_reach
from app.core import clock
from app.core.errors import Forbidden, Missing
from app.core.events import Event
from app.models import FoyerUser, PersonalExport
from app.models.personal_export import ExportState
from app.queries.retention import kept_for
from app.work import Work, transaction


@dataclass(frozen=True)
class ExportAsked(Event):
    """Somebody wants what Foyer knows about a person."""

    export_id: int


def ask_export(user_id: int, *, by: Actor) -> PersonalExport:
    """Of a person within the actor's scope, and of a colleague only whom they may change: what somebody above them wrote elsewhere is in it.

    Asked again while the first is made, it answers with the first. Raises Forbidden, Missing.
    """
    with transaction(by=by) as work:
        require(by, Permission.USER_EXPORT)
        user = work.lock(FoyerUser, user_id)
        require_colleague_in_reach(by, user)
        return _asked(work, user)


def ask_own_export(*, present_password: str, by: Actor) -> PersonalExport:
    """One's own. Raises Refused at `present` for a wrong password."""
    right_password(by.id, present_password, by=by)
    with transaction(by=by) as work:
        return _asked(work, lock_own(work, by.id or 0))


def _asked(work: Work, user: FoyerUser) -> PersonalExport:
    if work.by.id is None:
        raise Forbidden(_("Sign in first."))
    open_one = select(PersonalExport).where(
        PersonalExport.user_id == user.id, PersonalExport.asked_by_id == work.by.id, PersonalExport.state == ExportState.WANTED
    )
    known = work.session.scalars(open_one).first()
    if known is not None:
        return known
    row = PersonalExport(user_id=user.id, asked_by_id=work.by.id, expires_at=clock.now() + kept_for(work.session, "retention.exports"))
    work.add(row)
    _note(work, "ask export", row)
    work.emit(ExportAsked(row.id))
    return row


def note_progress(export_id: int, percent: int, *, by: Actor) -> bool:
    """False when nobody waits for it any more."""
    with transaction(by=by) as work:
        row = work.session.get(PersonalExport, export_id)
        if row is None or row.state is not ExportState.WANTED:
            return False
        row.percent = percent
    return True


def fill_export(export_id: int, content: bytes, *, by: Actor) -> None:
    """Keep the ZIP, sealed. Filled twice, the first stays."""
    with transaction(by=by) as work:
        row = work.lock(PersonalExport, export_id)
        if row.state is not ExportState.WANTED:
            return
        PersonalExport.moves.move(row, "finish")
        row.sealed, row.size, row.percent = sealed(content, EXPORT), len(content), 100
        row.ready_at = clock.now()
        row.expires_at = row.ready_at + kept_for(work.session, "retention.exports")


def fetch_export(public_id: uuid.UUID, *, by: Actor) -> tuple[PersonalExport, bytes]:
    """The ZIP, for who asked for it and nobody else, and somebody else's while they may still ask for it; that it was fetched is on record.
    Raises Missing for all others, and when it is over."""
    with transaction(by=by) as work:
        row = work.session.scalars(select(PersonalExport).where(PersonalExport.public_id == public_id)).one_or_none()
        if (
            row is None
            or by.id is None
            or row.asked_by_id != by.id
            or row.sealed is None
            or row.expires_at <= clock.now()
            or not _may_still(work, row)
        ):
            raise Missing(_("There is no such export, or its days are over. Ask for a new one."))
        _note(work, "fetch export", row)
        return row, opened(row.sealed, EXPORT)


def _may_still(work: Work, row: PersonalExport) -> bool:
    """The portal, where it is fetched, knows nobody as staff: what their roles give today is asked here."""
    if row.user_id == row.asked_by_id:
        return True
    asker = next(iter(staff(work.session, [row.asked_by_id])), None)
    if asker is None or not asker.may(Permission.USER_EXPORT):
        return False
    theirs, within = select(FoyerUser).where(FoyerUser.id == row.user_id), visible(asker, FoyerUser)
    user = work.session.scalars(theirs if within is None else theirs.where(within)).one_or_none()
    if user is None:
        return False
    try:
        require_colleague_in_reach(asker, user)
    except Forbidden:
        return False
    return True


def _note(work: Work, verb: str, row: PersonalExport) -> None:
    work.record(verb, "ab_user", [{"noun_id": row.user_id, "name": str(row.user), "location_id": row.user.location_id, "changes": {}}])
