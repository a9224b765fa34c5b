"""Somebody with an open lead asks again: the lead goes on, at least mild, with what was said (S5)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.actions.contacts.find_or_make import contact_of
from app.actions.leads.heat import REASONS, change_heat, warm
from app.models import Activity, Lead
from app.models.activity import ActivityKind
from app.rules.lead_heat import RISING, Heat, Warming
from app.work import Work

FILLED = ("company", "message", "places", "wanted_on", "source", "referrer_id", "referred_by")


@dataclass(frozen=True, slots=True)
class Again:
    """When they asked, through what, in which words; `facts` as of a lead, with name, email and phone; `heat` where somebody says how warm they are.

    `key` is the number that a program gave it, so that it is told once.
    """

    at: dt.datetime
    subject: str
    text: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    heat: Heat | None = None
    done_by: str = ""
    key: str = ""


def go_on(work: Work, lead_id: int, asked: Again, *, country: str) -> Lead:
    """Within a transaction; what was not known of the lead is filled in, nothing is overwritten."""
    lead = work.lock(Lead, lead_id)
    who = {name: asked.facts.get(name) or "" for name in ("name", "email", "phone", "company")}
    contact_of(work, **who, country=country)
    fill_gaps(lead, asked.facts)
    warm(work, lead, Warming.WROTE_AGAIN, asked.at)
    change_heat(work, lead, max(lead.heat, asked.heat or Heat.COLD, key=RISING.index), REASONS[Warming.WROTE_AGAIN]())
    told = {
        "kind": ActivityKind.ENQUIRY,
        "at": asked.at,
        "subject": asked.subject[:300],
        "text": asked.text,
        "done_by": (asked.done_by or who["name"])[:200],
    }
    work.session.add(Activity(location_id=lead.location_id, contact_id=lead.contact_id, lead_id=lead.id, key=asked.key or None, **told))
    return lead


def fill_gaps(lead: Lead, facts: Mapping[str, Any]) -> None:
    """What the lead does not say, as `facts` say it."""
    for name in FILLED:
        if not getattr(lead, name) and facts.get(name):
            setattr(lead, name, facts[name])
