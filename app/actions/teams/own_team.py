"""The team that somebody runs, locked; and the one way in which licenses change hands inside it."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.actions.access.settle import settle_access
from app.actions.licenses.change import LicenseChanged
from app.actions.wallets.follow_holders import follow_holders
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


def hand_over(work: Work, licenses: Sequence[License], user: FoyerUser | None) -> None:
    """They have another holder, or none; what they opened and open is settled at once (A1, A3), and what is left of their quotas goes along (W7).

    Nothing of their price moves, so it may happen while invoices are going out (I3).
    """
    people = {license.user_id for license in licenses} | {user.id if user is not None else None}
    for license in licenses:
        license.user_id = user.id if user is not None else None
    work.session.flush()  # access is computed from the tables
    settle_access({each for each in people if each is not None}, by=SYSTEM)
    follow_holders(work, [license.id for license in licenses])
    work.emit_all([LicenseChanged(license.id) for license in licenses])
