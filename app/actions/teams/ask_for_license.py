"""Ask staff for one more license for a person of the team: it waits among the sign-ups, until somebody approves or declines it."""

from __future__ import annotations

from typing import TypedDict, Unpack

from flask_babel import gettext as _
from sqlalchemy import func, select

from app.access.actor import Actor
from app.actions.emails import one_address
from app.actions.fill import demand, fill
from app.actions.signups.sign_up import SignedUp
from app.actions.teams.own_team import lock_team
from app.core.errors import Refused
from app.core.one_at_a_time import one_at_a_time
from app.models import Membership, Organisation, SignUp
from app.models.signup import SignUpStatus
from app.queries.my_team import places_of
from app.work import Work, transaction


class Asked(TypedDict, total=False):
    first_name: str
    last_name: str
    email: str
    membership_id: int
    message: str


def ask_for_license(*, by: Actor, **asked: Unpack[Asked]) -> SignUp:
    """Nobody is created, and nothing costs anything yet. Asking for the same person again, while the first waits, brings that one up to date.

    Raises Refused at the field; at `email` when a stranger with this address has asked already, without saying more.
    """
    with transaction(by=by) as work:
        organisation = lock_team(work)
        membership = _membership(work, organisation, asked.get("membership_id") or 0)
        address = one_address(asked.get("email") or "", field="email").lower()
        one_at_a_time(work.session, f"sign-up {membership.location_id} {address}")
        waiting = select(SignUp).where(
            SignUp.location_id == membership.location_id, func.lower(SignUp.email) == address, SignUp.status == SignUpStatus.WAITING
        )
        row = work.session.scalars(waiting).one_or_none()
        if row is not None and row.organisation_id != organisation.id:
            raise Refused(
                _("This address cannot be asked for. Ask %(location)s to help.", location=membership.location.name), field="email"
            )
        is_new = row is None
        row = row or SignUp(location_id=membership.location_id, organisation_id=organisation.id, email="", first_name="", last_name="")
        with work.session.no_autoflush:
            said = {name: asked.get(name) or "" for name in ("first_name", "last_name", "message")}
            fill(work, row, {**said, "email": address, "company": organisation.name})
            demand(row, "first_name", "last_name", "email")
        row.membership_id = membership.id
        work.add(row)
        if is_new:
            work.emit(SignedUp(row.id))
    return row


def _membership(work: Work, organisation: Organisation, membership_id: int) -> Membership:
    """One that is sold where the organisation is at home, or has a license."""
    membership = work.session.get(Membership, membership_id)
    if membership is None or not membership.is_active or membership.location_id not in places_of(work.session, organisation.id):
        raise Refused(_("Please choose one of the list."), field="membership_id")
    return membership
