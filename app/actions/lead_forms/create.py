"""Make a form for leads."""

from __future__ import annotations

from typing import Unpack

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.fill import fill
from app.actions.lead_forms.fields import LeadFormFields
from app.actions.lead_forms.write import require_form, settle_form
from app.models import LeadForm
from app.work import transaction


def create_lead_form(*, by: Actor, **fields: Unpack[LeadFormFields]) -> LeadForm:
    with transaction(by=by) as work:
        require(by, Permission.LEAD_FORM_WRITE)
        form = LeadForm(slug="", title="")
        with work.session.no_autoflush:
            fill(work, form, {name: value for name, value in fields.items() if name != "secret"})
            settle_form(work, form, fields.get("secret") or "")
            require_form(by, form)
        return work.add(form)
