"""What came of a try: delivered, tried again later, given up, or the house stops sending there."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import update

from app.access.actor import SYSTEM
from app.actions.webhooks.pause import stop
from app.actions.webhooks.take import Sending
from app.core import clock
from app.models import Webhook, WebhookAttempt, WebhookMessage
from app.models.webhook import MessageState
from app.rules.webhook_retries import is_hopeless, next_try, rest
from app.work import Work, transaction

GONE = 410
LONGEST_RESPONSE = 2000


@dataclass(frozen=True, slots=True)
class Came:
    """`answered` is the HTTP status, None where none came, for the `reason`; `wish` the seconds of Retry-After; `took_ms` milliseconds."""

    took_ms: int
    answered: int | None = None
    response: str = ""
    reason: str = ""
    wish: int | None = None

    @property
    def is_good(self) -> bool:
        return self.answered is not None and 200 <= self.answered < 300


def settle(sending: Sending, came: Came) -> None:
    """Where the webhook was removed meanwhile nothing is left to write."""
    with transaction(by=SYSTEM) as work:
        webhook = work.session.get(Webhook, sending.webhook_id, with_for_update=True, populate_existing=True)
        message = work.session.get(WebhookMessage, sending.id, with_for_update=True, populate_existing=True)
        if webhook is None or message is None:
            return
        now = clock.now()
        reason = came.reason or ("" if came.is_good else _("It answered with status %(status)s.", status=came.answered))
        work.session.add(
            WebhookAttempt(
                message_id=message.id,
                at=now,
                took_ms=came.took_ms,
                answered=came.answered,
                reason=reason[:300],
                response=came.response.replace("\x00", "")[:LONGEST_RESPONSE],
            )
        )
        if came.is_good:
            _note(work, webhook, failures=0, failing_since=None, rests_until=None, delivered_at=now, trouble="")
        else:
            _note_failure(work, webhook, came, now, reason)
        if message.state is MessageState.DUE:
            _settle_message(message, came, now)


def _settle_message(message: WebhookMessage, came: Came, now: dt.datetime) -> None:
    message.lease_until = None
    message.tries += 1
    wait = None if came.answered == GONE else next_try(message.tries, came.wish)
    if came.is_good:
        WebhookMessage.moves.move(message, "deliver")
    elif wait is None:
        WebhookMessage.moves.move(message, "fail")
    else:
        message.next_at = now + dt.timedelta(seconds=wait)
        return
    message.settled_at = now


def _note_failure(work: Work, webhook: Webhook, came: Came, now: dt.datetime, reason: str) -> None:
    failures, since = webhook.failures + 1, webhook.failing_since or now
    seconds = rest(failures)
    _note(
        work,
        webhook,
        failures=failures,
        failing_since=since,
        rests_until=now + dt.timedelta(seconds=seconds) if seconds else None,
        trouble=reason[:300],
    )
    if came.answered == GONE:
        stop(work, webhook, _("It answered 410 Gone: nobody is there any more."))
    elif is_hopeless(failures, now - since):
        stop(work, webhook, _("It has taken nothing for three days."))


def _note(work: Work, webhook: Webhook, *, trouble: str, **facts: Any) -> None:
    """Past the session: the audit is for what people do, and a busy receiver would fill it. Why the house stopped it stays: of messages that went together some come back after that."""
    if Webhook.moves.may(webhook, "stop"):
        facts["trouble"] = trouble
    work.session.execute(update(Webhook).where(Webhook.id == webhook.id).values(**facts).execution_options(synchronize_session=False))
