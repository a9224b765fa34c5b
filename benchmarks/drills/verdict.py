"""What has to be true of a run after whatever happened to it, counted as violations."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import Any

from sqlalchemy import func, select

from app.access.actor import SYSTEM
from app.actions.deliveries.decide import mark_sent
from app.core.entity import db
from app.core.money import cents
from app.models import Delivery, Invoice, InvoiceRun, OutboxMessage, Step
from app.models.delivery import DeliveryState
from app.models.invoice import InvoiceStatus
from app.models.invoice_run import RunStatus
from app.models.outbox import OutboxState
from app.models.step import StepState
from app.queries.verify.books import verify
from benchmarks.drills.network import MAILS, TENANT

TARGETS = {
    "missing_in_xero": "= 0",
    "twins_in_xero": "= 0",
    "unlike_in_xero": "= 0",
    "mails_lost": "= 0",
    "mails_twice": "= 0",
    "gaps_in_numbers": "= 0",
    "steps_not_done": "= 0",
    "jobs_not_done": "= 0",
    "runs_not_done": "= 0",
    "promises_broken": "= 0",
}
UNDECIDED = (DeliveryState.TODO, DeliveryState.SENDING, DeliveryState.FAILED)


def verdict(invoices: int, ask: Callable[[str], Any]) -> dict[str, int]:
    """Of all runs of the house. `ask` asks the sandbox; `invoices` is how many there have to be."""
    db.session.rollback()
    ours = list(db.session.scalars(select(Invoice)))
    held = ask(f"/_control/xero/{TENANT}/Invoices")["Invoices"]
    alive = Counter(one["InvoiceNumber"] for one in held if one["Status"] not in ("DELETED", "VOIDED"))
    found = {one["InvoiceNumber"]: one for one in held}
    figures = {
        "invoices": len(ours),
        "missing_in_xero": invoices - len(alive.keys() & {one.number for one in ours}),
        "twins_in_xero": sum(count - 1 for count in alive.values()),
        "unlike_in_xero": sum(not _alike(one, found[one.number]) for one in ours if one.number in found),
        "gaps_in_numbers": _gaps([one.number or "" for one in ours], invoices),
        "steps_not_done": db.session.scalar(select(func.count()).select_from(Step).where(Step.state != StepState.DONE)) or 0,
        "jobs_not_done": jobs_not_done(),
    }
    figures |= _mails(invoices, ask) | _decided()
    return figures | {"promises_broken": sum(bool(outcome.violations) for outcome in verify(db.session()).values())}


def _alike(mine: Invoice, theirs: dict[str, Any]) -> bool:
    """What a card paid here is paid there, to the cent: Xero takes no more than is due."""
    sums = tuple(cents(str(theirs[name])) for name in ("SubTotal", "TotalTax", "Total"))
    state = "PAID" if mine.status is InvoiceStatus.PAID else "AUTHORISED"
    return theirs["Status"] == state and sums == (mine.net_cents, mine.vat_cents, mine.total_cents) and mine.xero_id == theirs["InvoiceID"]


def _gaps(numbers: list[str], wanted: int) -> int:
    """Numbers that should be there and are not, or are there and should not be."""
    taken = {int(match[0]) for number in numbers if (match := re.search(r"\d+$", number))}
    return len(taken ^ set(range(1, wanted + 1))) + len(numbers) - len(taken)


def jobs_not_done() -> int:
    """The clock goes on for ever; its slots are not the run's."""
    query = select(func.count()).select_from(OutboxMessage).where(OutboxMessage.state != OutboxState.DONE, OutboxMessage.event != "SlotDue")
    return db.session.scalar(query) or 0


def _mails(invoices: int, ask: Callable[[str], Any]) -> dict[str, int]:
    """One in the mailbox for each delivery; for one that is shown as unknown, one or none."""
    kept = Counter(mail["message_id"] for mail in ask("/mail.json?limit=100000")["mails"])
    rows = list(db.session.scalars(select(Delivery)))
    unknown = [row for row in rows if row.state is DeliveryState.UNKNOWN]
    sent = [row for row in rows if row.state is DeliveryState.SENT]
    strangers = len(kept.keys() - {row.message_id for row in rows})
    return {
        "mails_sent": len(sent),
        "mails_unknown": len(unknown),
        "mails_lost": MAILS * invoices - len(sent) - len(unknown) + sum(not kept[row.message_id] for row in sent),
        "mails_twice": sum(max(0, kept[row.message_id] - 1) for row in rows) + strangers,
    }


def _decided() -> dict[str, int]:
    """Somebody looks at the unknown mails and says that they arrived: now everything is sent and done."""
    early = (
        db.session.scalar(select(func.count()).select_from(InvoiceRun).where(InvoiceRun.status.not_in((RunStatus.DONE, RunStatus.PARTIAL))))
        or 0
    )
    for delivery_id in db.session.scalars(select(Delivery.id).where(Delivery.state == DeliveryState.UNKNOWN)).all():
        mark_sent(delivery_id, by=SYSTEM)
    unsent = (
        db.session.scalar(select(func.count()).select_from(Invoice).where(Invoice.status.not_in((InvoiceStatus.SENT, InvoiceStatus.PAID))))
        or 0
    )
    late = db.session.scalar(select(func.count()).select_from(InvoiceRun).where(InvoiceRun.status != RunStatus.DONE)) or 0
    db.session.rollback()
    return {"runs_not_done": early + late + unsent}
