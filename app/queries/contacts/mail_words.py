"""The words that a mail to a contact begins with: a template of the location, with what is known filled in."""

from __future__ import annotations

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.scope import narrowed
from app.models import Contact, Lead, Location, Template
from app.models.template import TemplateKind
from app.queries.papers.template_preview import lead_values
from app.rules.placeholders import filled


def mail_templates(session: Session, location_id: int, *, by: Actor) -> list[Template]:
    """The location's own and the network's, by name."""
    here = or_(Template.location_id.is_(None), Template.location_id == location_id)
    query = select(Template).where(Template.kind == TemplateKind.LEAD_MAIL, Template.is_active, here).order_by(Template.name)
    return list(session.scalars(narrowed(query, by, Template)))


def mail_words(template: Template | None, contact: Contact, lead: Lead | None, location: Location, *, writer: str) -> tuple[str, str]:
    """Subject and text; both empty without a template. Who has no lead is told of with what the contact says."""
    if template is None:
        return "", ""
    about = lead or Lead(name=contact.name, company=contact.company, location=location)
    values = lead_values(about, owner=writer if lead is None or lead.owner is None else str(lead.owner), language=template.language)
    return filled(template.subject, values), filled(template.body, values)
