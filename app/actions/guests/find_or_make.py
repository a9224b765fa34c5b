"""The guest with that address: the one who was here before, with what they say today, or a new one (K1)."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from app.actions.emails import one_address
from app.core import clock
from app.core.errors import Refused
from app.core.one_at_a_time import one_at_a_time
from app.models import Guest
from app.rules.lead_contact import email_key
from app.work import Work

LONGEST_NAME = 200


def guest_at(work: Work, email: str) -> Guest | None:
    """Who was here before, locked until the transaction ends, as is the address where there is nobody yet. Raises Refused at `email`."""
    key = email_key(one_address(email, field="email"))
    if not key:
        raise Refused(_("Type your mail address."), field="email")
    one_at_a_time(work.session, f"guest {key}")
    return work.session.scalars(select(Guest).where(Guest.email_key == key).with_for_update()).one_or_none()


def guest_of(work: Work, guest: Guest | None, *, email: str, name: str, company: str = "", language: str = "") -> Guest:
    """`guest` is what `guest_at` found. Without a name the one that is known stays. Raises Refused at `name` where none is known."""
    address, name = one_address(email, field="email"), " ".join(name.split())[:LONGEST_NAME]
    if guest is None:
        if not name:
            raise Refused(_("Type your name."), field="name")
        return work.add(
            Guest(email=address, email_key=email_key(address), name=name, company=company.strip(), language=language, seen_at=clock.now())
        )
    guest.email, guest.name = address, name or guest.name
    guest.company, guest.language = company.strip() or guest.company, language or guest.language
    return guest
