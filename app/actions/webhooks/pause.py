"""A webhook rests, by a person or by the house, and comes back."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import Actor
from app.actions.webhooks.events import HooksDue
from app.actions.webhooks.write import require_webhooks
from app.models import Webhook
from app.work import Work, transaction


def pause_webhook(webhook_id: int, *, by: Actor) -> Webhook:
    """What happens meanwhile is not told; what waits is sent when it is resumed."""
    with transaction(by=by) as work:
        webhook = work.lock(Webhook, webhook_id)
        require_webhooks(by, webhook)
        Webhook.moves.move(webhook, "pause")
    return webhook


def resume_webhook(webhook_id: int, *, by: Actor) -> Webhook:
    """As if it had never failed. It tells what whoever resumed it may see."""
    with transaction(by=by) as work:
        webhook = work.lock(Webhook, webhook_id)
        require_webhooks(by, webhook)
        Webhook.moves.move(webhook, "resume")
        webhook.failures, webhook.failing_since, webhook.rests_until, webhook.trouble = 0, None, None, ""
        if by.id is not None:
            webhook.owner_id = by.id
        work.emit(HooksDue())
    return webhook


def stop(work: Work, webhook: Webhook, reason: str) -> None:
    """By the house, in a transaction that holds the row: red on the page of health until a person decides."""
    if Webhook.moves.may(webhook, "stop"):
        Webhook.moves.move(webhook, "stop")
        webhook.trouble = (reason or _("No reason was given."))[:300]
