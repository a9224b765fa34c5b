"""What happened becomes a message to each who wants to hear it, as far as who made the webhook may see it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import exists, select

from app.access.actor import SYSTEM, Actor
from app.access.staff import staff
from app.actions.webhooks.events import HooksDue
from app.actions.webhooks.message import keep_message
from app.actions.webhooks.pause import stop
from app.models import Webhook, WebhookMessage
from app.models.webhook import WebhookStatus
from app.queries.webhook_events import ALSO, EVENTS, data_of, is_gone, row_for
from app.work import Work, transaction


def tell_webhooks(event: str, rows: Iterable[tuple[int, str]], at: str, *, told: Mapping[str, Any] = MappingProxyType({})) -> int:
    """How many messages there are of it. Safe to repeat: each is kept once. `rows`: what it happened to, as (its id, the id of the message); `told`: what else the house said of it."""
    with transaction(by=SYSTEM) as work:
        wanted = select(Webhook).where(Webhook.status == WebhookStatus.ACTIVE, Webhook.events.contains([event])).order_by(Webhook.id)
        hooks = work.session.scalars(wanted).all()
        owners = {owner.id: owner for owner in staff(work.session, {hook.owner_id for hook in hooks})} if hooks else {}
        pairs, count = list(rows), 0
        for hook in hooks:
            owner = owners.get(hook.owner_id)
            if owner is None:
                stop(work, work.lock(Webhook, hook.id), _("Whoever made it does not work here any more. Resume it in your own name."))
                continue
            for row_id, message_id in pairs:
                data = _data(work, owner, hook, event, row_id)
                if data is not None:
                    keep_message(
                        work, hook, message_id, event, at, data | {name: told[name] for name in ALSO.get(event, ())}, noun=EVENTS[event][0]
                    )
                    count += 1
        if count:
            work.emit(HooksDue())
    return count


def _data(work: Work, owner: Actor, hook: Webhook, event: str, row_id: int) -> dict[str, Any] | None:
    """None for what is none of theirs. Of what is gone hears who heard of it before: nobody can see any more where it was."""
    row = row_for(work.session, owner, event, row_id, location_id=hook.location_id)
    if row is not None:
        return data_of(event, row)
    of_it = (WebhookMessage.webhook_id == hook.id, WebhookMessage.noun == EVENTS[event][0], WebhookMessage.noun_id == row_id)
    heard = is_gone(work.session, event, row_id) and work.session.scalar(select(exists().where(*of_it)))
    return {"id": row_id} if heard else None
