"""Invite a person: the welcome mail with a link to choose a password."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import Actor
from app.access.permissions import Permission
from app.actions.accounts.person import require_active
from app.actions.accounts.tokens import new_token
from app.actions.deliveries.to_person import want_letter
from app.actions.users.grant import require_user
from app.core.errors import Refused
from app.models import Delivery, FoyerUser
from app.models.delivery import DeliveryKind
from app.models.sign_in_token import Purpose
from app.queries.letters import last_letter
from app.work import Work, transaction


def invite(user_id: int, *, by: Actor) -> Delivery:
    """The welcome mail of this person; asked twice, also at once, it goes once. Raises Refused for a deactivated person, and for one who has come in
    and whose first is forgotten: another goes by `resend`."""
    with transaction(by=by) as work:
        user = work.lock(FoyerUser, user_id)
        require_user(by, user, Permission.USER_INVITE)
        require_active(user)
        last = last_letter(work.session, user.id, DeliveryKind.WELCOME)
        if last is None and user.last_login is not None:  # it was forgotten after its term
            raise Refused(_("%(name)s has signed in already.", name=str(user)))
        return last or welcome(work, user)


def welcome(work: Work, user: FoyerUser) -> Delivery:
    """One more welcome mail, whose link ends the earlier ones. The person's row is locked."""
    return want_letter(work, user, DeliveryKind.WELCOME, token=new_token(work, user, Purpose.WELCOME))
