"""What of money is on its way to Xero, as plain values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.models import CreditNote, Deposit, DepositMovement, Invoice, Location, Payment, PaymentPart, Refund, XeroContact, XeroEntry
from app.models.step import StepState
from app.models.xero_entry import EntryKind, Till

LONGEST_WORDS = 60  # of the bank's own words: many references have to fit into one question
# of an invoice i at location l, and of a credit note n: the books have it, with our totals
READY = "l.xero_connection_id IS NOT NULL AND i.xero_id IS NOT NULL AND EXISTS (SELECT FROM step t WHERE t.invoice_id = i.id AND t.name = 'xero_check' AND t.state = 'done')"
NOTE_READY = (
    "n.xero_id IS NOT NULL AND EXISTS (SELECT FROM step t WHERE t.credit_note_id = n.id AND t.name = 'xero_check' AND t.state = 'done')"
)
NEW_KEY = "'foyer-' || substr(replace(gen_random_uuid()::text, '-', ''), 1, 16)"


def new_key() -> str:
    """The same as NEW_KEY."""
    return f"foyer-{uuid4().hex[:16]}"


@dataclass(frozen=True, slots=True)
class Telling:
    """One entry: cents, Xero's ids of what it is about, and the reference by which it is found there.

    `credit_id` is the credit note or the over-payment that it comes out of, `of_note` which of both. An allocation has no reference: `alike` are those of the same
    amount that stand there under an id that nobody kept. `removed` is what a removal takes out, and `contact_id` the customer's of an over-payment or a deposit
    where it is known; `against` is the account of deposits.
    """

    id: int
    kind: EntryKind
    cents: int
    dated: dt.date
    account_code: str
    against: str
    reference: str
    invoice_id: str | None
    credit_id: str | None
    of_note: bool
    alike: int
    started_at: dt.datetime | None
    removed: Removed | None
    organisation_id: int | None
    contact_id: str | None


@dataclass(frozen=True, slots=True)
class Removed:
    """An entry that is taken out again; `external_id` is None where it never came to the books."""

    kind: EntryKind
    cents: int
    external_id: str | None


def account_code() -> ColumnElement[str]:
    """The account of the location that the money of an entry came into; empty until somebody names it."""
    return case(
        (XeroEntry.till == Till.CARD, Location.xero_card_account_code),
        (XeroEntry.till == Till.DEPOSIT, Location.xero_deposit_account_code),
        (XeroEntry.till == Till.WALLET, Location.xero_wallet_account_code),
        else_=Location.xero_eft_account_code,
    )


def has_accounts() -> ColumnElement[bool]:
    """The location names every account that the entry needs: a deposit that goes back comes out of that of deposits."""
    return and_(account_code() != "", or_(XeroEntry.kind != EntryKind.SPENT, Location.xero_deposit_account_code != ""))


def tellings(session: Session, ids: Sequence[int]) -> list[Telling]:
    """In the order of their ids."""
    removed, over = aliased(XeroEntry), aliased(XeroEntry)
    source = func.coalesce(XeroEntry.over_id, removed.over_id)
    words = case((Payment.id.is_not(None), Payment.reference), (Refund.id.is_not(None), Refund.reference), else_=Deposit.code)
    whose = func.coalesce(Payment.organisation_id, Deposit.organisation_id)
    columns = (
        removed,
        account_code(),
        Location.xero_deposit_account_code,
        words,
        Invoice.xero_id,
        CreditNote.xero_id,
        over.external_id,
        _alike(),
        whose,
        XeroContact.contact_id,
    )
    query = (
        select(XeroEntry, *columns)
        .join(Location, Location.id == XeroEntry.location_id)
        .outerjoin(removed, removed.id == XeroEntry.removes_id)
        .outerjoin(over, over.id == source)
        .outerjoin(Invoice, Invoice.id == XeroEntry.invoice_id)
        .outerjoin(PaymentPart, PaymentPart.id == XeroEntry.payment_part_id)
        .outerjoin(Payment, Payment.id == func.coalesce(PaymentPart.payment_id, XeroEntry.payment_id))
        .outerjoin(Refund, Refund.id == XeroEntry.refund_id)
        .outerjoin(DepositMovement, DepositMovement.id == XeroEntry.deposit_movement_id)
        .outerjoin(Deposit, Deposit.id == DepositMovement.deposit_id)
        .outerjoin(CreditNote, CreditNote.id == func.coalesce(XeroEntry.credit_note_id, removed.credit_note_id, Refund.credit_note_id))
        .outerjoin(XeroContact, (XeroContact.organisation_id == whose) & (XeroContact.xero_connection_id == XeroEntry.xero_connection_id))
        .where(XeroEntry.id.in_(ids))
        .order_by(XeroEntry.id)
    )
    found = []
    for entry, gone, account, against, said, invoice_id, note, money, alike, organisation_id, contact_id in session.execute(query):
        reference = f"{' '.join((said or '').split())[:LONGEST_WORDS]} ({entry.key})".strip()
        out = gone and Removed(gone.kind, gone.cents, gone.external_id if gone.state is StepState.DONE else None)
        mine = (
            entry.id,
            entry.kind,
            entry.cents,
            entry.dated,
            account,
            against,
            reference,
            invoice_id,
            note or money,
            note is not None,
            alike,
        )
        found.append(Telling(*mine, entry.started_at, out, organisation_id, contact_id))
    return found


def _alike() -> ColumnElement[int]:
    """Allocations of the note to the invoice, of the same amount, of which Xero did not tell an id: then the note's own was kept."""
    other, note = aliased(XeroEntry), aliased(CreditNote)
    same = (other.credit_note_id == XeroEntry.credit_note_id, other.invoice_id == XeroEntry.invoice_id, other.cents == XeroEntry.cents)
    query = select(func.count()).select_from(other).join(note, note.id == other.credit_note_id)
    found: ColumnElement[int] = query.where(*same, other.state == StepState.DONE, other.external_id == note.xero_id).scalar_subquery()
    return found


