"""A tax invoice (the worked run of rules.md section 4), a credit note of it, and texts that people should not type."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from typing import Any

import pdfplumber

from app.core.month import Month
from app.models.document_line import LineKind
from app.queries.document_view import Discount, DocumentKind, DocumentView, Line, Party

VAT = Decimal(15)
DISCOUNTS = (Discount("commitment", Decimal(10)), Discount("volume", Decimal(5)))
HOSTILE = '<script>alert(1)</script>{{7*7}}\r\nBcc: thief@example.com \u202eesrever \x00\x07& "quoted" שלום 🎉'
SELLER = Party("Kloof Street Workspaces (Pty) Ltd", "1 Kloof Street, Gardens, Cape Town, 8001", "4123456789")
BUYER = Party("Acme Analytics (Pty) Ltd", "12 Loop Street\nCape Town\n8000", "4987654321", "2019/654321/07")
BANK = "First National Bank\nAccount holder: Kloof Street Workspaces (Pty) Ltd\nAccount number: 62 123 456 789\nBranch code: 250655"


def desk(person: str, price: int, net: int, vat: int, *, days: str = "1–30 Jun 2026") -> Line:
    return Line(LineKind.LICENSE, f"Dedicated desk, {person}, {days}", net, vat, VAT, price_cents=price, discounts=DISCOUNTS)


DESKS = (
    desk("Thandi Nkosi", 295000, 252225, 37834),
    *(
        desk(person, 245000, 209475, 31421)
        for person in ("Sipho Dlamini", "Aisha Patel", "Johan van der Merwe", "Lerato Mokoena", "Naledi Khumalo")
    ),
)
DAY_PASSES = Line(LineKind.ADHOC, "Day pass, 12 Jun 2026", 50000, 7500, VAT, quantity=Decimal(2), price_cents=25000)


def totals(lines: tuple[Line, ...]) -> dict[str, Any]:
    net, vat = sum(line.net_cents for line in lines), sum(line.vat_cents for line in lines)
    return {"lines": lines, "net_cents": net, "vat_cents": vat, "total_cents": net + vat}


def invoice(*lines: Line, **wishes: Any) -> DocumentView:
    values: dict[str, Any] = {
        "kind": DocumentKind.INVOICE,
        "number": "KLF-00042",
        "seller": SELLER,
        "buyer": BUYER,
        "location_name": "Kloof Street",
        "country": "ZA",
        "currency": "ZAR",
        "vat_registered": True,
        "issued_on": dt.date(2026, 6, 1),
        "due_on": dt.date(2026, 6, 8),
        "month": Month(2026, 6),
        "reference": "KLF-00042",
        "bank_details": BANK,
        "pay_link": "https://foyer.example/my/invoices/42/pay",
        "sender_email": "accounts@kloof.example",
    }
    return DocumentView(**values | totals(lines or (*DESKS, DAY_PASSES)) | wishes)


def credit_note(**wishes: Any) -> DocumentView:
    values: dict[str, Any] = {
        "kind": DocumentKind.CREDIT_NOTE,
        "number": "KLF-CN-00003",
        "issued_on": dt.date(2026, 6, 15),
        "due_on": None,
        "reference": "",
        "corrected_number": "KLF-00042",
        "corrected_on": dt.date(2026, 6, 1),
        "applied_cents": 281792,
        "reason": "Two members had left on 31 May.",
    }
    return replace(invoice(*DESKS[1:3]), **values | wishes)


def hostile() -> DocumentView:
    """Every text that a person can type, at its worst."""
    party = Party(HOSTILE, HOSTILE, HOSTILE, HOSTILE)
    long = replace(DESKS[0], description="word " * 1000)
    unbroken = replace(DESKS[0], description="W" * 5000)
    return invoice(
        replace(DESKS[0], description=HOSTILE, discounts=(Discount("manual", Decimal(5), HOSTILE),)),
        long,
        unbroken,
        number=HOSTILE,
        seller=party,
        buyer=party,
        location_name=HOSTILE,
        bank_details=HOSTILE,
        reference=HOSTILE,
        sender_email="desk@kloof.example",
    )


def pages_of(pdf: bytes) -> list[str]:
    """The words of each page, line by line, with ordinary spaces."""
    with pdfplumber.open(BytesIO(pdf)) as document:
        return [page.extract_text().replace("\u00a0", " ") for page in document.pages]
