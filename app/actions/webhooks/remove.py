"""Nobody is told there any more, and what was told is forgotten."""

from __future__ import annotations

from app.access.actor import Actor
from app.actions.webhooks.write import require_webhooks
from app.models import Webhook
from app.work import transaction


def remove_webhook(webhook_id: int, *, by: Actor) -> None:
    with transaction(by=by) as work:
        webhook = work.lock(Webhook, webhook_id)
        require_webhooks(by, webhook)
        work.session.delete(webhook)
