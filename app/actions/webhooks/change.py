"""Change who is told, and of what. It tells what whoever changed it may see, from then on."""

from __future__ import annotations

from typing import Unpack

from app.access.actor import Actor
from app.actions.webhooks.fields import WebhookFields
from app.actions.webhooks.write import put, require_webhooks
from app.models import Webhook
from app.work import transaction


def change_webhook(webhook_id: int, *, by: Actor, **fields: Unpack[WebhookFields]) -> Webhook:
    """Raises Forbidden, and Refused at a field."""
    with transaction(by=by) as work:
        webhook = work.lock(Webhook, webhook_id)
        require_webhooks(by, webhook)
        put(work, webhook, fields)
    return webhook
