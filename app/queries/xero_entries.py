"""What settles invoices as plain values on its way to Xero."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session, aliased

from app.models import CreditNote, Deposit, DepositMovement, Invoice, Location, Payment, PaymentPart, XeroEntry
from app.models.step import StepState
from app.models.xero_entry import EntryKind, Till

LONGEST_WORDS = 60  # of the bank's own words: many references have to fit into one question


@dataclass(frozen=True, slots=True)
class Telling:
    """One entry: cents, Xero's ids of what it is about, and the reference by which it is found there.

    An allocation has no reference: `alike` are those of the same amount that stand there already.
    """

    id: int
    kind: EntryKind
    invoice_id: str
    cents: int
    dated: dt.date
    account_code: str
    reference: str
    credit_note_id: str | None
    removes: str | None
    alike: int


def account_code() -> ColumnElement[str]:
    """The account of the location that the money of an entry came into; empty until somebody names it."""
    return case(
        (XeroEntry.till == Till.CARD, Location.xero_card_account_code),
        (XeroEntry.till == Till.DEPOSIT, Location.xero_deposit_account_code),
        (XeroEntry.till == Till.WALLET, Location.xero_wallet_account_code),
        else_=Location.xero_eft_account_code,
    )


def tellings(session: Session, ids: Sequence[int]) -> list[Telling]:
    """In the order of their ids."""
    removed, other = aliased(XeroEntry), aliased(XeroEntry)
    same = (other.credit_note_id == XeroEntry.credit_note_id, other.invoice_id == XeroEntry.invoice_id, other.cents == XeroEntry.cents)
    alike = select(func.count()).where(*same, other.state == StepState.DONE).scalar_subquery()
    words = case((PaymentPart.id.is_not(None), Payment.reference), else_=Deposit.code)
    query = (
        select(XeroEntry.id, XeroEntry.kind, Invoice.xero_id, XeroEntry.cents, XeroEntry.dated, account_code(), words, XeroEntry.key, CreditNote.xero_id, removed.external_id, alike)
        .join(Invoice, Invoice.id == XeroEntry.invoice_id)
        .join(Location, Location.id == Invoice.location_id)
        .outerjoin(PaymentPart, PaymentPart.id == XeroEntry.payment_part_id)
        .outerjoin(Payment, Payment.id == PaymentPart.payment_id)
        .outerjoin(DepositMovement, DepositMovement.id == XeroEntry.deposit_movement_id)
        .outerjoin(Deposit, Deposit.id == DepositMovement.deposit_id)
        .outerjoin(CreditNote, CreditNote.id == XeroEntry.credit_note_id)
        .outerjoin(removed, removed.id == XeroEntry.removes_id)
        .where(XeroEntry.id.in_(ids))
        .order_by(XeroEntry.id)
    )
    return [Telling(*before, f"{(words or '')[:LONGEST_WORDS]} ({key})".strip(), note, gone, same) for *before, words, key, note, gone, same in session.execute(query)]


def open_books(session: Session) -> list[int]:
    """The books to which something is still to be told."""
    return list(session.scalars(select(XeroEntry.xero_connection_id).where(XeroEntry.state == StepState.TODO).distinct().order_by(XeroEntry.xero_connection_id)))
