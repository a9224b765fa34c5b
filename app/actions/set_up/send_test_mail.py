"""Send a mail to oneself, to see whether mail leaves the house."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import Actor
from app.actions.accounts.person import lock_own
from app.actions.deliveries.to_person import want_letter
from app.actions.set_up.note import require_set_up
from app.core.errors import Forbidden
from app.models import Delivery
from app.models.delivery import DeliveryKind, DeliveryState
from app.queries.letters import last_letter
from app.work import transaction


def send_test_mail(*, by: Actor) -> Delivery:
    """One more mail; while the last one is still on its way, that one."""
    with transaction(by=by) as work:
        require_set_up(by)
        if by.id is None:
            raise Forbidden(_("This is for the person alone."))
        user = lock_own(work, by.id)
        last = last_letter(work.session, user.id, DeliveryKind.MAIL_ARRIVES)
        if last is not None and last.state in (DeliveryState.TODO, DeliveryState.SENDING) and not last.reason:
            return last
        return want_letter(work, user, DeliveryKind.MAIL_ARRIVES)
