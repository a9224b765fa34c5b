"""Invite somebody who works in the house: the account and the welcome mail in one."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import Actor
from app.access.roles import STAFF_ROLES
from app.actions.accounts.invite import invite
from app.actions.set_up.note import note_done, require_set_up
from app.actions.users.create import create_user
from app.core.errors import Refused
from app.models import FoyerUser
from app.queries.set_up.progress import Step
from app.work import transaction


def invite_colleague(*, first_name: str, last_name: str, email: str, role: str, by: Actor) -> FoyerUser:
    """Works everywhere; on the page of the account that can be limited. Raises Refused at the field."""
    with transaction(by=by) as work:
        require_set_up(by)
        if role not in STAFF_ROLES:
            raise Refused(_("Please choose one of the list."), field="role")
        user = create_user(first_name=first_name, last_name=last_name, email=email, roles=[role], by=by)
        invite(user.id, by=by)
        note_done(work, Step.COLLEAGUES)
    return user
