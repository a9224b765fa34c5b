"""An accounting package that was told of invoices, and is paused: its address is nobody's."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from app.access.sealing import WEBHOOK, sealed
from app.actions.webhooks.message import keep_message, new_id
from app.core import clock
from app.models import FoyerUser, Invoice, Webhook, WebhookAttempt, WebhookMessage
from app.models.invoice import InvoiceStatus
from app.models.webhook import MessageState, WebhookStatus
from app.queries.webhook_events import data_of, plain
from app.rules.webhook_signature import secret_of
from app.work import Work

EVENTS = ["invoice.sent", "invoice.paid", "payment.received"]
TOLD, EVERY = 12, dt.timedelta(hours=3)


def tell_accounting(work: Work, owner_name: str) -> None:
    """`owner_name` is the name that its owner signs in with."""
    owner = work.session.scalars(select(FoyerUser).where(FoyerUser.username == owner_name)).one()
    hook = Webhook(
        description="Accounting",
        url="https://books.example.com/hooks/foyer",
        events=EVENTS,
        owner_id=owner.id,
        status=WebhookStatus.PAUSED,
        sealed_secret=sealed(secret_of(b"demo" * 8).encode(), WEBHOOK),
    )
    work.add(hook)
    at = clock.now() - EVERY * TOLD
    for invoice in work.session.scalars(
        select(Invoice).where(Invoice.status == InvoiceStatus.PAID).order_by(Invoice.id.desc()).limit(TOLD)
    ):
        keep_message(work, hook, new_id(), "invoice.paid", plain(at), data_of("invoice.paid", invoice), noun="invoice")
    for place, message in enumerate(
        work.session.scalars(select(WebhookMessage).where(WebhookMessage.webhook_id == hook.id).order_by(WebhookMessage.id))
    ):
        at += EVERY
        message.made_at, message.settled_at, message.tries, message.state = at, at, 1, MessageState.DELIVERED
        if place == TOLD - 2:  # it was moved to another machine that night
            message.tries, message.state = 9, MessageState.FAILED
            work.session.add(
                WebhookAttempt(
                    message_id=message.id,
                    at=at,
                    took_ms=10_004,
                    answered=None,
                    reason="The receiver was asked, but its answer did not arrive.",
                )
            )
            continue
        work.session.add(WebhookAttempt(message_id=message.id, at=at, took_ms=84 + 7 * place, answered=204))
    hook.delivered_at = at
