"""Somebody is told at an address of theirs what happens here."""

from __future__ import annotations

from typing import NamedTuple, Unpack

from app.access.actor import Actor
from app.actions.webhooks.fields import WebhookFields
from app.actions.webhooks.secret import new_secret
from app.actions.webhooks.write import put, require_webhooks
from app.models import Webhook
from app.work import transaction


class Made(NamedTuple):
    """`secret` is shown now and never again."""

    webhook: Webhook
    secret: str


def create_webhook(*, by: Actor, **fields: Unpack[WebhookFields]) -> Made:
    """Raises Forbidden, and Refused at a field."""
    with transaction(by=by) as work:
        require_webhooks(by)
        webhook = Webhook(description="", url="", events=[])
        put(work, webhook, fields)
        secret = new_secret(webhook)
        return Made(work.add(webhook), secret)
