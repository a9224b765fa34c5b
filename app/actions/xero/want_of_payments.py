"""What the books are to be told of payments, by the rule of app/rules/books_of_payment.py."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import exists, select, text
from sqlalchemy.orm import aliased

from app.core.clock import today
from app.models import Invoice, Location, Payment, PaymentPart, Refund, XeroEntry
from app.models.payment import PaymentMethodKind
from app.models.refund import RefundState, RefundWay
from app.models.xero_entry import EntryKind, Till
from app.queries.xero_entries import READY, new_key
from app.rules.books_of_payment import Back, Kind, Part, Tell, Told, to_take_out, to_tell
from app.work import Work

# `whole`: books hear of the credit of money that came in after they were connected; credit in a wallet was never in a bank
TILLS = {
    PaymentMethodKind.CARD: Till.CARD,
    PaymentMethodKind.WALLET: Till.WALLET,
}  # cash and the card machine end up at the bank, as EFTs do
WHOLE = "p.kind <> 'wallet' AND c.id IS NOT NULL AND p.created_at > c.created_at"
STANDING = "NOT EXISTS (SELECT FROM xero_entry r WHERE r.removes_id = e.id)"
UNTOLD = f"""
SELECT p.id FROM payment p JOIN location h ON h.id = p.location_id LEFT JOIN xero_connection c ON c.id = h.xero_connection_id
WHERE (CAST(:payment AS bigint) IS NULL OR p.id = :payment)
  AND (CAST(:invoice AS bigint) IS NULL OR EXISTS (SELECT FROM payment_part s WHERE s.payment_id = p.id AND s.invoice_id = :invoice))
  AND (
    EXISTS (
        SELECT FROM payment_part s JOIN invoice i ON i.id = s.invoice_id JOIN location l ON l.id = i.location_id
        WHERE s.payment_id = p.id AND s.cents > coalesce((SELECT sum(e.cents) FROM xero_entry e WHERE e.payment_part_id = s.id AND {STANDING}), 0)
          AND NOT EXISTS (SELECT FROM payment_part b WHERE b.reverses_id = s.id) AND {READY}
    ) OR EXISTS (
        SELECT FROM payment_part b JOIN xero_entry e ON e.payment_part_id = b.reverses_id WHERE b.payment_id = p.id AND {STANDING}
    ) OR ({WHOLE} AND p.credit_cents + p.refunded_cents <>
        coalesce((SELECT sum(o.cents) FROM xero_entry o WHERE o.payment_id = p.id), 0)
        - coalesce((SELECT sum(e.cents) FROM xero_entry o JOIN xero_entry e ON e.over_id = o.id WHERE o.payment_id = p.id AND e.kind = 'use' AND {STANDING}), 0)
    ) OR ({WHOLE} AND coalesce((SELECT sum(b.amount_cents) FROM refund b WHERE b.payment_id = p.id AND b.state = 'done' AND b.way <> 'wallet'), 0) <>
        coalesce((SELECT sum(e.cents) FROM xero_entry e JOIN refund b ON b.id = e.refund_id WHERE b.payment_id = p.id), 0))
  )
