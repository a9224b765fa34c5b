"""Remind of every invoice whose day has come by the policy, each once however often it runs (I9)."""

from __future__ import annotations

import structlog
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.actions.dunning.remind import remind
from app.core.entity import db
from app.core.errors import FoyerError
from app.models import AccountLetter
from app.models.account_letter import LetterKind
from app.queries.debtors.chasing import chased, due_reminders
from app.queries.debtors.policy import dunning_policy

log = structlog.get_logger("dunning")


def remind_due() -> int:
    """How many were written; a transaction each, so that a stop in between loses nothing."""
    session = db.session()
    policy = dunning_policy(session)
    if not policy.is_on:
        return 0
    sent: dict[int, list[int]] = {}
    for invoice_id, days in session.execute(
        select(AccountLetter.invoice_id, AccountLetter.days).where(AccountLetter.kind == LetterKind.REMINDER)
    ):
        sent.setdefault(invoice_id, []).append(days)
    due = [(each.invoice_id, days) for of in chased(session, policy).values() for each, days in due_reminders(policy, of, sent)]
    session.rollback()  # nothing stays open while they are written one by one
    return sum(_is_reminded(invoice_id, days) for invoice_id, days in due)


def _is_reminded(invoice_id: int, days: int) -> bool:
    try:
        return remind(invoice_id, days, by=SYSTEM) is not None
    except FoyerError as refusal:  # somebody works on the organisation: the next morning comes
        log.warning("a reminder is not written yet", invoice=invoice_id, reason=refusal.message)
        return False
