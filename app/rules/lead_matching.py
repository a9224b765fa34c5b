"""Whether an enquiry belongs to a lead that is open already, and whether its sender is written to (S5, S6)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

SAME_LEAD = dt.timedelta(days=30)
SAME_CONFIRMATION = dt.timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class OpenLead:
    """An open lead: its keys as lead_contact writes them, and when its person was last heard of."""

    id: int
    email_key: str | None
    phone_key: str | None
    heard_at: dt.datetime


def open_lead_of(email_key: str | None, phone_key: str | None, leads: Iterable[OpenLead], *, now: dt.datetime) -> OpenLead | None:
    """The lead that the enquiry continues: by address before phone, then the one last heard of; None makes a new lead.

    A phone may be a switchboard's, so that two people of one company meet on it; the address says more.
    """
    recent = [lead for lead in leads if now - lead.heard_at <= SAME_LEAD]
    by_email = [lead for lead in recent if email_key and lead.email_key == email_key]
    by_phone = [lead for lead in recent if phone_key and lead.phone_key == phone_key]
    return max(by_email or by_phone, key=lambda lead: (lead.heard_at, lead.id), default=None)


def confirms(last_confirmed_at: dt.datetime | None, *, now: dt.datetime) -> bool:
    """Whether the address may get a confirmation: one within 24 hours, so that the form is no mail bomb (S6)."""
    return last_confirmed_at is None or now - last_confirmed_at >= SAME_CONFIRMATION
