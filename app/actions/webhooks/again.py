"""Send a message again, with the same id: the receiver knows that it has seen it."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.webhooks.events import HooksDue
from app.core import clock
from app.core.errors import Refused
from app.models import Webhook, WebhookMessage
from app.models.webhook import WebhookStatus
from app.queries.webhook_events import EVENTS, thing_of
from app.work import transaction


def send_again(message_row_id: int, *, by: Actor) -> WebhookMessage:
    """Whatever came of it before. Raises Forbidden for what tells of something that they may not read, Refused while nothing is sent to its address."""
    with transaction(by=by) as work:
        message = work.get(WebhookMessage, message_row_id)
        webhook = work.get(Webhook, message.webhook_id)
        require(by, Permission.WEBHOOK_WRITE, webhook)
        if message.event in EVENTS:
            require(by, thing_of(message.event).reads)  # what somebody may not read they send nowhere either
        if webhook.status is not WebhookStatus.ACTIVE:
            raise Refused(_("Nothing is sent to %(name)s at present: resume it first.", name=str(webhook)))
        message = work.lock(WebhookMessage, message_row_id)
        WebhookMessage.moves.move(message, "again")
        message.tries, message.next_at, message.settled_at = 0, clock.now(), None
        work.emit(HooksDue())
    return message
