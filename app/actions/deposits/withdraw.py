"""Withdraw a deposit that no invoice has asked for yet, with a reason."""

from __future__ import annotations

from app.access.actor import Actor
from app.actions.deposits.change import lock_asked
from app.actions.deposits.record import check_said
from app.models import Deposit
from app.models.deposit import DepositStatus
from app.work import transaction


def withdraw_deposit(deposit_id: int, *, reason: str, by: Actor) -> Deposit:
    """Nobody is asked for it. Doing it again changes nothing; an invoiced one is refused, its line is credited instead."""
    with transaction(by=by) as work:
        seen = work.get(Deposit, deposit_id)
        if seen.status is DepositStatus.WITHDRAWN:
            return seen
        deposit = lock_asked(work, deposit_id)
        deposit.reason = check_said(reason, "reason")[:500]
        Deposit.moves.move(deposit, "withdraw")
    return deposit
