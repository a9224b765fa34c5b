"""A line of a statement is a payment: recorded now, or the one that somebody recorded before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.payments.record_eft import record_eft
from app.core.errors import Refused
from app.models import BankLine, Invoice, Payment
from app.rules.allocation import Owed, allocated
from app.work import Work, transaction


def match_line(
    line_id: int,
    *,
    organisation_id: int = 0,
    invoice_ids: Sequence[int] = (),
    parts: Mapping[int, int] | None = None,
    payment_id: int | None = None,
    by: Actor,
) -> Payment:
    """With invoices it pays these, the longest due first, with `parts` so many cents of each, else all that the organisation owes. With a payment
    it is that one. Safe to repeat: a line that is matched answers with its payment.
    """
    with transaction(by=by) as work:
        line = work.lock(BankLine, line_id)
        require(by, Permission.PAYMENT_WRITE, line)
        if line.payment_id is not None:
            return work.get(Payment, line.payment_id)
        if payment_id is not None:
            payment = _the_one(work, line, payment_id)
        else:
            if invoice_ids and parts is None:
                parts = _divided(work, line.cents, invoice_ids)
            words = line.words or _("Bank, %(account)s", account=line.bank_import.account)
            payment = record_eft(
                organisation_id,
                key=f"bank-{line.id}",
                amount_cents=line.cents,
                received_on=line.on,
                reference=words[:200],
                parts=parts,
                by=by,
            )
        BankLine.moves.move(line, "match")
        line.payment_id = payment.id
    return payment


def _divided(work: Work, cents: int, invoice_ids: Sequence[int]) -> dict[int, int]:
    owed = [work.get(Invoice, each) for each in invoice_ids]
    return dict(allocated(cents, (Owed(each.id, each.due_on, max(0, each.due_cents)) for each in owed)).parts)


def _the_one(work: Work, line: BankLine, payment_id: int) -> Payment:
    payment = work.get(Payment, payment_id)
    if payment.amount_cents != line.cents:
        raise Refused(_("That payment has another amount than the line."))
    other = select(BankLine.id).where(BankLine.payment_id == payment_id)
    if work.session.scalar(other) is not None:
        raise Refused(_("Another line of a statement is that payment already."))
    return payment
