"""What somebody waits for, in words."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import ngettext

from app.models import WaitingEntry
from app.web.words import spoken


def wish_of(entry: WaitingEntry) -> str:
    """ "2 people · Garden studio"."""
    where = (
        entry.space.name if entry.space is not None else spoken(entry.kind.value) if entry.kind is not None else _("whatever comes free")
    )
    return f"{ngettext('%(num)d person', '%(num)d people', entry.places)} · {where}"
