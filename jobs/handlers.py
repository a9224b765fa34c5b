"""Event -> jobs: the one table that joins what happened to what follows from it."""

from __future__ import annotations

from app.work import Route, routes

HANDLERS: dict[str, list[Route]] = {
    "RunApproved": [Route("jobs.xero.push_run", "xero")],
    "CreditNoteApproved": [Route("jobs.xero.push_credit_note", "xero")],
    "DocumentInXero": [Route("jobs.documents.render", "pdf")],
    "SlotDue": [Route("jobs.timetable.run_slot", "low")],
    "DeliveryWanted": [Route("jobs.mail.deliver", "mail")],
}


def install() -> None:
    """Tell the outbox which jobs want which events. Called once by create_app."""
    routes.clear()
    routes.update(HANDLERS)
