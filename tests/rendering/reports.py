"""A report as its mail tells it."""

from __future__ import annotations

from app.core.month import Month
from app.rendering.report_mail import ReportTold
from app.rendering.reports.shape import Cell, Column, Figure, Kind, Report, Section

MAY, JUNE = Month(2026, 5), Month(2026, 6)
MOVED = Section(
    "movement-ZAR",
    "R 1 600 a month were gained in this time, and R 1 000 lost",
    [Column("Month", Kind.MONTH), Column("New", Kind.MONEY), Column("Left", Kind.MONEY), Column("Share", Kind.SHARE)],
    [
        [Cell(each, Kind.MONTH), Cell(new, Kind.MONEY, "ZAR"), Cell(left, Kind.MONEY, "ZAR"), Cell(share, Kind.SHARE)]
        for each, new, left, share in ((MAY, 100_000, -100_000, 505), (JUNE, 60_000, 0, None))
    ],
)
REPORT = ReportTold(
    "Revenue",
    "Kloof Street",
    JUNE,
    Report(
        ["R 12 346 a month recurring from 7 customers in Jun 2026."],
        [Figure("Monthly recurring revenue", Cell(1_234_567, Kind.MONEY, "ZAR"), hint="R 600 more")],
        [MOVED],
    ),
)
