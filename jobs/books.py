"""The books are proven each night and after runs of invoices; what is broken is never mended in silence (W12, T3)."""

from __future__ import annotations

import datetime as dt

import structlog
from flask_babel import gettext as _

from app.access.actor import SYSTEM
from app.actions.schedules.bring_forward import bring_forward
from app.core.entity import db
from app.core.errors import Refused
from app.queries.verify.books import verify
from jobs import job

log = structlog.get_logger("books")

PAUSE = dt.timedelta(hours=1)  # between two proofs, however many runs end


def prove() -> str:
    """For the timetable. Raises Refused that names the broken promises, so that the job is parked and stands on the start page."""
    found = verify(db.session())
    broken = {name: outcome.violations for name, outcome in found.items() if outcome.violations}
    if broken:
        log.error("books are wrong", broken=broken)
        named = ", ".join(f"{name} ({count})" for name, count in broken.items())
        raise Refused(_("Broken promises: %(named)s. Examples: python3 run.py verify-books.", named=named))
    return _("All %(count)s promises hold.", count=len(found))


@job(queue="low")
def prove_soon(run_id: int) -> None:
    """After a run of invoices: the task of the night comes earlier, so that what it finds is shown and told as at night. Twice is once."""
    log.info("books to be proven", run=run_id)
    bring_forward("verify_books", pause=PAUSE, by=SYSTEM)
