"""Deposits and the invoices that ask for them: what is credited is not asked any more, what is void is asked again."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _
from sqlalchemy import select

from app.core.errors import Refused
from app.core.money import plain
from app.models import Deposit
from app.models.deposit import DepositStatus
from app.work import Work


def hold_deposits(work: Work, invoice_id: int) -> None:
    """The deposits that the invoice asks for, locked before it is."""
    work.session.execute(select(Deposit.id).where(Deposit.invoice_id == invoice_id).order_by(Deposit.id).with_for_update())


def credit_deposits(work: Work, parts: Iterable[tuple[int, int]], reason: str) -> None:
    """`parts` are (deposit, cents) that a credit note takes back. Raises Refused for money that was received: that is refunded instead."""
    for deposit_id, cents in parts:
        deposit = work.lock(Deposit, deposit_id)
        open_cents = deposit.amount_cents - deposit.received_cents
        if cents > open_cents:
            raise Refused(
                _(
                    "%(received)s of deposit %(deposit)s was received: give it back on its page, and credit no more than %(left)s.",
                    received=plain(deposit.received_cents),
                    deposit=deposit,
                    left=plain(open_cents),
                ),
                field="amounts",
            )
        if cents < deposit.amount_cents:
            deposit.amount_cents -= cents
        else:
            Deposit.moves.move(deposit, "withdraw")
            deposit.reason = reason[:500]


def release_deposits(work: Work, invoice_id: int) -> None:
    """The invoice is void: its deposits wait for the next one, as its charges do."""
    for deposit in work.session.scalars(select(Deposit).where(Deposit.invoice_id == invoice_id, Deposit.status == DepositStatus.INVOICED)):
        Deposit.moves.move(deposit, "release")
        deposit.invoice_id = None
