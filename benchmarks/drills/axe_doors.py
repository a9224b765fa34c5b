"""Addresses that no table tells: with a secret in them, made as the house makes it, or with a word of ours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select

from app.access.actor import SYSTEM
from app.access.paper_links import secret_of
from app.access.sign_in_tokens import signed
from app.access.unsubscribe_links import unsubscribe_link
from app.access.visit_links import location_token
from app.access.visit_passes import secret_of as pass_of
from app.actions.accounts.tokens import new_token
from app.actions.kiosks.create import create_kiosk
from app.actions.secret_links.renew import renew_link
from app.core import clock
from app.core.entity import db
from app.core.month import Month
from app.models import (
    AddressChange,
    Booking,
    Contact,
    FoyerUser,
    LeadForm,
    LedgerEntry,
    Location,
    MailCopy,
    Paper,
    Room,
    Task,
    Visit,
)
from app.models.address_change import ChangeState
from app.models.ledger import EntryKind
from app.models.paper import PaperStatus
from app.models.purchase import BOUGHT
from app.models.secret_link import LinkKind
from app.models.sign_in_token import Purpose
from app.models.task import TaskStatus
from app.work import transaction

LEADING = frozenset({
    "AtKioskView.home", "RoomScreenView.pair", "VisitView.scanned", "SetUpView.begin", "XeroConnectView.back_from_xero", "MyBookingLinkView.lead",
})  # fmt: skip
VERBS = {TaskStatus.OPEN: ("complete", "postpone", "reassign", "skip"), TaskStatus.DONE: ("reopen",)}


def given(forgetful: FoyerUser, people: Sequence[FoyerUser]) -> dict[str, list[dict[str, Any]]]:
    """By endpoint, the arguments of each address that is to be looked at; inside an application context. `forgetful` gets the links of one who forgot a password; `people` are those who go."""
    place = db.session.scalars(select(Location).order_by(Location.id).limit(1)).one()
    month = Month.of(clock.today(place.zone))
    return {
        "AskView.ask": [{"slug": row.slug} for row in _first(LeadForm)],
        "JoinView.join": [{"code": _where_strangers_join(place)}],
        "AtKioskView.pair": [
            {"secret": create_kiosk(location_id=place.id, name=name, by=SYSTEM)[1]} for name in ("Asked", "Looked at")
        ],  # each is paired once
        "AtKioskView.home": [{}],
        "AtKioskView.show": [{"code": place.code}],
        "RoomScreenView.pair": [{"secret": renew_link(LinkKind.ROOM_SCREEN, row.id, by=SYSTEM)} for row in _first(Room)],
        "SignView.show": [{"secret": secret_of(row)} for row in _first(Paper, Paper.status == PaperStatus.SENT)],
        "VisitView.scanned": [{"token": location_token(place.id, clock.now())}, *({"token": pass_of(row)} for row in _first(Visit))],
        "UnsubscribeView.ask": [{"token": unsubscribe_link(row.public_id).rpartition("/")[2]} for row in _first(Contact)],
        "MyAccessView.password": [{"system": each} for each in ("wifi", "printing")],
        "MyAccessView.renew": [{"system": "wifi"}],
        "EscalationsView.decide": [{"verb": "approve", "all": 1}],
        "TaskVerbsView.page": [
            {"task_id": row.id, "verb": verb}
            for status, verbs in VERBS.items()
            for row in _first(Task, Task.status == status)
            for verb in verbs
        ],
        "SentMailView.mail": [
            {"noun": "invoice", "row_id": row.delivery.invoice_id, "mail_id": row.delivery_id} for row in _first(MailCopy)
        ],
        "DeskView.find": [{"location": place.id, "q": "a"}],
        "WalkInView.arrive": [{"location": place.id}],
        "WhatIfView.result": [{"location": place.id, "from": str(month.plus(-3)), "to": str(month.previous), "percent": "+6"}],
        "SetUpView.begin": [{}],
        "XeroConnectView.back_from_xero": [{}],
        "MyBookingLinkView.lead": [{"public_id": row.public_id} for each in people for row in _first(Booking, Booking.user_id == each.id)],
        "WalletView.give_back_page": [
            {"pk": row.wallet_id} for row in _first(LedgerEntry, LedgerEntry.kind == EntryKind.DEBIT, ~LedgerEntry.cause.startswith(BOUGHT))
        ],
        **_links(forgetful),
    }


def _first(model: Any, *having: Any) -> Iterable[Any]:
    return db.session.scalars(select(model).where(*having).order_by(model.id).limit(1))


def _where_strangers_join(place: Location) -> str:
    with transaction(by=SYSTEM) as work:
        work.get(Location, place.id).takes_sign_ups = True
    return place.code


def _links(forgetful: FoyerUser) -> dict[str, list[dict[str, Any]]]:
    with transaction(by=SYSTEM) as work:
        person = work.get(FoyerUser, forgetful.id)
        asked = work.session.scalars(
            select(AddressChange).where(AddressChange.user_id == person.id, AddressChange.state == ChangeState.ASKED)
        ).one_or_none()
        change = asked or work.add(AddressChange(user_id=person.id, old_address=person.email, new_address="elsewhere@foyer.example"))
        made = {purpose: signed(new_token(work, person, purpose, change=change if "address" in purpose else None)) for purpose in Purpose}
    names = {
        Purpose.WELCOME: "PasswordLinkView.welcome",
        Purpose.PASSWORD_RESET: "PasswordLinkView.reset",
        Purpose.ADDRESS_NEW: "AddressLinkView.new",
        Purpose.ADDRESS_OLD: "AddressLinkView.old",
    }
    return {name: [{"link": made[purpose]}] for purpose, name in names.items()}
