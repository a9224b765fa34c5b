"""A line of a statement is no customer's payment, or is one after all."""

from __future__ import annotations

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.models import BankLine
from app.models.bank_line import LineState
from app.work import transaction


def ignore_line(line_id: int, *, by: Actor, again: bool = False) -> BankLine:
    """`again`: it waits again. Safe to repeat."""
    with transaction(by=by) as work:
        line = work.lock(BankLine, line_id)
        require(by, Permission.PAYMENT_WRITE, line)
        if line.state is not (LineState.WAITING if again else LineState.IGNORED):
            BankLine.moves.move(line, "restore" if again else "ignore")
    return line
