"""The secret that signs the messages of a webhook: shown once, sealed, and for a day beside the one that follows it."""

from __future__ import annotations

import datetime as dt
import secrets

from flask_babel import gettext as _

from app.access.actor import Actor
from app.access.sealing import WEBHOOK, opened, sealed
from app.actions.webhooks.write import require_webhooks
from app.core import clock
from app.core.errors import Refused
from app.models import Webhook
from app.rules.webhook_signature import LENGTH, secret_of
from app.work import transaction

OVERLAP = dt.timedelta(days=1)
LONGEST_KEY = 80  # characters that are kept of a form's key
AGAIN = dt.timedelta(minutes=10)  # so long the form that made a secret shows it again


def new_secret(webhook: Webhook, key: str = "") -> str:
    """In clear, for the eyes of whoever asked; the row keeps it sealed. `key`: of the form that asked."""
    secret, webhook.secret_with = secret_of(secrets.token_bytes(LENGTH)), key or None
    webhook.sealed_secret = sealed(secret.encode(), WEBHOOK)
    return secret


def secrets_of(webhook: Webhook) -> list[str]:
    """Those that sign now, the present one first."""
    kept = [webhook.sealed_secret]
    if webhook.sealed_old_secret is not None and webhook.old_until is not None and webhook.old_until > clock.now():
        kept.append(webhook.sealed_old_secret)
    return [opened(each, WEBHOOK).decode() for each in kept]


def secret_again(webhook: Webhook, key: str) -> str:
    """For a form that is sent again at once: two clicks, or a page that is loaded anew. Raises Refused later, and when there is another secret since."""
    made_at = webhook.created_at if webhook.old_until is None else webhook.old_until - OVERLAP
    if webhook.secret_with != key or clock.now() > made_at + AGAIN:
        raise Refused(_("This was done already, and its secret is not shown any more. Make a new secret if nobody has it."))
    return secrets_of(webhook)[0]


def rotate_secret(webhook_id: int, *, key: str = "", seen: str | None = None, by: Actor) -> str:
    """A new secret in clear. The one before signs as well for a day, so that nothing is lost while the receiver learns the new one;
    of several within a day that is the one from before the first of them.

    The same `key` again, of a form that was sent twice, makes no other. `seen`: `secret_with` as the page of the form found it; None: nobody
    looked at one. Raises Forbidden, and Refused as secret_again does.
    """
    with transaction(by=by) as work:
        webhook = work.lock(Webhook, webhook_id)
        require_webhooks(by, webhook)
        key = key[:LONGEST_KEY]
        if (key and webhook.secret_with == key) or seen not in (None, webhook.secret_with or ""):
            return secret_again(webhook, key)
        if (
            webhook.old_until is None or webhook.old_until <= clock.now()
        ):  # else the receiver still has the older one: the one between was made within a day
            webhook.sealed_old_secret = webhook.sealed_secret
        webhook.old_until = clock.now() + OVERLAP
        return new_secret(webhook, key)
