"""What happens to contacts and leads by themselves: whoever appears becomes a contact, and silence cools (C2)."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import SYSTEM
from app.actions.activities.cool import cool_leads
from app.actions.contacts.follow import make_contacts


def follow() -> str:
    """Every few minutes."""
    return _("%(count)d new contacts.", count=make_contacts(by=SYSTEM))


def cool() -> str:
    """Once a day."""
    return _("%(count)d leads are colder.", count=cool_leads(by=SYSTEM))