def in_the_way() -> tuple[Any, ColumnElement[bool]]:
    """Removals that are not done, and whether one keeps an entry from being told: it is of the same invoice, payment or deposit."""
    removal, removed, mine, theirs = aliased(XeroEntry), aliased(XeroEntry), aliased(PaymentPart), aliased(PaymentPart)
    by_part = select(mine.payment_id).where(mine.id == XeroEntry.payment_part_id).scalar_subquery()
    by_refund = select(Refund.payment_id).where(Refund.id == XeroEntry.refund_id).scalar_subquery()
    taken_back = (
        select(theirs.payment_id)
        .join(removed, removed.payment_part_id == theirs.id)
        .where(removed.id == removal.removes_id)
        .scalar_subquery()
    )
    moved, gone = aliased(DepositMovement), aliased(DepositMovement)
    of_deposit = select(moved.deposit_id).where(moved.id == XeroEntry.deposit_movement_id).scalar_subquery()
    deposit_back = (
        select(gone.deposit_id)
        .join(removed, removed.deposit_movement_id == gone.id)
        .where(removed.id == removal.removes_id)
        .scalar_subquery()
    )
    same = or_(
        removal.invoice_id == XeroEntry.invoice_id,
        deposit_back == of_deposit,
        taken_back == func.coalesce(XeroEntry.payment_id, by_part, by_refund),
    )
    return removal, and_(removal.kind == EntryKind.REMOVAL, removal.state != StepState.DONE, same)


def has_account(session: Session, entry: XeroEntry) -> bool:
    """Whether its money can go: the location names the accounts that it needs."""
    if entry.till is None:
        return True
    query = select(has_accounts()).select_from(XeroEntry).join(Location, Location.id == XeroEntry.location_id)
    return bool(session.scalar(query.where(XeroEntry.id == entry.id)))


def what_it_waits_for(session: Session, entry: XeroEntry) -> XeroEntry | None:
    """What Xero would not take out, where the entry waits for that."""
    if entry.state is not StepState.TODO or entry.kind is EntryKind.REMOVAL:
        return None
    removal, is_before = in_the_way()
    return session.scalars(
        select(removal).join(XeroEntry, XeroEntry.id == entry.id).where(is_before).order_by(removal.id).limit(1)
    ).one_or_none()


def known_allocations(session: Session, allocation_ids: Sequence[str]) -> set[str]:
    """Which of Xero's allocations an entry stands for."""
    return set(session.scalars(select(XeroEntry.external_id).where(XeroEntry.external_id.in_(allocation_ids))))


def open_books(session: Session) -> list[int]:
    """The books to which something is still to be told, or where it is not known whether they have it."""
    taken_back = select(XeroEntry.removes_id).where(XeroEntry.removes_id.is_not(None))
    mine = or_(XeroEntry.state == StepState.UNKNOWN, and_(XeroEntry.state == StepState.TODO, XeroEntry.id.not_in(taken_back)))
    return list(session.scalars(select(XeroEntry.xero_connection_id).where(mine).distinct().order_by(XeroEntry.xero_connection_id)))
