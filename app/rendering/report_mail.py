"""The mail that carries a report: its findings and figures in words, its tables as lines, and where to stop it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.core.month import Month
from app.queries.letter_sender import LetterSender
from app.rendering.account_mail import letter
from app.rendering.mail import MailContent
from app.rendering.reports.say import month_written, written
from app.rendering.reports.shape import Report, Section

MOST = 6  # rows of each table; all of them are attached


@dataclass(frozen=True, slots=True)
class ReportTold:
    """`place` is empty for all locations that the reader sees."""

    title: str
    place: str
    month: Month
    report: Report


def report_mail(sender: LetterSender, told: ReportTold, *, link: str, stop: str) -> MailContent:
    """The button leads to the report; `stop` is the page on which its reader ends the subscription."""
    figures = [
        (each.label, written(each.cell.value, each.cell.kind, each.cell.currency, sender.locale) + (f" ({each.hint})" if each.hint else ""))
        for each in told.report.figures
    ]
    tables = [(each.title, _lines(each, sender.locale)) for each in told.report.sections]
    facts: dict[str, Any] = {
        "title": told.title,
        "place": told.place,
        "month": month_written(told.month, sender.locale),
        "findings": told.report.findings,
        "figures": figures,
        "tables": tables,
    }
    return letter("report", sender, link, stop=stop, **facts)


def _lines(section: Section, locale: str) -> list[str]:
    """The last rows of a table of months, the first of any other: what is nearest to today, or most; and what is not in them."""
    rows = section.rows[-MOST:] if section.rows and isinstance(section.rows[0][0].value, Month) else section.rows[:MOST]
    found = []
    for first, *rest in rows:
        said = [
            f"{column.name} {text}"
            for column, cell in zip(section.columns[1:], rest, strict=True)
            if (text := written(cell.value, cell.kind, cell.currency, locale)) and cell.value
        ]
        found.append(f"{written(first.value, first.kind, '', locale)}: {' · '.join(said) or '–'}")
    return [*found, section.caution] if section.caution else found
