"""A message to one address, as it is kept and signed."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

from sqlalchemy.dialects.postgresql import insert

from app.access.actor import Actor
from app.actions.webhooks.events import HooksDue
from app.actions.webhooks.write import require_webhooks
from app.core import clock
from app.core.entity import table_of
from app.models import Webhook, WebhookMessage
from app.queries.webhook_events import TEST, VERSION, plain
from app.work import Work, transaction


def new_id() -> str:
    return f"msg_{uuid4().hex}"


def keep_message(work: Work, webhook: Webhook, message_id: str, event: str, at: str, data: dict[str, Any], *, noun: str = "") -> None:
    """Once for each address, however often it is told. `at`: when it happened, by ISO 8601; `data` begins with the `id` of the thing that `noun` names."""
    body = json.dumps({"type": event, "version": VERSION, "timestamp": at, "data": data}, ensure_ascii=False, separators=(",", ":"))
    now = clock.now()
    row = {
        "webhook_id": webhook.id,
        "message_id": message_id,
        "event": event,
        "noun": noun,
        "noun_id": data.get("id"),
        "body": body,
        "next_at": now,
        "made_at": now,
    }
    work.session.execute(insert(table_of(WebhookMessage)).values(**row).on_conflict_do_nothing(constraint="one_message_an_event"))


def send_test(webhook_id: int, *, by: Actor) -> Webhook:
    """An event that says nothing, so that a receiver can be tried."""
    with transaction(by=by) as work:
        webhook = work.get(Webhook, webhook_id)
        require_webhooks(by, webhook)
        keep_message(work, webhook, new_id(), TEST, plain(clock.now()), {"webhook": str(webhook.public_id)})
        work.emit(HooksDue())
    return webhook
