"""An enquiry that passed becomes a lead, or goes on with the open lead of its person (S5)."""

from __future__ import annotations

from flask_babel import gettext as _

from app.actions.leads.create import write_lead
from app.actions.leads.go_on import Again, go_on
from app.core.one_at_a_time import one_at_a_time
from app.models import Activity, Enquiry, Lead, Location
from app.models.activity import ActivityKind
from app.queries.leads.open_lead import open_lead
from app.work import Work

FACTS = ("location_id", "name", "email", "phone", "company", "message", "places", "wanted_on", "source", "referred_by", "origin")


def take_in(work: Work, enquiry: Enquiry) -> Lead:
    """Within the transaction that settles it; the lead keeps the time at which it was asked. What was asked is an activity of its person either way."""
    country = work.session.get_one(Location, enquiry.location_id).country
    for key in sorted(filter(None, (enquiry.email_key, enquiry.phone))):  # two enquiries of one person at one moment make one lead
        one_at_a_time(work.session, f"lead of {key}")
    lead = open_lead(work.session, email=enquiry.email, phone=enquiry.phone, name=enquiry.name, country=country)
    subject, facts = _("Asked through %(form)s", form=enquiry.form.title)[:300], {name: getattr(enquiry, name) for name in FACTS}
    if lead is not None:
        return go_on(work, lead.id, Again(at=enquiry.received_at, subject=subject, text=enquiry.message, facts=facts), country=country)
    lead = Lead(code="", **facts, asked_at=enquiry.received_at, heard_at=enquiry.received_at)
    write_lead(work, lead)
    told = {"kind": ActivityKind.ENQUIRY, "at": enquiry.received_at, "subject": subject, "text": enquiry.message, "done_by": enquiry.name}
    work.session.add(Activity(location_id=lead.location_id, contact_id=lead.contact_id, lead_id=lead.id, **told))
    return lead
