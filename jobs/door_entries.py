"""Who stood at which door is read back from Salto, which tells nobody by itself (contracts.md 4, trap (d))."""

from __future__ import annotations

import datetime as dt
from itertools import islice

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.actions.access.note_look import note_look
from app.actions.doors.note_entries import Stood, note_entries
from app.core import clock
from app.core.entity import db
from app.integrations.errors import Trouble
from app.models import SystemLook
from app.rules.access import System
from jobs.access_reconcile import look_again
from jobs.salto_token import has_salto, salto

FIRST = dt.timedelta(days=7)  # how far back the first reading goes
LATE = dt.timedelta(hours=2)  # a lock that was offline tells later what it saw
MOST = 20_000


def read() -> str:
    """Twice the same reading keeps nothing twice."""
    if not has_salto():
        return _("No door system is set up.")
    until = db.session.scalar(select(SystemLook.read_until).where(SystemLook.system == System.DOORS))
    db.session.rollback()
    since = (until - LATE) if until else clock.now() - FIRST
    try:
        found = [
            Stood(each.entry_id, each.at, each.platform_user_id, each.door, each.opened) for each in islice(salto().entries(since), MOST)
        ]
    except Trouble as trouble:
        note_look(System.DOORS, trouble.reason, by=SYSTEM)
        return trouble.reason
    look_again(System.DOORS)
    return _("%(count)d new.", count=note_entries(found, by=SYSTEM))
