"""The secret that signs the messages of a webhook: shown once, sealed, and for a day beside the one that follows it."""

from __future__ import annotations

import datetime as dt
import secrets

from app.access.actor import Actor
from app.access.sealing import WEBHOOK, opened, sealed
from app.actions.webhooks.write import require_webhooks
from app.core import clock
from app.models import Webhook
from app.rules.webhook_signature import LENGTH, secret_of
from app.work import transaction

OVERLAP = dt.timedelta(days=1)


def new_secret(webhook: Webhook) -> str:
    """In clear, for the eyes of whoever asked; the row keeps it sealed."""
    secret = secret_of(secrets.token_bytes(LENGTH))
    webhook.sealed_secret = sealed(secret.encode(), WEBHOOK)
    return secret


def secrets_of(webhook: Webhook) -> list[str]:
    """Those that sign now, the present one first."""
    kept = [webhook.sealed_secret]
    if webhook.sealed_old_secret is not None and webhook.old_until is not None and webhook.old_until > clock.now():
        kept.append(webhook.sealed_old_secret)
    return [opened(each, WEBHOOK).decode() for each in kept]


def rotate_secret(webhook_id: int, *, by: Actor) -> str:
    """A new secret in clear. The one before signs as well for a day, so that nothing is lost while the receiver learns the new one."""
    with transaction(by=by) as work:
        webhook = work.lock(Webhook, webhook_id)
        require_webhooks(by, webhook)
        webhook.sealed_old_secret, webhook.old_until = webhook.sealed_secret, clock.now() + OVERLAP
        return new_secret(webhook)
