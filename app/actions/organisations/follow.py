"""An organisation's status follows its licenses, unless somebody set it by hand (app/rules/organisation_status.py)."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.invoices.locked import require_unlocked
from app.actions.organisations.move import OrganisationMoved
from app.core.clock import today
from app.models import Location, Organisation
from app.models.organisation import OrganisationStatus
from app.queries.organisation_terms import become_active, is_access_gone, is_all_billed, terms_of
from app.queries.settings import setting
from app.rules.organisation_status import follow, says
from app.work import Work, transaction

OFFBOARD_AFTER = "organisations.offboard_after_days"
NEVER, USUAL = "never", "30"


def follow_licenses(organisation_id: int, *, by: Actor) -> bool:
    """Whether it moved. Raises Locked while its invoices go out: the next hour comes."""
    with transaction(by=by) as work:
        require(by, Permission.ORGANISATION_WRITE)
        require_unlocked(work, organisation_id)
        organisation = work.lock(Organisation, organisation_id)
        is_billed = organisation.status is not OrganisationStatus.ACTIVE or is_all_billed(work.session, organisation_id)
        return _follow(work, organisation, is_billed=is_billed, offboard_after=offboard_after(work.session))


def offboard_after(session: Session) -> int | None:
    """Days; None for never."""
    days = setting(session, OFFBOARD_AFTER, USUAL)
    return None if days == NEVER else int(days)


def begin_to_follow(work: Work, organisation_id: int) -> None:
    """Inside an action that made or lengthened a license: an organisation becomes active at once, so that its first invoice is seen. It is held already."""
    work.session.flush()  # the license that was just written counts
    held = select(Organisation).where(Organisation.id == organisation_id).with_for_update(key_share=True)
    _follow(work, work.session.scalars(held.execution_options(populate_existing=True)).one(), is_billed=False, offboard_after=None)


def begin_to_follow_all(work: Work, organisation_ids: Collection[int]) -> None:
    """The same for many, whose licenses were written past the session: most stay as they are, and cost no question of their own."""
    for organisation_id in become_active(work.session, organisation_ids):
        begin_to_follow(work, organisation_id)


def _follow(work: Work, organisation: Organisation, *, is_billed: bool, offboard_after: int | None) -> bool:
    said = says(
        terms_of(work.session, [organisation.id])[organisation.id],
        today(work.session.get_one(Location, organisation.location_id).zone),
        is_billed=is_billed,
        is_gone=offboard_after is not None and is_access_gone(work.session, organisation.id),
        offboard_after=offboard_after,
    )
    answer = follow(organisation.status.value, is_by_hand=organisation.status_by_hand, said=said)
    organisation.status_by_hand = answer.is_by_hand
    if not answer.verb:
        return False
    Organisation.moves.move(organisation, answer.verb)
    work.emit(OrganisationMoved(organisation.id, answer.verb))
    return True
