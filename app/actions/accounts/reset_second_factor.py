"""Take the second factor off somebody who lost the phone and the recovery codes. The person is told by mail."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.accounts.second_factor import forget
from app.actions.deliveries.to_person import want_letter
from app.actions.network import require_whole_network
from app.actions.users.grant import require_user
from app.core.errors import Refused
from app.models import FoyerUser
from app.models.delivery import DeliveryKind
from app.queries.second_factors import factor_of
from app.work import transaction


def reset_second_factor(user_id: int, *, by: Actor) -> FoyerUser:
    """Raises Forbidden for all but network admins, Refused for one's own and where there is none."""
    with transaction(by=by) as work:
        require(by, Permission.USER_RESET_FACTOR)
        require_whole_network(by)
        user = work.lock(FoyerUser, user_id)
        require_user(by, user)
        if user.id == by.id:
            raise Refused(_("Turn off your own on your profile, with a code."))
        if factor_of(work.session, user_id) is None:
            raise Refused(_("%(name)s has none.", name=str(user)))
        forget(work, user, "reset_second_factor")
        if user.active:
            want_letter(work, user, DeliveryKind.SECOND_FACTOR_RESET)
    return user
