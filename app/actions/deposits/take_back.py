"""Take back a movement that was recorded wrongly: the same with the other sign, today, with a reason."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor
from app.actions.deposits.record import check_day, check_said, opened, record
from app.actions.payments.apply_credit import NoteApplied
from app.actions.payments.part_back import owe_again
from app.core.errors import Refused
from app.models import Adhoc, DepositMovement, Invoice
from app.models.deposit import PAID_WITH, MovementKind
from app.queries.deposits import kept_still
from app.work import Work, transaction


def take_back_movement(movement_id: int, *, reason: str, by: Actor) -> DepositMovement:
    """Once; again answers with the first. An invoice that it paid is owed again, a charge that it paid is gone.

    Raises Refused for money that was given back since, also as credit of an invoice that was credited, and for a charge that is invoiced already.
    """
    with transaction(by=by) as work:
        seen = work.get(DepositMovement, movement_id)
        key = f"take-back-{seen.id}"
        deposit, done = opened(work, seen.deposit_id, key)
        if done is not None:
            return done
        if seen.reverses_id is not None:
            raise Refused(_("This takes back another movement already: record what is right instead."))
        if seen.key.startswith(PAID_WITH):
            raise Refused(_("This came with a payment of the invoice: give the deposit back instead."))
        reason, on = check_said(reason, "reason"), check_day(work, deposit, None)
        cents = -seen.cents
        if seen.kind in (MovementKind.RECEIVED, MovementKind.OPENING) and seen.cents > deposit.held_cents:
            raise Refused(_("Part of it was given back, applied or kept since: take that back first."))
        if seen.kind is MovementKind.KEPT:
            cents = kept_still(work.session, seen.id)
            _remove_charge(work, seen)
        invoice = work.lock(Invoice, seen.invoice_id) if seen.invoice_id is not None else None
        if invoice is not None:
            work.emit_all([NoteApplied(each) for each in owe_again(work, invoice, abs(seen.cents))])
        return record(work, deposit, seen.kind, cents, key=key, on=on, reason=reason, invoice=invoice, reverses=seen)


def _remove_charge(work: Work, movement: DepositMovement) -> None:
    charge = work.session.scalars(select(Adhoc).where(Adhoc.kept_from_id == movement.id).with_for_update()).one_or_none()
    if charge is None:
        return
    if charge.invoiced_at is not None:
        raise Refused(_("%(charge)s has been invoiced; a credit note can take it back.", charge=charge.description))
    work.session.delete(charge)
