"""Invoices on paper: our whole way from values to PDF against WeasyPrint alone, kept warm, on the same page."""

from __future__ import annotations

import datetime as dt
import gc
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from weasyprint import HTML

from app.core.month import Month
from app.models.document_line import LineKind
from app.queries.document_view import Discount, DocumentKind, DocumentView, Line, Party
from app.rendering.pdf import invoice_html, invoice_pdf, press

NAME = "pdf"
TARGETS = {"of_bare_weasyprint": "at least 0.9", "rss_growth_mb": "at most 12"}
LEAST_RATIO = 0.9
MOST_GROWTH = 12
LINES = 12


def measure(settings: Any, long: bool) -> dict[str, Any]:
    """PDFs a second of one core for a page of twelve lines, and how memory grows over 60 (500 with --long)."""
    views = [invoice(number) for number in range(6)]
    pages = [invoice_html(view) for view in views]
    for view in views:
        invoice_pdf(view)
    ours, bare = [], []
    for _ in range(10 if long else 4):
        # Round by round, so that a busy moment slows both, and so that each pays for the memory that it leaves behind.
        ours.append(seconds(lambda: [invoice_pdf(view) for view in views]))
        bare.append(seconds(lambda: [bare_pdf(page) for page in pages]))
    count = 500 if long else 60
    before = resident_mb()
    for number in range(count):
        invoice_pdf(invoice(number))
    gc.collect()
    return {
        "pdfs_a_second": round(len(views) * len(ours) / sum(ours), 1),
        "bare_pdfs_a_second": round(len(views) * len(bare) / sum(bare), 1),
        "of_bare_weasyprint": round(sum(bare) / sum(ours), 3),
        "rendered": count,
        "rss_mb": round(resident_mb(), 1),
        "rss_growth_mb": round(resident_mb() - before, 1),
    }


def holds(figures: dict[str, Any]) -> bool:
    return bool(figures["of_bare_weasyprint"] >= LEAST_RATIO and figures["rss_growth_mb"] <= MOST_GROWTH)


def bare_pdf(page: str) -> bytes:
    """WeasyPrint with fonts and style already read: nothing but its own work."""
    warm = press()
    content: bytes = HTML(string=page, url_fetcher=warm.fetcher).write_pdf(
        stylesheets=[warm.style], font_config=warm.fonts, cache=warm.images, pdf_variant="pdf/ua-1", pdf_tags=True
    )
    return content


def seconds(work: Callable[[], object]) -> float:
    """CPU time of this process."""
    start = time.process_time()
    work()
    return time.process_time() - start


def resident_mb() -> float:
    """Memory that this process holds now; 0 where the system does not say."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0.0
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def invoice(number: int) -> DocumentView:
    """Twelve licenses with discounts; text differs from call to call, as it does in a run."""
    discounts = (Discount("commitment", Decimal(10)), Discount("volume", Decimal(10)))
    lines = tuple(
        Line(
            LineKind.LICENSE,
            f"Dedicated desk, Member {number}-{line}, 1–30 Jun 2026",
            238950,
            35843,
            Decimal(15),
            price_cents=295000,
            discounts=discounts,
        )
        for line in range(LINES)
    )
    net, vat = sum(line.net_cents for line in lines), sum(line.vat_cents for line in lines)
    return DocumentView(
        kind=DocumentKind.INVOICE,
        number=f"KLF-{number:05d}",
        seller=Party("Kloof Street Workspaces (Pty) Ltd", "1 Kloof Street\nCape Town\n8001", "4123456789"),
        buyer=Party(f"Organisation {number} (Pty) Ltd", f"{number} Long Street\nCape Town", f"4{number:09d}"),
        location_name="Kloof Street",
        country="ZA",
        currency="ZAR",
        vat_registered=True,
        issued_on=dt.date(2026, 6, 1),
        due_on=dt.date(2026, 6, 8),
        month=Month(2026, 6),
        lines=lines,
        net_cents=net,
        vat_cents=vat,
        total_cents=net + vat,
        reference=f"KLF-{number:05d}",
        bank_details="First National Bank\nAccount number: 62 123 456 789\nBranch code: 250655",
    )
