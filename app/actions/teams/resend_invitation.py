"""Send somebody of the team the welcome mail once more, while they have not signed in."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import SYSTEM, Actor
from app.actions.accounts.resend import resend
from app.actions.teams.own_team import lock_team
from app.core.errors import Missing, Refused
from app.models import Delivery, FoyerUser
from app.work import transaction


def resend_invitation(user_id: int, *, by: Actor) -> Delivery:
    """Raises Missing for somebody of another team, Refused when they have signed in, and as `resend` does."""
    with transaction(by=by) as work:
        organisation = lock_team(work)
        user = work.get(FoyerUser, user_id)
        if user.organisation_id != organisation.id:
            raise Missing(_("This person is not in your team."))
        if user.last_login is not None:
            raise Refused(_("%(name)s has signed in already.", name=str(user)))
        return resend(user_id, by=SYSTEM)
