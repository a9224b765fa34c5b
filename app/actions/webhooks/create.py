"""Somebody is told at an address of theirs what happens here."""

from __future__ import annotations

from typing import NamedTuple, Unpack

from sqlalchemy import select

from app.access.actor import Actor
from app.actions.webhooks.fields import WebhookFields
from app.actions.webhooks.secret import LONGEST_KEY, new_secret, secret_again
from app.actions.webhooks.write import put, require_webhooks
from app.core.one_at_a_time import one_at_a_time
from app.models import Webhook
from app.work import Work, transaction


class Made(NamedTuple):
    """`secret` is shown now and never again."""

    webhook: Webhook
    secret: str


def create_webhook(*, key: str = "", by: Actor, **fields: Unpack[WebhookFields]) -> Made:
    """The same `key` again, of a form that was sent twice, is the same webhook. Raises Forbidden, and Refused at a field."""
    with transaction(by=by) as work:
        require_webhooks(by)
        key = key[:LONGEST_KEY]
        made = _made_with(work, key) if key else None
        if made is not None:
            return Made(work.get(Webhook, made.id), secret_again(made, key))
        webhook = Webhook(description="", url="", events=[], made_with=key or None)
        put(work, webhook, fields)
        secret = new_secret(webhook, key)
        return Made(work.add(webhook), secret)


def _made_with(work: Work, key: str) -> Webhook | None:
    """Two at once wait for each other."""
    one_at_a_time(work.session, f"webhook:{key}")
    return work.session.scalars(select(Webhook).where(Webhook.made_with == key)).one_or_none()
