"""The calls and forms that the twins send, the ground they stand on, and how the effect of each is counted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import uuid4

from sqlalchemy import select, update
from sqlalchemy.orm import Session
from werkzeug.security import generate_password_hash

from app import create_app
from app.access.actor import SYSTEM
from app.actions.payments.record_eft import record_eft
from app.core import clock
from app.core.entity import db
from app.core.month import Month
from app.models import FoyerUser, Invoice, InvoiceLine, Organisation, Product
from app.models.document_line import LineKind
from app.models.invoice import InvoiceKind, InvoiceStatus
from app.rules.units import Unit
from benchmarks.rooms import HOUR, Place
from config import Settings

T = TypeVar("T")
WHO, PASSWORD = "bench", "twenty-seven-grey-parrots"
CENTS = 12_345
LEDGER = "SELECT count(DISTINCT cause) FROM ledger_entry"


@dataclass
class Ground:
    place: Place
    organisation: int
    product: int
    payment: int
    invoices: list[int]
    credited: list[int]
    lines: list[int]
    """One invoice for each pair whose form needs one of its own; of those that are credited their lines as well."""
    run: str = field(default_factory=lambda: uuid4().hex[:8])

    def key(self, name: str) -> str:
        return f"{self.run}-{name}"[:60]

    @property
    def today(self) -> str:
        return clock.today("Africa/Johannesburg").isoformat()


@dataclass(frozen=True)
class Case:
    """`said` is what is sent in pair number n under a key; `effects` counts what it made so far."""

    name: str
    where: str
    said: Callable[[Ground, int, str], dict[str, Any]]
    effects: str
    of: Callable[[Ground, int], int] = lambda ground, _number: ground.place.wallets[0]
    is_form: bool = False

    def path(self, ground: Ground, number: int) -> str:
        return self.where.format(self.of(ground, number))

    def page(self, ground: Ground, number: int) -> str:
        """A field by which its form is known."""
        return next(iter(self.said(ground, number, "")))


def laid(settings: Settings, place: Place, pairs: int) -> Ground:
    """Invoices, a payment with much credit, a product, and a password for the administrator."""

    def lay(session: Session) -> Ground:
        organisation = session.scalars(select(Organisation)).one()
        product = Product(code="STUFF", name="Coffee", type=Unit.STUFF, price_cents=4_500, space_pays=True)
        made = [_invoice(organisation, number) for number in range(2 * pairs)]
        # As a row alone: a new password would end the key that the calls go with.
        session.execute(update(FoyerUser).where(FoyerUser.username == WHO).values(password=generate_password_hash(PASSWORD)))
        session.add_all([product, *made])
        session.commit()
        lines = [_line(each) for each in made]
        session.add_all(lines)
        session.commit()
        ids, line_ids = [each.id for each in made], [each.id for each in lines]
        organisation_id = organisation.id
        payment = record_eft(organisation_id, key="much", amount_cents=10**8, reference="Much", parts={}, by=SYSTEM).id
        return Ground(place, organisation_id, product.id, payment, ids[:pairs], ids[pairs:], line_ids[pairs:])

    return inside_of(settings, lay)


def inside_of(settings: Settings, act: Callable[[Session], T]) -> T:
    with create_app(settings, web=False).app_context():
        try:
            return act(db.session())
        finally:
            db.session.remove()
            db.engine.dispose()


def _invoice(organisation: Organisation, number: int) -> Invoice:
    today = clock.today("Africa/Johannesburg")
    days = {"issued_on": today, "due_on": today + dt.timedelta(days=7), "month": Month.of(today)}
    owner = {
        "organisation_id": organisation.id,
        "location_id": organisation.location_id,
        "kind": InvoiceKind.MANUAL,
        "status": InvoiceStatus.SENT,
    }
    return Invoice(
        number=f"DRILL-{number + 1:05d}",
        **days,
        **owner,
        currency="ZAR",
        net_cents=10 * CENTS,
        vat_cents=0,
        total_cents=10 * CENTS,
        seller={},
        buyer={},
    )


def _line(invoice: Invoice) -> InvoiceLine:
    amounts = {"net_cents": invoice.net_cents, "vat_cents": 0, "vat_percent": 0, "tax_type": "ZERORATEDOUTPUT"}
    return InvoiceLine(
        invoice_id=invoice.id, position=1, factors=[], kind=LineKind.MANUAL, description="Desk", service_month=invoice.month, **amounts
    )


def _moved(ground: Ground, _number: int, key: str) -> dict[str, Any]:
    return {"amount_cents": CENTS, "key": key, "reason": "Drill"}


def _typed(ground: Ground, _number: int, _key: str) -> dict[str, str]:
    return {"amount_cents": "123.45", "reason": "Drill"}


def _hour(ground: Ground, number: int, day: int) -> tuple[dt.datetime, dt.datetime]:
    begins = ground.place.monday + dt.timedelta(days=day + number // 12) + (number % 12 + 6) * HOUR
    return begins, begins + HOUR


def _booked(ground: Ground, number: int, key: str) -> dict[str, Any]:
    begins, ends = _hour(ground, number, 7)
    return {
        "room_id": ground.place.rooms[0],
        "user_id": ground.place.people[0],
        "starts_at": begins.isoformat(),
        "ends_at": ends.isoformat(),
        "Idempotency-Key": key,
    }


def _booked_by_hand(ground: Ground, number: int, _key: str) -> dict[str, str]:
    begins, _ends = _hour(ground, number, 7)
    day, hours = begins.date().isoformat(), (f"{begins.hour + 2:02d}:00", f"{begins.hour + 3:02d}:00")
    return {
        "room": str(ground.place.rooms[1]),
        "user": str(ground.place.people[1]),
        "day": day,
        "starts_at": hours[0],
        "ends_at": hours[1],
        "do": "book",
    }


CALLS = (
    Case("API: EFT", "/api/v1/payment/", lambda g, n, key: {"organisation_id": g.organisation, "amount_cents": CENTS, "reference": "EFT", "key": key}, "SELECT count(*) FROM payment"),
    Case("API: refund", "/api/v1/refund/", lambda g, n, key: {"payment_id": g.payment, "amount_cents": CENTS, "way": "eft", "reference": "OUT", "reason": "Drill", "key": key}, "SELECT count(*) FROM refund"),
    Case("API: top up", "/api/v1/wallet/{}/top-up", _moved, LEDGER),
    Case("API: give", "/api/v1/wallet/{}/grant", _moved, LEDGER),
    Case("API: put right", "/api/v1/wallet/{}/adjust", lambda g, n, key: _moved(g, n, key) | {"amount_cents": -CENTS}, LEDGER),
    Case("API: transfer", "/api/v1/wallet/{}/transfer", lambda g, n, key: _moved(g, n, key) | {"to_wallet_id": g.place.wallets[1]}, LEDGER),
    Case("API: book", "/api/v1/booking/", _booked, "SELECT count(*) FROM booking"),
    Case(
        "API: charge once", "/api/v1/adhoc/",
        lambda g, n, key: {"organisation_id": g.organisation, "location_id": g.place.location, "date": g.today, "description": "Catering", "unit_price_cents": CENTS, "Idempotency-Key": key},
        "SELECT count(*) FROM adhoc",
    ),
    Case(
        "API: charge monthly", "/api/v1/line_item/",
        lambda g, n, key: {"organisation_id": g.organisation, "location_id": g.place.location, "starts_on": g.today, "description": "Parking", "price_cents": CENTS, "Idempotency-Key": key},
        "SELECT count(*) FROM line_item",
    ),
    Case("API: sell", "/api/v1/purchase/", lambda g, n, key: {"product_id": g.product, "user_id": g.place.people[0], "way": "wallet", "key": key}, "SELECT count(*) FROM purchase"),
)  # fmt: skip
FORMS = (
    Case("form: record a payment", "/payments/add", lambda g, n, _key: {"organisation": str(g.organisation), "amount_cents": "123.45", "reference": "EFT"}, "SELECT count(*) FROM payment", is_form=True),
    Case("form: refund", "/payments/refund/{}", lambda g, n, _key: {"amount_cents": "1.23", "reference": "OUT", "reason": "Drill"}, "SELECT count(*) FROM refund", lambda g, n: g.payment, is_form=True),
    Case("form: top up", "/wallets/top-up/{}", _typed, LEDGER, is_form=True),
    Case("form: give", "/wallets/grant/{}", _typed, LEDGER, is_form=True),
    Case("form: put right", "/wallets/adjust/{}", _typed, LEDGER, is_form=True),
    Case("form: transfer", "/wallets/transfer/{}", lambda g, n, _key: _typed(g, n, "") | {"to_wallet_id": str(g.place.wallets[1])}, LEDGER, is_form=True),
    Case("form: book", "/bookings/new", _booked_by_hand, "SELECT count(*) FROM booking", is_form=True),
    Case("form: ask for a deposit", "/organisations/ask-deposit/{}", _typed, "SELECT count(*) FROM deposit", lambda g, n: g.organisation, is_form=True),
    Case("form: use credit", "/invoices/use-credit/{}", lambda g, n, _key: {"amount_cents": "1.23"}, "SELECT count(*) FROM payment_part", lambda g, n: g.invoices[n], is_form=True),
    Case(
        "form: credit a part", "/credits/{}",
        lambda g, n, _key: {"reason": "Drill", "goodwill": "y", "how": "lines", f"amount_{g.lines[n]}": "1.23"},
        "SELECT count(*) FROM credit_note", lambda g, n: g.credited[n], is_form=True,
    ),
    Case(
        "form: charge once", "/adhocs/add",
        lambda g, n, _key: {"description": "Catering", "organisation": str(g.organisation), "unit_price_cents": "123.45", "quantity": "1", "date": g.today},
        "SELECT count(*) FROM adhoc", is_form=True,
    ),
)  # fmt: skip
