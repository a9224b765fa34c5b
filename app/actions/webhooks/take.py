"""Messages whose time has come, for whoever sends them: each with its headers, signed now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select, text, update

from app.access.actor import SYSTEM
from app.actions.webhooks.events import HooksDue
from app.actions.webhooks.secret import secrets_of
from app.core import clock
from app.models import Webhook, WebhookMessage
from app.models.webhook import MessageState
from app.rules.webhook_signature import headers_of
from app.work import transaction

LEASE = dt.timedelta(minutes=1)  # longer than any try; then who took it is dead, and it goes once more under the same id
TOGETHER = 4  # to one address that takes what it gets; one that does not gets one

# By addresses first, so that one with ten thousand waiting holds up no other.
DUE = text("""
SELECT m.id FROM webhook w CROSS JOIN LATERAL (
    SELECT id FROM webhook_message WHERE webhook_id = w.id AND state = 'due' AND next_at <= :now AND (lease_until IS NULL OR lease_until < :now)
    ORDER BY id LIMIT CASE WHEN w.failures = 0 THEN :together ELSE 1 END FOR UPDATE SKIP LOCKED) m
WHERE w.status = 'active' AND (w.rests_until IS NULL OR w.rests_until <= :now) AND w.id <> ALL(:busy) ORDER BY m.id LIMIT :most""")


@dataclass(frozen=True, slots=True)
class Sending:
    """One try: plain values, for a thread that has no session."""

    id: int
    webhook_id: int
    url: str
    headers: dict[str, str]
    body: str


def take_due(most: int, busy: Collection[int]) -> list[Sending]:
    """At most so many, none to an address of `busy`, the ids of webhooks."""
    now = clock.now()
    with transaction(by=SYSTEM) as work:
        ids = list(work.session.scalars(DUE, {"now": now, "together": TOGETHER, "busy": list(busy), "most": most}))
        if not ids:
            return []
        work.session.execute(
            update(WebhookMessage)
            .where(WebhookMessage.id.in_(ids))
            .values(lease_until=now + LEASE)
            .execution_options(synchronize_session=False)
        )
        rows = work.session.execute(
            select(WebhookMessage, Webhook)
            .join(Webhook, Webhook.id == WebhookMessage.webhook_id)
            .where(WebhookMessage.id.in_(ids))
            .order_by(WebhookMessage.id)
        )
        return [
            Sending(
                message.id,
                hook.id,
                hook.url,
                headers_of(message.message_id, int(now.timestamp()), message.body, secrets_of(hook)),
                message.body,
            )
            for message, hook in rows
        ]


def wake() -> int:
    """How many wait whose time has come; when there are some, sending is asked for. Secrets whose day is over are forgotten."""
    now = clock.now()
    with transaction(by=SYSTEM) as work:
        work.session.execute(update(Webhook).where(Webhook.old_until <= now).values(sealed_old_secret=None, old_until=None))
        waiting = len(
            work.session.scalars(
                select(WebhookMessage.id).where(WebhookMessage.state == MessageState.DUE, WebhookMessage.next_at <= now).limit(1000)
            ).all()
        )
        if waiting:
            work.emit(HooksDue())
    return waiting
