"""What an approval does to deposits: those on an invoice are asked for by it, and a kept part pays the charge it was kept for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select, update

from app.actions.deposits.record import record
from app.actions.invoice_runs.frozen import Frozen
from app.among import among
from app.core.clock import today
from app.models import Adhoc, Deposit, DepositMovement, Invoice
from app.models.deposit import MovementKind
from app.queries.deposits import kept_still
from app.rules.lines import LineKind
from app.work import Work
from app.writing import one_plan_for_all_checks

INVOICED = """
UPDATE deposit d SET status = 'invoiced', invoice_id = made.invoice
FROM unnest(%s::bigint[], %s::bigint[]) AS made(deposit, invoice) WHERE d.id = made.deposit
RETURNING d.id, d.code, d.location_id, made.invoice
"""


def bill_deposits(work: Work, invoices: Sequence[Frozen]) -> None:
    """In bulk, after the lines are written. The organisations are held, so that no verb of a deposit is under way."""
    asked = [(line.id, each.id) for each in invoices for line in each.row.document.lines if line.kind is LineKind.DEPOSIT]
    if not asked:
        return
    raw: Any = work.session.connection().connection.driver_connection
    with one_plan_for_all_checks(raw):
        told = raw.execute(INVOICED, ([deposit for deposit, _invoice in asked], [invoice for _deposit, invoice in asked])).fetchall()
    work.record(
        "change",
        "deposit",
        [
            {
                "noun_id": row_id,
                "name": code,
                "location_id": place,
                "changes": {"status": ["asked", "invoiced"], "invoice_id": [None, invoice]},
            }
            for row_id, code, place, invoice in told
        ],
    )


def pay_from_kept(work: Work, documents: Sequence[Frozen], charges: Sequence[int]) -> None:
    """Of the one-off `charges` of these documents few are paid by a deposit; their invoices are paid so far.

    What a document does not need, because other credits or less VAT made it smaller, is held again.
    """
    query = (
        select(Adhoc.id, DepositMovement).join(DepositMovement, DepositMovement.id == Adhoc.kept_from_id).where(among(Adhoc.id, charges))
    )
    movements: dict[int, DepositMovement] = dict(work.session.execute(query).all())
    for document in documents if movements else ():
        left, paid = max(document.row.document.totals.total, 0), 0
        for line in document.row.document.lines:
            movement = movements.get(line.id) if line.kind is LineKind.ADHOC else None
            if movement is None:
                continue
            kept = kept_still(work.session, movement.id)
            pays = min(kept, line.total, left - paid)
            paid += pays
            if kept > pays:
                _hold_again(work, movement, kept - pays, document.number)
        if paid:
            work.session.execute(update(Invoice).where(Invoice.id == document.id).values(paid_cents=paid))


def _hold_again(work: Work, movement: DepositMovement, cents: int, number: str) -> None:
    deposit = work.lock(Deposit, movement.deposit_id)
    record(
        work,
        deposit,
        MovementKind.KEPT,
        cents,
        key=f"kept-{movement.id}-not-needed-{number}",
        on=today(deposit.location.zone),
        reason=_("%(number)s did not need it.", number=number),
        reverses=movement,
    )
