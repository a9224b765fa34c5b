"""Remind of every invoice whose day has come by the policy, each once however often it runs (I9)."""

from __future__ import annotations

from sqlalchemy import select

from app.access.actor import SYSTEM
from app.actions.dunning.remind import remind
from app.core.entity import db
from app.models import AccountLetter
from app.models.account_letter import LetterKind
from app.queries.debtors.chasing import chased
from app.queries.debtors.policy import dunning_policy
from app.rules.dunning import reminder_due


def remind_due() -> int:
    """How many were written; a transaction each, so that a stop in between loses nothing. A promise lets all bills of its organisation rest."""
    session = db.session()
    policy = dunning_policy(session)
    if not policy.is_on:
        return 0
    sent: dict[int, list[int]] = {}
    for invoice_id, days in session.execute(select(AccountLetter.invoice_id, AccountLetter.days).where(AccountLetter.kind == LetterKind.REMINDER)):
        sent.setdefault(invoice_id, []).append(days)
    due = [
        (each.invoice_id, days)
        for of in chased(session, policy).values()
        if not of.rests
        for each in of.bills
        if not each.in_doubt and (days := reminder_due(policy, each.bill, each.day, sent.get(each.invoice_id, ()))) is not None
    ]
    session.rollback()  # nothing stays open while they are written one by one
    return sum(remind(invoice_id, days, by=SYSTEM) is not None for invoice_id, days in due)
