"""Say what a person may do for their organisation: nothing, see its invoices, or run its team. For staff alone."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import func, select

from app.access.actor import Actor
from app.actions.users.grant import organisation_of, require_home, require_user
from app.core.errors import Refused
from app.models import FoyerUser, Organisation
from app.models.user import TeamRole
from app.work import Work, transaction


def set_team_role(user_id: int, role: TeamRole, *, knowingly: bool = False, by: Actor) -> FoyerUser:
    """Raises Forbidden away from the organisation's home, Refused at `role` for somebody without an organisation; at `knowingly` for the last owner, unless it is set."""
    with transaction(by=by) as work:
        organisation_id = work.get(FoyerUser, user_id).organisation_id
        if organisation_id is None:
            raise Refused(_("This person belongs to no organisation."), field="role")
        organisation = work.lock(Organisation, organisation_id)
        user = work.lock(FoyerUser, user_id)
        require_user(by, user)
        require_home(by, organisation_of(user))
        if user.team_role is TeamRole.OWNER and role is not TeamRole.OWNER and not knowingly and not _other_owners(work, user):
            raise Refused(
                _("%(name)s is the last owner of %(organisation)s: after this nobody there manages the team. Tick the box if that is what you want.",
                  name=str(user), organisation=organisation.name),
                field="knowingly",
            )  # fmt: skip
        user.team_role = role
    return user


def _other_owners(work: Work, user: FoyerUser) -> int:
    others = (
        select(func.count())
        .select_from(FoyerUser)
        .where(
            FoyerUser.organisation_id == user.organisation_id,
            FoyerUser.id != user.id,
            FoyerUser.active,
            FoyerUser.team_role == TeamRole.OWNER,
        )
    )
    return work.session.scalar(others) or 0
