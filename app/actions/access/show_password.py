"""Tell a person the password of one of their own accounts, after they have said who they are once more (A4)."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.security import check_password_hash

from app.access.actor import Actor
from app.access.kept_passwords import opened
from app.core.errors import Forbidden, Missing, Refused
from app.models import Access, FoyerUser
from app.models.access import AccessState
from app.rules.access import System
from app.work import transaction


@dataclass(frozen=True, slots=True)
class Shown:
    username: str
    password: str


def show_password(system: System, *, present_password: str, by: Actor) -> Shown:
    """Never another person's, whatever the actor may do. That it was shown is on record; what was shown is not.

    Raises Refused at `present` for a wrong password, Missing where there is no open account.
    """
    if by.id is None:
        raise Forbidden(_("Sign in first."))
    with transaction(by=by) as work:
        user = work.session.get_one(FoyerUser, by.id)
        if not check_password_hash(user.password or "", present_password):
            raise Refused(_("This is not your present password."), field="present")
        row = work.session.scalars(select(Access).where(Access.user_id == by.id, Access.system == system)).one_or_none()
        if row is None or row.sealed_password is None or row.state is AccessState.GONE:
            raise Missing(_("You have no such account."))
        work.record("show password", "access", [{"noun_id": row.id, "name": str(row), "location_id": row.location_id, "changes": {}}])
        return Shown(row.username, opened(row.sealed_password))
