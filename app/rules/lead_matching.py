"""Whether an enquiry belongs to a lead that is open already, and whether its sender is written to (S5, S6)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from app.rules.same_person import names_agree

SAME_LEAD = dt.timedelta(days=30)
SAME_CONFIRMATION = dt.timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class OpenLead:
    """An open lead: its keys as lead_contact writes them, when its person was last heard of, and what they are called."""

    id: int
    email_key: str | None
    phone_key: str | None
    heard_at: dt.datetime
    name: str = ""


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks now: their keys, as lead_contact writes them, and their name."""

    email_key: str | None
    phone_key: str | None
    name: str = ""


def open_lead_of(asking: Asking, leads: Iterable[OpenLead], *, now: dt.datetime) -> OpenLead | None:
    """The lead that the enquiry continues: by address before phone, then the one last heard of; None makes a new lead."""
    recent = [lead for lead in leads if now - lead.heard_at <= SAME_LEAD]
    by_email = [lead for lead in recent if asking.email_key and lead.email_key == asking.email_key]
    by_phone = [lead for lead in recent if on_one_phone(asking, lead) and not share_a_switchboard(asking, lead)]
    return max(by_email or by_phone, key=lambda lead: (lead.heard_at, lead.id), default=None)


def on_one_phone(asking: Asking, lead: OpenLead) -> bool:
    return bool(asking.phone_key) and asking.phone_key == lead.phone_key


def share_a_switchboard(asking: Asking, lead: OpenLead) -> bool:
    """Two people behind one number: each gave an address of their own, and their names have nothing in common.

    The company says nothing here: colleagues have it in common. Whoever left out the address or the name is taken for the same person (S5).
    """
    differ = bool(asking.email_key and lead.email_key) and asking.email_key != lead.email_key
    return differ and bool(asking.name and lead.name) and not names_agree(asking.name, lead.name)


def confirms(last_confirmed_at: dt.datetime | None, *, now: dt.datetime) -> bool:
    """Whether the address may get a confirmation: one within 24 hours, so that the form is no mail bomb (S6)."""
    return last_confirmed_at is None or now - last_confirmed_at >= SAME_CONFIRMATION
