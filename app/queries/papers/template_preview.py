"""A template filled in for a real opportunity, as its editor shows it."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.scope import narrowed
from app.core import clock
from app.core.formats import date_text, locale_of
from app.models import Lead, Opportunity, Paper
from app.models.opportunity import OPEN_STAGES
from app.models.paper import PaperKind
from app.models.template import TemplateKind
from app.queries.document_view import Party
from app.queries.papers.view import offered, values_of
from app.rules.placeholders import filled


class Filled(NamedTuple):
    """Plain text; whoever shows it escapes it."""

    subject: str
    body: str


def opportunities_for(session: Session, location_id: int | None, *, by: Actor, most: int = 20) -> list[Opportunity]:
    """Open ones that the actor may see, the newest first."""
    query = select(Opportunity).where(Opportunity.stage.in_(OPEN_STAGES)).order_by(Opportunity.id.desc()).limit(most)
    if location_id is not None:
        query = query.where(Opportunity.location_id == location_id)
    return list(session.scalars(narrowed(query, by, Opportunity)))


def filled_template(
    session: Session, kind: TemplateKind, subject: str, body: str, opportunity: Opportunity, *, language: str = "en"
) -> Filled:
    """With the newest paper of the opportunity where there is one, so that its figures stand in it. Raises KeyError for an unknown placeholder."""
    if kind is TemplateKind.LEAD_MAIL:
        values = lead_values(opportunity.lead, owner=str(opportunity.owner or ""), language=language)
    else:
        values = _paper_values(session, PaperKind(kind.value), opportunity, language)
    return Filled(filled(subject, values), filled(body, values))


def lead_values(lead: Lead, *, owner: str = "", language: str = "en") -> dict[str, str]:
    """What stands behind the placeholders of a mail to a lead."""
    location = lead.location
    loc = locale_of(location.country, language)
    return {
        "contact_name": lead.name,
        "first_name": lead.name.split()[0] if lead.name.split() else "",
        "company": lead.company or lead.name,
        "location": location.name,
        "location_address": ", ".join(Party("", location.address).address_lines),
        "owner": owner or str(lead.owner or location.name),
        "today": date_text(clock.today(location.zone), loc),
        "wanted_places": str(lead.places or 1),
        "wanted_on": date_text(lead.wanted_on, loc) if lead.wanted_on else "–",
    }


def _paper_values(session: Session, kind: PaperKind, opportunity: Opportunity, language: str) -> dict[str, str]:
    query = select(Paper).where(Paper.opportunity_id == opportunity.id, Paper.kind == kind).order_by(Paper.id.desc()).limit(1)
    paper = session.scalars(query).one_or_none()
    if paper is not None:
        offer = offered(session, paper)
        return values_of(paper, *(((offer.first, offer.monthly)) if offer is not None else (None, None)))
    lead = lead_values(opportunity.lead, owner=str(opportunity.owner or ""), language=language)
    later = (
        "number",
        "valid_until",
        "starts_on",
        "places",
        "commitment_months",
        "first_month",
        "first_total",
        "monthly_total",
        "deposit_total",
        "term_months",
        "notice_months",
    )
    return lead | dict.fromkeys(later, "…")
