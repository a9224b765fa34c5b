"""Send the welcome mail again, with a new link; the old one stops working."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _

from app.access.actor import Actor
from app.access.permissions import Permission
from app.actions.accounts.invite import welcome
from app.actions.accounts.person import require_active
from app.actions.users.grant import require_user
from app.core import clock
from app.core.errors import Refused
from app.models import Delivery, FoyerUser
from app.models.delivery import DeliveryKind, DeliveryState
from app.models.sign_in_token import Purpose
from app.queries.letters import last_letter
from app.queries.sign_in_links import newest_token
from app.work import transaction

PAUSE = dt.timedelta(minutes=1)
ON_ITS_WAY = (DeliveryState.TODO, DeliveryState.SENDING)


def resend(user_id: int, *, by: Actor) -> Delivery:
    """Raises Refused while the last one is on its way, within a minute of it, and for a deactivated person."""
    with transaction(by=by) as work:
        user = work.lock(FoyerUser, user_id)
        require_user(by, user, Permission.USER_INVITE)
        require_active(user)
        last, token = last_letter(work.session, user.id, DeliveryKind.WELCOME), newest_token(work.session, user.id, Purpose.WELCOME)
        if last is not None and last.state in ON_ITS_WAY:
            raise Refused(_("The last welcome mail to %(name)s is still on its way.", name=str(user)))
        if token is not None and clock.now() - token.made_at < PAUSE:
            raise Refused(_("A welcome mail went to %(name)s less than a minute ago.", name=str(user)))
        return welcome(work, user)
