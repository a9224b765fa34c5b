"""Each hour: what licenses give today is settled, what nobody is at is begun again, and each system is asked what it really holds (A1, A3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

import structlog
from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.actions.access.note_drift import Difference, note_drift
from app.actions.access.revive import revive_access
from app.core.entity import db
from app.integrations.errors import Trouble
from app.integrations.papercut import Printing
from app.integrations.registry import use
from app.models import Access
from app.models.access import AccessState
from app.rules.access import System
from jobs.access import settle_all

log = structlog.get_logger("access")
Found = Mapping[int, Sequence[Difference]]
PRESENT = (AccessState.GRANTED, AccessState.SUSPENDED)


def sweep() -> str:
    """A system that cannot be asked keeps the others from nothing; its reason is the result."""
    told = [settle_all(), _("%(count)d begun again.", count=revive_access(by=SYSTEM))]
    for system, look in LOOKS.items():
        try:
            differ = note_drift(system, look(), by=SYSTEM)
        except Trouble as trouble:
            log.warning("not looked at", system=system.value, reason=trouble.reason)
            told.append(f"{system.value}: {trouble.reason}")
        else:
            told.append(_("%(system)s: %(count)d differ.", system=system.value, count=differ))
    return " ".join(told)


def _printing() -> Found:
    """By the names of all accounts: one call a thousand, and no look at each."""
    names = {name.lower() for name in use(Printing).accounts()}
    rows = select(Access.id, Access.username, Access.state).where(Access.system == System.PRINTING, Access.external_id.is_not(None))
    found: dict[int, list[Difference]] = defaultdict(list)
    for row_id, username, state in db.session.execute(rows):
        if state in PRESENT and username not in names:
            found[row_id].append(Difference(_("PaperCut no longer has this account.")))
        elif state is AccessState.GONE and username in names:
            found[row_id].append(Difference(_("PaperCut still has this account.")))
    db.session.rollback()
    return found


LOOKS: dict[System, Callable[[], Found]] = {System.PRINTING: _printing}
