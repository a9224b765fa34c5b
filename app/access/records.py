"""Records: what has a page, a story, comments, tasks and notifications of its own, and the permission that reads it."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.permissions import P, Permission
from app.access.scope import narrowed
from app.core.errors import Missing
from app.models import (
    Adhoc,
    Announcement,
    Booking,
    CheckIn,
    Closure,
    Contact,
    Contract,
    CreditNote,
    DayPass,
    Deposit,
    DoorGroup,
    DoorTag,
    FoyerUser,
    Fulfilment,
    Guest,
    Invoice,
    InvoiceRun,
    Kiosk,
    Lead,
    LeadForm,
    License,
    LineItem,
    Location,
    Membership,
    Opportunity,
    Organisation,
    Paper,
    Payment,
    PaymentAttempt,
    Peer,
    Product,
    Proposal,
    Purchase,
    Refund,
    Room,
    SignUp,
    Space,
    Task,
    Track,
    Visit,
    WaitingEntry,
    Wallet,
)

READS: dict[Any, Permission] = {
    Adhoc: P.ADHOC_READ,
    Announcement: P.ANNOUNCEMENT_READ,
    Booking: P.BOOKING_READ,
    CheckIn: P.CHECK_IN_READ,
    Closure: P.ROOM_READ,
    Contact: P.CONTACT_READ,
    Contract: P.CONTRACT_READ,
    CreditNote: P.CREDIT_NOTE_READ,
    DayPass: P.DAY_PASS_READ,
    Deposit: P.DEPOSIT_READ,
    DoorGroup: P.DOOR_READ,
    DoorTag: P.DOOR_READ,
    FoyerUser: P.USER_READ,
    Fulfilment: P.FULFILMENT_READ,
    Guest: P.GUEST_READ,
    Invoice: P.INVOICE_READ,
    InvoiceRun: P.INVOICE_RUN_READ,
    Kiosk: P.KIOSK_READ,
    Lead: P.LEAD_READ,
    LeadForm: P.LEAD_FORM_READ,
    License: P.LICENSE_READ,
    LineItem: P.LINE_ITEM_READ,
    Location: P.LOCATION_READ,
    Membership: P.MEMBERSHIP_READ,
    Opportunity: P.OPPORTUNITY_READ,
    Organisation: P.ORGANISATION_READ,
    Payment: P.PAYMENT_READ,
    PaymentAttempt: P.PAYMENT_READ,
    Peer: P.PEER_READ,
    Product: P.PRODUCT_READ,
    Proposal: P.PROPOSAL_READ,
    Purchase: P.PURCHASE_READ,
    Refund: P.PAYMENT_READ,
    Room: P.ROOM_READ,
    SignUp: P.USER_ONBOARD,
    Space: P.SPACE_READ,
    Task: P.TASK_READ,
    Track: P.TRACK_READ,
    Visit: P.VISIT_READ,
    WaitingEntry: P.WAITING_ENTRY_READ,
    Wallet: P.WALLET_READ,
}


def noun_of(model: Any) -> str:
    """What names the record in other rows: its table, or for a proposal and a contract, which share one, its kind."""
    return model.__name__.lower() if issubclass(model, Paper) else str(model.__tablename__)


BY_NOUN: dict[str, Any] = {noun_of(model): model for model in READS}


def model_of(noun: str) -> Any:
    """Raises Missing for what has no page."""
    if noun not in BY_NOUN:
        raise _missing()
    return BY_NOUN[noun]


def may_read(session: Session, by: Actor, noun: str, row_id: int) -> bool:
    """Whether somebody of the staff may see that record, which is there. Raises Missing for what has no page."""
    query = _seen(by, model_of(noun), row_id)
    return query is not None and bool(session.scalar(select(query.exists())))


def record(session: Session, by: Actor, noun: str, row_id: int) -> Any:
    """The record. Raises Missing unless `by` is of the staff and may read it."""
    query = _seen(by, model_of(noun), row_id)
    found = session.scalars(query).one_or_none() if query is not None else None
    if found is None:
        raise _missing()
    return found


def _seen(by: Actor, model: Any, row_id: int) -> Any:
    """The record, if it is in the scope of `by`; None for who may read none of its kind."""
    return narrowed(select(model).where(model.id == row_id), by, model) if by.is_staff and by.may(READS[model]) else None


def _missing() -> Missing:
    return Missing(_("This is not there any more, or not for you to see."))
