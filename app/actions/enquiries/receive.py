"""Keep an enquiry before anything else happens to it; a job judges it (S2, S3)."""

from __future__ import annotations

import datetime as dt
import ipaddress
from dataclasses import dataclass
from typing import TypedDict, Unpack

from flask_babel import gettext as _
from sqlalchemy import select, update

from app.access.actor import SYSTEM
from app.actions.emails import one_address
from app.actions.fill import demand, fill
from app.actions.leads.check import MOST_PLACES
from app.core import clock
from app.core.errors import FoyerError, Missing, Refused
from app.core.events import Event
from app.core.one_at_a_time import one_at_a_time
from app.models import Enquiry, LeadForm
from app.models.lead import LeadOrigin
from app.queries.leads.came import came
from app.rules.lead_contact import email_key
from app.rules.lead_content import text_hash
from app.rules.lead_limits import Limit, limit_of
from app.work import Work, transaction


class TooMany(FoyerError):
    """One sender asks more often than S3 allows."""

    status = 429


@dataclass(frozen=True)
class EnquiryReceived(Event):
    enquiry_id: int


class Asked(TypedDict, total=False):
    """What the visitor typed, and what the page knew: `page` is where it was shown, `source` how they heard of us."""

    location_id: int | None
    name: str
    email: str
    phone: str
    company: str
    message: str
    places: int | None
    wanted_on: dt.date | None
    source: str
    page: str
    referred_by: str
    captcha_token: str


def receive_enquiry(form_id: int, *, key: str, sender: str, origin: LeadOrigin = LeadOrigin.WEB, **asked: Unpack[Asked]) -> Enquiry:
    """Nobody is asked, so the answer comes at once. The same `key` again gives the first one. The house writes the row: who asks is nobody yet.

    Raises TooMany, or Refused at a field. What an integration sends is limited by its own pace alone (S8).
    """
    with transaction(by=SYSTEM) as work:
        form, network = work.get(LeadForm, form_id), network_of(sender)
        if not form.is_active:
            raise Missing(_("This form is closed."))
        one_at_a_time(work.session, f"enquiries {network}")
        known = work.session.scalars(select(Enquiry).where(Enquiry.key == key)).one_or_none()
        if known is not None:
            return known
        row = Enquiry(
            form_id=form.id,
            key=key,
            sender=network,
            origin=origin,
            received_at=clock.now(),
            name="",
            email="",
            phone="",
            company="",
            message="",
        )
        with work.session.no_autoflush:
            fill(work, row, {name: value for name, value in asked.items() if value not in (None, "")})
            check(form, row)
            if origin is LeadOrigin.WEB:
                row.came_in_flood = _is_flood(work, row)
        work.add(row)
        work.emit(EnquiryReceived(row.id))
    return row


def count_caught(form_id: int) -> None:
    """A program filled the field that people do not see: nothing of it is kept but the count (S2)."""
    with transaction(by=SYSTEM) as work:
        work.session.execute(update(LeadForm).where(LeadForm.id == form_id).values(caught=LeadForm.caught + 1))


def check(form: LeadForm, row: Enquiry) -> None:
    """An enquiry of that form that somebody can answer. Raises Refused at the field."""
    row.location_id = form.location_id or row.location_id
    demand(row, "location_id", "name")
    row.email = one_address(row.email or "", field="email")
    if not row.email and not row.phone:
        raise Refused(_("Leave a mail address or a phone number, so that we can answer."), field="email")
    if row.places is not None and not 1 <= row.places <= MOST_PLACES:
        raise Refused(_("From 1 to 500 people."), field="places")
    row.email_key = email_key(row.email) or None
    row.text_hash = text_hash(row.message or "")


def network_of(address: str) -> str:
    """Whom the limits count: an IPv4 address, or the 64 bits of an IPv6 one that a household or a machine is given."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return str(found) if found.version == 4 else str(ipaddress.ip_network((found, 64), strict=False).network_address)


def _is_flood(work: Work, row: Enquiry) -> bool:
    limit = limit_of(came(work.session, sender=row.sender, email_key=row.email_key, form_id=row.form_id, now=row.received_at))
    if limit is Limit.STOP:
        raise TooMany(_("You have written to us several times already. We answer as soon as we can; please call us if it is urgent."))
    return limit is Limit.FLOODED
