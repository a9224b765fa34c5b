"""Each morning: discounts that end soon are counted; the start page names them to who may grant another (T3).

Their last day needs no job: each day is priced by what holds on it (P5). What a commitment gives ends with it, and the day after is the day of the
rise that jobs/escalations.py proposes, with both effects (P6).
"""

from __future__ import annotations

import structlog
from flask_babel import ngettext

from app.access.actor import SYSTEM
from app.core.clock import now
from app.core.entity import db
from app.queries.discounts_ending import discounts_ending

log = structlog.get_logger("discounts")


def look_ahead() -> str:
    count = discounts_ending(db.session(), now().date(), by=SYSTEM)
    if count:
        log.info("discounts end soon", discounts=count)
    return ngettext("%(num)d discount ends within 30 days.", "%(num)d discounts end within 30 days.", count)
