"""A reminder of each tone, a statement, a receipt, and what is told of cards, as people get them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from app.core.month import Month
from app.models.payment import PaymentMethodKind
from app.models.refund import RefundWay
from app.queries.charge_letters import ChargeTold
from app.queries.chargeback_letters import ChargebackTold
from app.queries.debtors.letters import ReminderTold
from app.queries.debtors.movements import Move, MoveKind
from app.queries.debtors.open_items import OpenItem
from app.queries.debtors.statement import Entry, Statement
from app.queries.document_view import Party
from app.queries.escalations.letters import PricesTold, RiseTold
from app.queries.health.told import HealthTold
from app.queries.letter_sender import LetterSender
from app.queries.opportunities.referral import ReferralTold
from app.queries.receipt import Back, Receipt, Use
from app.queries.tasks.digest import DueTask, TaskDigest
from app.queries.wallets.ending import EndingTold

BANK = "First Bank, account 62001234567\nBranch 250655"
KLOOF = LetterSender(
    "Kloof Street", Party("Foyer Spaces (Pty) Ltd", "1 Kloof Street, Cape Town, 8001"), "Africa/Johannesburg", "en_ZA", "desk@kloof.example"
)


def reminder(
    days: int, *, buyer: str = "Acme (Pty) Ltd", late: int = 115_000, block_on: dt.date | None = None, is_blocked: bool = False
) -> ReminderTold:
    return ReminderTold(
        7,
        "KLF-00042",
        buyer,
        Month(2026, 6),
        days,
        dt.date(2026, 6, 8),
        115_000,
        late if days > 0 else 0,
        "ZAR",
        BANK,
        "KLF-00042",
        block_on,
        is_blocked,
    )


def reminders() -> dict[str, ReminderTold]:
    return {
        "before": reminder(-3),
        "day_after": reminder(1, block_on=dt.date(2026, 6, 22)),
        "blocked": reminder(14, late=345_000, is_blocked=True),
    }


def charge(
    for_good: bool, again_on: dt.date | None, *, card: str = "card ending in 1111", reason: str = "PayFast refused: Insufficient funds"
) -> ChargeTold:
    return ChargeTold(7, "KLF-00042", 115_000, "ZAR", card, reason, for_good, again_on)


def charges() -> dict[str, ChargeTold]:
    return {
        "again": charge(False, dt.date(2026, 6, 4)),
        "last": charge(False, None),
        "for_good": charge(True, None, reason="PayFast refused: Card expired"),
    }


def prices() -> dict[str, PricesTold]:
    """Example I of the rules beside a license without a commitment; and the same taken back."""
    told = PricesTold(
        "Acme (Pty) Ltd",
        dt.date(2026, 7, 1),
        "ZAR",
        (
            RiseTold("Dedicated desk", "KLF-0007", 265_500, 318_600, 286_740, dt.date(2026, 6, 30), Decimal("10.000")),
            RiseTold("Hot desk", "KLF-0012", 200_000, 216_000),
        ),
    )
    return {"rise": told, "restored": replace(told, told_on=dt.date(2026, 5, 2))}


REFERRAL = ReferralTold(name="Naledi", who="Thandi Mokoena", cents=50000, currency="ZAR", until=dt.date(2026, 9, 14))
ENDING = EndingTold("Naledi", "", 50_000, "ZAR", dt.date(2026, 9, 14))
CHARGEBACK = ChargebackTold(
    7,
    "Acme (Pty) Ltd",
    115_000,
    "ZAR",
    dt.date(2026, 6, 16),
    "CB-20418",
    "The cardholder does not know the payment",
    ("KLF-00042", "KLF-00043"),
)


SIX = dt.datetime(2026, 6, 16, 4, tzinfo=dt.UTC)
HEALTH = HealthTold(
    SIX,
    SIX + dt.timedelta(hours=2),
    ((SIX, "1 job is parked."), (SIX + dt.timedelta(minutes=15), "Salto does not answer: No route to host")),
)


def digest(text: str = "Baobab Studio") -> TaskDigest:
    late = DueTask("Call back and hear what they need", f"Thandi Mokoena, {text}", "Kloof Street", dt.date(2026, 6, 12))
    return TaskDigest(
        (late,),
        (
            DueTask("Show them around", "Jan de Vries", "Kloof Street", dt.date(2026, 6, 17)),
            DueTask("Send the proposal", "Ayşe Demir", "Kloof Street", dt.date(2026, 6, 17)),
        ),
    )


DIGEST = digest()
TOLD = [
    "Jan de Vries mentioned you on Baobab Studio: “@Ann can you call them back?”",
    "Overdue since 12 Jun 2026: Send the proposal, for Thandi Mokoena",
]


def statement(buyer: str = "Acme (Pty) Ltd") -> Statement:
    moves = (
        Move(dt.date(2026, 6, 1), MoveKind.INVOICE, "KLF-00042", 115_000, 7, dt.date(2026, 6, 8)),
        Move(dt.date(2026, 6, 10), MoveKind.PAYMENT, "EFT ACME", -50_000),
        Move(dt.date(2026, 6, 12), MoveKind.CREDIT_NOTE, "KLF-CN-00003", -11_500, 3),
    )
    balances = (165_000, 115_000, 103_500)
    return Statement(
        organisation_id=1,
        seller=Party("Foyer Spaces (Pty) Ltd", "1 Kloof Street, Cape Town, 8001", "4123456789"),
        buyer=Party(buyer, "12 Long Street, Cape Town, 8001", "4000012345"),
        buyer_code="ACME",
        location_name="Kloof Street",
        sender_email="desk@kloof.example",
        bank_details=BANK,
        country="ZA",
        vat_registered=True,
        logo=None,
        currency="ZAR",
        first=dt.date(2026, 6, 1),
        last=dt.date(2026, 6, 30),
        opening=50_000,
        entries=tuple(Entry(move, balance) for move, balance in zip(moves, balances, strict=True)),
        open=(
            OpenItem(1, 1, "ZAR", dt.date(2026, 5, 8), 50_000, 6, "KLF-00031"),
            OpenItem(1, 1, "ZAR", dt.date(2026, 6, 8), 53_500, 7, "KLF-00042"),
        ),
    )


def receipt(buyer: str = "Acme (Pty) Ltd", reference: str = "EFT ACME") -> Receipt:
    """R1 500.00 of which two invoices got R1 100.00, R300.00 went back and R100.00 is credit."""
    day = dt.date(2026, 6, 10)
    return Receipt(
        number="RCPT-000042",
        seller=Party("Foyer Spaces (Pty) Ltd", "1 Kloof Street, Cape Town, 8001", "4123456789"),
        buyer=Party(buyer, "12 Long Street, Cape Town, 8001", "4000012345"),
        buyer_code="ACME",
        location_name="Kloof Street",
        country="ZA",
        vat_registered=True,
        logo=None,
        kind=PaymentMethodKind.EFT,
        received_on=day,
        reference=reference,
        currency="ZAR",
        amount_cents=150_000,
        credit_cents=10_000,
        uses=(Use("KLF-00042", day, 115_000, 65_000, 50_000), Use("KLF-00057", dt.date(2026, 7, 1), 45_000, 45_000, 0)),
        backs=(Back(dt.date(2026, 6, 12), RefundWay.EFT, reference, 30_000, True),),
    )