ORDER BY p.id
"""  # noqa: S608 - constants of ours
IS_READY = f"SELECT i.id FROM invoice i JOIN location l ON l.id = i.location_id WHERE i.id = ANY(:ids) AND {READY}"  # noqa: S608
IS_WHOLE = f"SELECT count(*) FROM payment p JOIN location h ON h.id = p.location_id LEFT JOIN xero_connection c ON c.id = h.xero_connection_id WHERE p.id = :payment AND {WHOLE}"  # noqa: S608


def want_of_payments(work: Work, *, payment_id: int | None, invoice_id: int | None) -> set[int]:
    """Whose books are to hear of something. Entries are counted by one at a time."""
    found: set[int] = set()
    for each in work.session.scalars(text(UNTOLD), {"payment": payment_id, "invoice": invoice_id}).all():
        # who changes it at this moment tells of it afterwards; one alone is waited for
        query = (
            select(Payment)
            .where(Payment.id == each)
            .with_for_update(skip_locked=payment_id is None)
            .execution_options(populate_existing=True)
        )
        payment = work.session.scalars(query).one_or_none()
        if payment is not None:
            found |= _want(work, payment)
    return found


def _want(work: Work, payment: Payment) -> set[int]:
    session = work.session
    parts = session.scalars(select(PaymentPart).where(PaymentPart.payment_id == payment.id).order_by(PaymentPart.id)).all()
    back = {part.reverses_id: part.applied_on for part in parts if part.reverses_id is not None}
    back_again = session.scalars(select(Refund.id).where(Refund.payment_id == payment.id)).all()
    told, entries = _told(work, payment, [part.id for part in parts], back_again)
    ready = set(session.scalars(text(IS_READY), {"ids": [part.invoice_id for part in parts]}))
    mine = [Part(part.id, part.cents, part.id in back, part.invoice_id in ready) for part in parts if part.cents > 0]
    refunds = {
        each.id: each
        for each in session.scalars(
            select(Refund).where(Refund.payment_id == payment.id, Refund.state == RefundState.DONE).order_by(Refund.id)
        )
    }
    gone = [Back(each.id, each.amount_cents) for each in refunds.values() if each.way is not RefundWay.WALLET]
    whole = bool(session.scalar(text(IS_WHOLE), {"payment": payment.id}))

    found: set[int] = set()
    for entry_id in to_take_out(mine, told):
        entry = entries[entry_id]
        removal = XeroEntry(
            kind=EntryKind.REMOVAL,
            removes_id=entry.id,
            invoice_id=entry.invoice_id,
            cents=entry.cents,
            dated=back[entry.payment_part_id or 0],
        )
        found.add(_add(work, removal, entry.xero_connection_id, entry.location_id))
    by_id = {part.id: part for part in parts}
    new: XeroEntry | None = None
    for tell in to_tell(payment.amount_cents, mine, gone, told, whole=whole):
        entry, home = _entry(work, payment, tell, by_id.get(tell.part_id or 0), refunds.get(tell.refund_id or 0), whole=whole)
        if tell.kind in (Kind.USE, Kind.REFUND):
            entry.over_id = tell.over_id or (new.id if new is not None else None)
        found.add(_add(work, entry, home.xero_connection_id or 0, home.id))
        new = entry if tell.kind is Kind.OVERPAYMENT else new
    return found


def _told(work: Work, payment: Payment, part_ids: Sequence[int], refund_ids: Sequence[int]) -> tuple[list[Told], dict[int, XeroEntry]]:
    """What stands of it in the books or is to; what is to be taken out does not count."""
    about = XeroEntry.payment_part_id.in_(part_ids) | (XeroEntry.payment_id == payment.id) | XeroEntry.refund_id.in_(refund_ids)
    removal = aliased(XeroEntry)
    is_removed = exists().where(removal.removes_id == XeroEntry.id)  # asked of these few alone: books of years have a million
    rows = work.session.scalars(select(XeroEntry).where(about, ~is_removed).order_by(XeroEntry.id)).all()
    return [Told(row.id, Kind(row.kind.value), row.cents, row.payment_part_id, row.refund_id, row.over_id) for row in rows], {
        row.id: row for row in rows
    }


def _entry(
    work: Work, payment: Payment, tell: Tell, part: PaymentPart | None, refund: Refund | None, *, whole: bool
) -> tuple[XeroEntry, Location]:
    """The row, and the location whose books it is for."""
    home = work.session.get_one(
        Location, work.session.get_one(Invoice, part.invoice_id).location_id if part is not None else payment.location_id
    )
    came = TILLS.get(payment.kind, Till.EFT)
    match tell.kind:
        case Kind.OVERPAYMENT:
            row = XeroEntry(kind=EntryKind.OVERPAYMENT, till=came, payment_id=payment.id, dated=payment.received_on)
        case Kind.REFUND:
            went = Till.EFT if refund is not None and refund.way is RefundWay.EFT else Till.CARD
            row = XeroEntry(
                kind=EntryKind.REFUND,
                till=went,
                refund_id=tell.refund_id,
                dated=refund.refunded_on if refund is not None else today(home.zone),
            )
        case _:
            is_use = tell.kind is Kind.USE
            is_rest = part is not None and part.refund_id is not None
            fresh = not is_use and (whole or is_rest)  # the bank's statement has it on the day it came
            on = payment.received_on if fresh or part is None else part.applied_on
            about = {"invoice_id": part.invoice_id if part is not None else None, "payment_part_id": tell.part_id}
            row = XeroEntry(kind=EntryKind.USE if is_use else EntryKind.PAYMENT, till=None if is_use else came, dated=on, **about)
    row.cents = tell.cents
    return row, home


def _add(work: Work, entry: XeroEntry, connection_id: int, location_id: int) -> int:
    entry.xero_connection_id, entry.location_id, entry.key = connection_id, location_id, new_key()
    work.add(entry)
    return connection_id
