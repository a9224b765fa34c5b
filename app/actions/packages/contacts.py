"""Contacts: whom the leads of a package are about, found by the rules of contact_of, many at a time; and whose turn each lead is."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.access.roles import SALES
from app.actions.packages.book import Book
from app.actions.packages.merged import stayed
from app.actions.packages.present import any_text, record_of
from app.actions.packages.sheet import Line, Record
from app.models import Contact, Lead
from app.models.lead import LeadStatus
from app.queries.tasks.doers import doers
from app.rules.lead_contact import email_key, phone_key
from app.rules.lead_matching import SAME_LEAD
from app.rules.lead_turns import Seller, next_seller


class People:
    """The contacts with the keys of a package, by address before phone. Who was merged is found by the old address, and is the one that stayed.

    Those that the package itself brings in or changes are met as it has them: one row, one record.
    """

    def __init__(self, session: Session, mails: set[str], phones: set[str], book: Book) -> None:
        ours = [each for each in book.known["contacts"].by_key.values() if each.line is not None and not each.line.is_bad]
        by_id: dict[int, Record] = {each.id: each for each in ours if each.id is not None}
        query = select(*Contact.__table__.c).where(or_(Contact.email_key.in_(any_text(mails)), Contact.phone_key.in_(any_text(phones))))
        found = [record_of(Contact, row, name=row["name"]) for row in session.execute(query.order_by(Contact.id)).mappings()]
        self.by_id = {each.id or 0: each for each in found} | by_id
        self.by_mail = {mail: self.by_id.setdefault(each.id or 0, each) for mail, each in stayed(session, mails).items()}
        self.by_phone: dict[str, list[Record]] = {}
        for each in (*self.by_id.values(), *(new for new in ours if new.id is None)):
            self.know(each)

    def know(self, contact: Record) -> None:
        """Found by its keys from now on."""
        if contact["email_key"]:
            self.by_mail[contact["email_key"]] = contact
        if contact["phone_key"]:
            self.by_phone.setdefault(contact["phone_key"], []).append(contact)

    def find(self, mail: str | None, phone: str | None) -> Record | None:
        """A phone decides only where one of the two has no address: a switchboard belongs to many."""
        if mail and mail in self.by_mail:
            return self.by_mail[mail]
        return next((each for each in self.by_phone.get(phone or "", ()) if not mail or not each["email_key"]), None)


def settle_contacts(session: Session, book: Book) -> None:
    """A lead whose address or phone changes may be another person's; one with an open lead is warned of (S8)."""
    lines = [line for line in book.lines.get("leads", ()) if not line.is_bad and _is_moved(line.row)]
    if not lines:
        return
    keys = {line: _keys(line, book) for line in lines}
    people = People(session, {mail for mail, _phone in keys.values() if mail}, {phone for _mail, phone in keys.values() if phone}, book)
    _warn(session, [(line, people.find(*keys[line])) for line in lines], book)
    for line in lines:
        mail, phone = keys[line]
        contact, row = people.find(mail, phone), line.row
        assert row.after is not None
        if contact is None:
            facts = {
                "name": row["name"],
                "email": row["email"] or "",
                "email_key": mail,
                "phone": row["phone"] or "",
                "phone_key": phone,
                "company": row["company"] or "",
            }
            contact = Record(Contact, str(row["name"]), after=facts)
            line.extras.append(contact)
        elif _learn(contact, row, mail, phone, mail not in people.by_mail) and contact.before is not None and contact.line is None:
            contact.line = line
            line.extras.append(contact)
        people.know(contact)
        row.after["contact_id"] = contact


def _is_moved(row: Record) -> bool:
    return row.before is None or bool({"email", "phone"} & row.changes().keys())


def _keys(line: Line, book: Book) -> tuple[str | None, str | None]:
    country = book.to(line.row, "location_id")["country"]
    return email_key(line.row["email"] or "") or None, phone_key(line.row["phone"] or "", country)


def _learn(contact: Record, row: Record, mail: str | None, phone: str | None, mail_is_free: bool) -> bool:
    """What was empty is filled in, nothing is overwritten; not what contacts.csv says is empty, or the same package would change it each time."""
    assert contact.after is not None
    is_said = contact.line.says if contact.line is not None and contact.line.row is contact else lambda _column: False
    if mail and mail_is_free and contact["email_key"] is None:
        contact.after |= {"email": row["email"], "email_key": mail}
    if phone and contact["phone_key"] is None and not is_said("phone"):
        contact.after |= {"phone": row["phone"], "phone_key": phone}
    if not contact["company"] and row["company"] and not is_said("company"):
        contact.after["company"] = row["company"]
    return bool(contact.changes())


def _warn(session: Session, found: list[tuple[Line, Record | None]], book: Book) -> None:
    ids = [contact.id for _line, contact in found if contact is not None and contact.id is not None]
    query = select(Lead.contact_id, Lead.code).where(
        Lead.contact_id.in_(ids), Lead.status == LeadStatus.OPEN, Lead.heard_at >= book.at - SAME_LEAD
    )
    open_ones = {row.contact_id: row.code for row in session.execute(query)}
    for line, contact in found:
        code = open_ones.get(contact.id or 0) if contact is not None else None
        if code is not None and code != line.row.name:
            book.warn(line, "code", _("There is an open lead of this person already: %(code)s.", code=code))


def settle_turns(session: Session, book: Book) -> None:
    """New leads without an owner go round those who sell at their location, as when they are typed."""
    waiting: dict[Record, list[Line]] = {}
    for line in book.lines.get("leads", ()):
        if not line.is_bad and line.row.before is None and line.row["owner_id"] is None:
            waiting.setdefault(book.to(line.row, "location_id"), []).append(line)
    for place, lines in waiting.items():
        people = doers(session, place.id, (SALES,)) if place.id is not None else []
        last: dict[Any, dt.datetime] = {row.owner_id: row.last for row in session.execute(_last_given([user.id for user in people]))}
        for number, line in enumerate(lines):
            turn = next_seller(Seller(user.id, last.get(user.id)) for user in people)
            if turn is None or line.row.after is None:
                break
            last[turn.user_id] = book.at + dt.timedelta(microseconds=number)
            line.row.after |= {"owner_id": turn.user_id, "owned_since": last[turn.user_id]}


def _last_given(ids: list[int]) -> Any:
    return (
        select(Lead.owner_id, func.max(Lead.owned_since).label("last"))
        .where(Lead.owner_id.in_(ids), Lead.owned_since.is_not(None))
        .group_by(Lead.owner_id)
    )
