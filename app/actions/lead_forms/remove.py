"""Remove a form through which nobody asked; others are taken out of use."""

from __future__ import annotations

from app.access.actor import Actor
from app.actions.lead_forms.write import require_form
from app.models import LeadForm
from app.work import transaction


def remove_lead_form(form_id: int, *, by: Actor) -> None:
    """Refused by the database while an enquiry came through it."""
    with transaction(by=by) as work:
        form = work.lock(LeadForm, form_id)
        require_form(by, form)
        work.session.delete(form)
