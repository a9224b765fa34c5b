"""Take somebody out of the team: their licenses are free, what those opened closes, and the organisation is theirs no more."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor
from app.actions.accounts.tokens import end_tokens
from app.actions.bookings.cancel_many import cancel_many
from app.actions.teams.own_team import hand_over, lock_team
from app.core.errors import Missing, Refused
from app.models import FoyerUser, License
from app.models.user import TeamRole
from app.queries.bookings.after_license import after_leaving
from app.work import transaction


def remove_member(user_id: int, *, cancel_bookings: bool = False, expected_refund: int | None = None, by: Actor) -> FoyerUser:
    """The account stays, without an organisation, so that another can invite the person; every session of theirs ends.

    `cancel_bookings`: what they have booked on the organisation's account is given back too, by the policy. Raises Missing for somebody of another
    team, or taken out already, Refused for oneself and for another owner, Stale when another amount comes back than was shown.
    """
    with transaction(by=by) as work:
        organisation = lock_team(work)
        user = work.lock(FoyerUser, user_id)
        if user.organisation_id != organisation.id:
            raise Missing(_("This person is not in your team."))
        if user.id == by.id:
            raise Refused(_("You cannot take yourself out. Ask %(location)s to help.", location=organisation.location.name))
        if user.team_role is TeamRole.OWNER:
            raise Refused(_("%(name)s is an owner as well. Ask %(location)s to help.", name=str(user), location=organisation.location.name))
        held = select(License).where(License.user_id == user.id, License.organisation_id == organisation.id).order_by(License.id)
        hand_over(work, work.session.scalars(held.with_for_update(of=License)).all(), None)
        user.location_id = user.location_id or organisation.location_id  # staff there go on knowing them
        user.organisation_id, user.team_role = None, TeamRole.MEMBER
        user.session_epoch += 1
        end_tokens(work, user.id)
        if cancel_bookings:
            work.session.flush()  # who may still use a room is asked of the tables
            found = after_leaving(work.session, user.id, organisation.id, by=by)
            cancel_many(work, found, reason=_("%(name)s has left the team.", name=str(user)), expected_refund=expected_refund)
    return user
