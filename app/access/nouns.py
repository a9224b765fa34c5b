"""Which records have a page of their own, and so a story, comments and tasks: by the noun that names each in other rows, with the permission that reads it."""

from __future__ import annotations

from typing import Any

from app.access.permissions import P, Permission
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
