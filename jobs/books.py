"""The books are proven each night; what is broken is never mended in silence (W12, T3)."""

from __future__ import annotations

import structlog
from flask_babel import gettext as _

from app.core.entity import db
from app.core.errors import Refused
from app.queries.verify.books import verify

log = structlog.get_logger("books")


def prove() -> str:
    """For the timetable. Raises Refused that names the broken promises, so that the job is parked and stands on the start page."""
    found = verify(db.session())
    broken = {name: outcome.violations for name, outcome in found.items() if outcome.violations}
    if broken:
        log.error("books are wrong", broken=broken)
        named = ", ".join(f"{name} ({count})" for name, count in broken.items())
        raise Refused(_("Broken promises: %(named)s. Examples: python3 run.py verify-books.", named=named))
    return _("All %(count)s promises hold.", count=len(found))
