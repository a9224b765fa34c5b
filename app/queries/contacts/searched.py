"""What the mail archive is asked for, and which of its mails are ours: what a seller may read in it ends here (C6)."""

from __future__ import annotations

from collections.abc import Iterable
from email.utils import getaddresses, parseaddr

from flask import current_app
from sqlalchemy import func, select, union
from sqlalchemy.orm import Session

from app.access.roles import MEMBER
from app.access.staff import ROLES_OF
from app.models import Contact, Delivery, FoyerUser, Location
from app.queries.contacts.addresses import addresses_of


def searched_for(session: Session, contact: Contact) -> list[str]:
    """The addresses of a contact, but those of colleagues, past ones too, and of the house itself: anybody could call a lead by them, and read their mail."""
    addresses = addresses_of(session, contact)
    kept_back = _of_staff(session, addresses) | _of_house(session)
    return [each for each in addresses if each not in kept_back]


def is_with(addresses: Iterable[str], sender: str, recipients: str) -> bool:
    """Whether a mail is from or to one of them. An archive also finds what only contains the address: asked for n@kloof.example, it tells of ann@kloof.example."""
    return not {sender.lower(), *(address.lower() for _name, address in getaddresses([recipients]))}.isdisjoint(addresses)


def ours(session: Session, message_ids: Iterable[str]) -> set[str]:
    """Those which are letters of the house: told from its own copy, which has no links and passwords in it. An archive may write them without their brackets."""
    bare = {each.strip().strip("<>"): each for each in message_ids}
    sent = session.scalars(select(Delivery.message_id).where(Delivery.message_id.in_([f"<{each}>" for each in bare])))
    return {bare[each.strip("<>")] for each in sent}


def _of_staff(session: Session, addresses: list[str]) -> set[str]:
    people = {
        row.id: row.address
        for row in session.execute(
            select(FoyerUser.id, func.lower(FoyerUser.email).label("address")).where(func.lower(FoyerUser.email).in_(addresses))
        )
    }
    staff = {user_id for user_id, role in session.execute(ROLES_OF, {"ids": list(people)}) if role != MEMBER} if people else set()
    return {people[each] for each in staff}


def _of_house(session: Session) -> set[str]:
    """What the house and its locations write from, where mails come back to, and where they are written to."""
    each = (Location.sender_email, Location.manager_email, Location.redirect_email, Location.staff_emails)
    found = session.scalars(union(*(select(func.lower(column)) for column in each)))
    settings = current_app.extensions["settings"]
    own = {parseaddr(text)[1].lower() for text in (settings.mail_from, settings.bounce_address)} - {""}
    return own | {address for text in found if text for address in text.replace(",", " ").replace(";", " ").split()}
