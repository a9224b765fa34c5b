"""The key and the secret with which other programs tell leads through a form (S8)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from app.access.actor import Actor
from app.access.sealing import LEAD_HOOK, marked, sealed
from app.actions.lead_forms.write import require_form
from app.models import LeadForm
from app.work import transaction


@dataclass(frozen=True, slots=True)
class HookKeys:
    """Shown once: `key` names who calls, `secret` signs what is told."""

    key: str
    secret: str


def renew_hook_keys(form_id: int, *, by: Actor) -> HookKeys:
    """The old ones end at once."""
    made = HookKeys(f"fl_{secrets.token_urlsafe(24)}", secrets.token_urlsafe(32))
    with transaction(by=by) as work:
        form = work.lock(LeadForm, form_id)
        require_form(by, form)
        form.hook_key_mark, form.sealed_hook_secret = marked(made.key.encode(), LEAD_HOOK), sealed(made.secret.encode(), LEAD_HOOK)
    return made


def end_hook_keys(form_id: int, *, by: Actor) -> LeadForm:
    """Programs tell nothing through it any more."""
    with transaction(by=by) as work:
        form = work.lock(LeadForm, form_id)
        require_form(by, form)
        form.hook_key_mark = form.sealed_hook_secret = None
    return form
