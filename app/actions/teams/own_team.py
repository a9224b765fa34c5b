"""The team that somebody runs, locked; and the one way in which a license changes hands inside it."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.actions.access.settle import settle_access
from app.actions.licenses.change import LicenseChanged
from app.core.errors import Forbidden
from app.models import FoyerUser, License, Organisation
from app.models.user import TeamRole
from app.work import Work


def lock_team(work: Work) -> Organisation:
    """The actor's organisation under lock, for an owner as the tables know them now, not as the session did. Raises Forbidden for everybody else."""
    own = work.session.scalar(
        select(FoyerUser.organisation_id).where(FoyerUser.id == (work.by.id or 0), FoyerUser.active, FoyerUser.team_role == TeamRole.OWNER)
    )
    if own is None or own != work.by.organisation_id:
        raise Forbidden(_("Only an owner of the organisation manages its team."))
    return work.lock(Organisation, own)


def hand_over(work: Work, license: License, user: FoyerUser | None) -> None:
    """The license has another holder, or none; what it opened and opens is settled at once (A1, A3).

    Nothing of its price moves, so it may happen while invoices are going out (I3).
    """
    before, license.user_id = license.user_id, user.id if user is not None else None
    work.session.flush()  # access is computed from the tables
    settle_access({each for each in (before, license.user_id) if each is not None}, by=SYSTEM)
    work.emit(LicenseChanged(license.id))
