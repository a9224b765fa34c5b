"""Which template gives a draft its words."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.models import Template
from app.models.paper import PaperKind
from app.models.template import TemplateKind


def template_for(session: Session, kind: PaperKind | TemplateKind, location_id: int) -> Template | None:
    """The location's own before one of the network; of several the one that is called first by its name."""
    query = select(Template).where(
        Template.kind == TemplateKind(kind.value),
        Template.is_active,
        or_(Template.location_id.is_(None), Template.location_id == location_id),
    )
    return session.scalars(query.order_by(Template.location_id.is_(None), Template.name).limit(1)).one_or_none()


def usual_words(kind: PaperKind) -> tuple[str, str]:
    """Subject and body where nobody has written a template yet."""
    if kind is PaperKind.CONTRACT:
        body = [
            _("This agreement is between {{ location }} and {{ company }}, represented by {{ contact_name }}."),
            _("# What is agreed"),
            _("The places, prices and the deposit below, from {{ starts_on }}."),
            _("# Term and notice"),
            _("Term: {{ term_months }}. Notice: {{ notice_months }}, given in writing."),
        ]
        return _("Agreement with {{ location }}"), "\n\n".join(body)
    body = [
        _("Dear {{ first_name }},"),
        _(
            "Thank you for your interest in {{ location }}. Below is what we offer you, with your first invoice to the cent and what a month costs after it."
        ),
        _("This offer stands until {{ valid_until }}."),
        _("Kind regards,"),
        "{{ owner }}",
    ]
    return _("Your place at {{ location }}"), "\n\n".join(body)
