"""A proposal and a signed contract as plain values."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

from app.core.month import Month
from app.models.paper import PaperKind, PaperStatus
from app.queries.documents import discounts_of
from app.queries.papers.steps import Step
from app.queries.papers.view import Figures, OfferedLine, PaperView, Signature
from app.rules.paper_text import blocks
from tests.rendering.documents import SELLER

COMMITTED = {"rule": "commitment", "percent": "10", "reason": ""}
DEPOSIT = {
    "kind": "deposit",
    "description": "Deposit, refundable, no VAT: Dedicated desk",
    "formula": "",
    "net": 295000,
    "vat": 0,
    "factors": [],
    "discounts": (),
}
WORDS = "Dear Thandi,\n\nThank you for coming by.\n\n# What comes with it\n\n- WiFi & printing\n- Coffee\n\nKind regards,\nSipho Dlamini"


def desk(description: str, formula: str, net: int, vat: int) -> dict[str, Any]:
    return {
        "kind": "license",
        "description": description,
        "formula": formula,
        "net": net,
        "vat": vat,
        "factors": [COMMITTED],
        "discounts": discounts_of([COMMITTED]),
    }


FIRST = (
    desk("Dedicated desk, 12–30 Jun 2026 (19 of 30 days)", "2 950.00 × 19 of 30 days × (1 − 10 %) = 1 681.50", 168150, 25223),
    desk("Dedicated desk, 12–30 Jun 2026 (19 of 30 days)", "2 450.00 × 19 of 30 days × (1 − 10 %) = 1 396.50", 139650, 20948),
    DEPOSIT,
    DEPOSIT,
)
WHOLE = (
    desk("Dedicated desk, 1–31 Jul 2026", "2 950.00 × (1 − 10 %) = 2 655.00", 265500, 39825),
    desk("Dedicated desk, 1–31 Jul 2026", "2 450.00 × (1 − 10 %) = 2 205.00", 220500, 33075),
)


def figures(month: Month, lines: tuple[dict[str, Any], ...]) -> Figures:
    net, vat = (sum(line[name] for line in lines) for name in ("net", "vat"))
    return Figures(month, lines, net, vat, net + vat, sum(line["net"] for line in lines if line["kind"] == "deposit"), Decimal(15))


def proposal(**wishes: Any) -> PaperView:
    line = OfferedLine(1, "Dedicated desk", "First floor", 2, dt.date(2026, 6, 12), 12, None, False, None, None, "", 295000)
    values: dict[str, Any] = {
        "kind": PaperKind.PROPOSAL,
        "status": PaperStatus.SENT,
        "code": "KLF-P00007",
        "version": 1,
        "seller": SELLER,
        "location_name": "Kloof Street",
        "zone": "Africa/Johannesburg",
        "country": "ZA",
        "currency": "ZAR",
        "language": "en",
        "vat_registered": True,
        "sender_email": "desk@kloof.example",
        "addressee": "Thandi Nkosi",
        "company": "Nkosi Design (Pty) Ltd",
        "title": "Your place at Kloof Street",
        "blocks": tuple(blocks(WORDS)),
        "lines": (line,),
        "first": figures(Month(2026, 6), FIRST),
        "monthly": figures(Month(2026, 7), WHOLE),
        "steps": (Step(Month(2026, 7), Month(2027, 6), 486000, 72900, 558900), Step(Month(2027, 7), None, 540000, 81000, 621000)),
        "issued_on": dt.date(2026, 6, 10),
        "valid_until": dt.date(2026, 6, 24),
        "term_months": None,
        "notice_months": None,
        "signature": None,
        "answered_at": None,
        "decline_reason": "",
        "logo": None,
    }
    return PaperView(**values | wishes)


def contract(**wishes: Any) -> PaperView:
    """Signed."""
    mark = Signature(
        "Thandi Nkosi",
        dt.datetime(2026, 6, 11, 7, 5, tzinfo=dt.UTC),
        "203.0.113.7",
        "Mozilla/5.0 (Linux; Android 14) Mobile",
        "9f86d081" * 8,
    )
    said = {
        "kind": PaperKind.CONTRACT,
        "status": PaperStatus.SIGNED,
        "code": "KLF-C00003",
        "term_months": 12,
        "notice_months": 1,
        "signature": mark,
    }
    return replace(proposal(), **said | wishes)


def declined() -> PaperView:
    return replace(
        proposal(),
        status=PaperStatus.DECLINED,
        answered_at=dt.datetime(2026, 6, 12, 14, 30, tzinfo=dt.UTC),
        decline_reason="We need four places & a board room from August.",
    )
