"""The health check of every minute: who is stuck is told to the log and to the schedules page (T3)."""

from __future__ import annotations

import structlog
from flask_babel import ngettext

from app.queries.stuck import stuck

log = structlog.get_logger("health")


def check() -> str:
    """What is stuck, in words; empty when all is well."""
    found = stuck()
    said = []
    if found.jobs:
        said.append(
            ngettext("%(num)d job has waited for more than an hour.", "%(num)d jobs have waited for more than an hour.", found.jobs)
        )
    if found.parked:
        said.append(ngettext("%(num)d job is parked.", "%(num)d jobs are parked.", found.parked))
    if found.locked_invoices:
        said.append(
            ngettext(
                "%(num)d invoice has been locked for more than an hour.",
                "%(num)d invoices have been locked for more than an hour.",
                found.locked_invoices,
            )
        )
    if said:
        log.error("stuck", jobs=found.jobs, parked=found.parked, locked_invoices=found.locked_invoices)
    return " ".join(said)
