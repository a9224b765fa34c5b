"""A house whose vendors fail on command: one location with books, cards and printers, and its jobs done here and now while time passes."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import count
from typing import Any, Protocol

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.access.actor import SYSTEM
from app.access.sealing import CARD, marked, sealed
from app.actions.invoices.numbers import next_numbers
from app.core.entity import db
from app.core.month import Month
from app.models import Invoice, InvoiceLine, Location, Organisation, PaymentMethod, Step
from app.models.document_line import LineKind
from app.models.invoice import InvoiceKind, InvoiceStatus
from app.models.number_series import DocumentType
from app.models.step import StepName
from app.rules.document_hash import HashedDocument, HashedLine, canonical, document_hash
from app.rules.reconcile import GONE_STATUSES
from app.work import transaction
from benchmarks.network import make_network
from benchmarks.xero_push import TENANT, connect
from jobs import runner

RIGHT = "right"
JUNE = Month(2026, 6)
DUE = """
SELECT id FROM outbox_message WHERE queue IN ('xero', 'money', 'printing') AND state IN ('due', 'queued') ORDER BY id LIMIT 200
"""
TIME_PASSES = (
    "UPDATE outbox_message SET not_before = least(not_before, now()) WHERE state = 'due'",
    "UPDATE xero_connection SET rests_until = NULL WHERE rests_until IS NOT NULL",
    "UPDATE vendor_rest SET rests_until = now() WHERE rests_until > now()",
    "UPDATE fulfilment SET asked_at = asked_at - interval '2 minutes' WHERE asked_at IS NOT NULL",
)
ROUNDS = 40  # by then a job that finds nothing is parked


class Ask(Protocol):
    """Asks the stand-ins for what they hold, or tells them something."""

    def __call__(self, path: str, body: Any = None) -> Any: ...


@dataclass
class FaultHouse:
    """`location` keeps its books in the sandbox's company. Money is in cents."""

    session: Session
    ask: Ask
    location: Location
    organisations: Iterator[Organisation]
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @classmethod
    def open(cls, session: Session, ask: Ask, *, organisations: int) -> FaultHouse:
        location = make_network(session, "ONE", organisations)
        connect(session, location, ask)
        location.xero_card_account_code = "091"
        session.commit()
        return cls(session, ask, location, iter(session.scalars(select(Organisation).order_by(Organisation.id)).all()))

    def drain(self, *, late: float = 0) -> None:
        """All that is to be told to vendors, until nothing is left or it is parked. `late`: seconds that a vendor needs once a fault has struck it; Foyer's minutes pass after them."""
        for _round in range(ROUNDS):
            for statement in TIME_PASSES:
                self.session.execute(text(statement))
            self.session.commit()
            due = self.session.scalars(text(DUE)).all()
            self.session.rollback()
            if not due:
                break
            for message_id in due:
                runner.run(message_id)
            if late and not self.ask("/_control")["faults"]:
                time.sleep(late)
                late = 0
        self.session.expire_all()

    def invoice(self, organisation: Organisation, cents: int, *, steps: bool = False) -> Invoice:
        """Sent, of one line without VAT; with `steps` it is still to go to Xero."""
        june, due, vat = dt.date(2026, 6, 1), dt.date(2026, 6, 8), Decimal(0)
        owner = {
            "organisation_id": organisation.id,
            "location_id": self.location.id,
            "kind": InvoiceKind.MANUAL,
            "status": InvoiceStatus.SENT,
        }
        amounts = {"currency": "ZAR", "net_cents": cents, "vat_cents": 0, "total_cents": cents, "seller": {}, "buyer": {}}
        with transaction(by=SYSTEM) as work:
            (number,) = next_numbers(work, self.location, DocumentType.INVOICE, 1)
        facts = HashedDocument(number, "ZAR", june, due, canonical({}), canonical({}), cents, 0, cents)
        sealed_as = document_hash(facts, [HashedLine("Desk", cents, 0, vat)])
        made = Invoice(number=number, issued_on=june, due_on=due, month=JUNE, content_hash=sealed_as, **owner, **amounts)
        self.session.add(made)
        self.session.flush()
        line = {
            "kind": LineKind.MANUAL,
            "description": "Desk",
            "service_month": JUNE,
            "net_cents": cents,
            "vat_cents": 0,
            "vat_percent": vat,
            "tax_type": "ZERORATEDOUTPUT",
        }
        self.session.add(InvoiceLine(invoice_id=made.id, position=1, factors=[], **line))
        if steps:
            self.session.add_all(
                Step(invoice_id=made.id, name=name, key=f"{name.value}-{made.number}")
                for name in (StepName.XERO_CREATE, StepName.XERO_CHECK)
            )
        self.session.commit()
        return made

    def card(self, organisation: Organisation) -> None:
        """A kept card that pays."""
        token = str(self.ask("/_control/payfast/tokens", {"notify_url": "http://127.0.0.1:1/"})["result"]).encode()
        self.session.add(
            PaymentMethod(
                organisation_id=organisation.id, token_mark=marked(token, CARD), sealed_token=sealed(token, CARD), is_default=True
            )
        )
        self.session.commit()

    def there(self, kind: str) -> list[dict[str, Any]]:
        """What Xero holds of it."""
        held: list[dict[str, Any]] = self.ask(f"/_control/xero/{TENANT}/{kind}")[kind]
        return [each for each in held if each.get("Status") not in GONE_STATUSES]

    def charges(self) -> list[dict[str, Any]]:
        """What PayFast took."""
        found: list[dict[str, Any]] = self.ask("/_control/payfast")["payments"]
        return found

    def parked(self, found: Any) -> str:
        """Why a row waits for a person; it is wrong when it does not say why."""
        reason = str(found).strip()
        return f"parked: {reason}" if reason else "wrong: it waits and says no reason"

    def tidy(self) -> None:
        """What the last cell left for a person is none of the next one's business."""
        self.session.execute(text("DELETE FROM outbox_message WHERE state <> 'done'"))
        self.session.execute(text("UPDATE xero_connection SET rests_until = NULL"))
        self.session.execute(text("DELETE FROM vendor_rest"))
        self.session.commit()


@dataclass(frozen=True)
class Call:
    """One call to a vendor that moves money. `prepare` is done once, `act` under each fault; `judge` says RIGHT, "parked: …" or "wrong: …"."""

    name: str
    vendor: str
    pattern: str
    prepare: Callable[[FaultHouse], Any]
    act: Callable[[FaultHouse, Any], Any]
    judge: Callable[[FaultHouse, Any], str]


def once(number: int, what: str) -> str:
    """RIGHT for one; in words otherwise."""
    return RIGHT if number == 1 else f"wrong: {what} {number} times"


def outbox_reason(session: Session, job: str) -> str:
    """What the last parked job of that name says."""
    query = text("SELECT last_error FROM outbox_message WHERE job = :job AND state <> 'done' ORDER BY id DESC LIMIT 1")
    return str(session.scalar(query, {"job": job}) or "")


def close() -> None:
    db.session.remove()
    db.engine.dispose()
