"""Change a form for leads; its name stays where websites show it, or they have to be changed too."""

from __future__ import annotations

from typing import Unpack

from app.access.actor import Actor
from app.actions.fill import fill
from app.actions.lead_forms.fields import LeadFormFields
from app.actions.lead_forms.write import require_form, settle_form
from app.models import LeadForm
from app.work import transaction


def change_lead_form(form_id: int, *, by: Actor, **fields: Unpack[LeadFormFields]) -> LeadForm:
    with transaction(by=by) as work:
        form = work.lock(LeadForm, form_id)
        require_form(by, form)
        with work.session.no_autoflush:
            fill(work, form, {name: value for name, value in fields.items() if name != "secret"})
            settle_form(work, form, fields.get("secret") or "")
            require_form(by, form)
    return form
