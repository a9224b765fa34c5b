"""A run as rows for a spreadsheet, one a line of an invoice, read in portions so that any size fits into little memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session, undefer

from app.models import CreditNote, Invoice, InvoiceRun, Organisation, RunOrganisation
from app.queries.line_json import line_from
from app.queries.run_preview import Asked, matching
from app.rules.formula import formula
from app.rules.trace import amount_of

PORTION = 500
Cell = str | int | Decimal | None


def head() -> list[str]:
    """The names of the columns."""
    return [
        _("Organisation"), _("Code"), _("Decision"), _("Number"), _("Kind"), _("Description"), _("From"), _("To"), _("Net"), _("VAT"),
        _("Total"), _("How it came about"), _("Organisation net"), _("Last month"), _("Warnings"),
    ]  # fmt: skip


def count_lines(session: Session, run: InvoiceRun, asked: Asked) -> int:
    """How many rows `run_lines` has."""
    query = select(func.coalesce(func.sum(func.jsonb_array_length(RunOrganisation.lines)), 0)).select_from(RunOrganisation)
    return int(session.scalar(matching(query, run.id, asked)) or 0)


def run_lines(session: Session, run: InvoiceRun, asked: Asked, warning: Any, words: Callable[[str], str] = str) -> Iterator[list[Cell]]:
    """Amounts are decimals; the sums of an organisation stand on its first line. `warning` says a warning in words, `words` a decision or a kind."""
    row = RunOrganisation
    query = matching(
        select(row, Organisation.name, Organisation.code, func.coalesce(Invoice.number, CreditNote.number))
        .outerjoin(Invoice, Invoice.id == row.invoice_id)
        .outerjoin(CreditNote, CreditNote.id == row.credit_note_id)
        .options(undefer(row.lines)),
        run.id,
        asked,
    ).order_by(Organisation.name, row.id)
    after = query
    try:
        while portion := session.execute(after.limit(PORTION)).all():
            for found, name, code, number in portion:
                yield from _rows(found, name, code, number or "", warning, words)
                session.expunge(found)
            last, name = portion[-1][0].id, portion[-1][1]
            after = query.where(tuple_(Organisation.name, row.id) > (name, last))
    finally:
        session.close()  # a download outlives its request: nobody else gives the connection back


def _rows(found: RunOrganisation, name: str, code: str, number: str, warning: Any, words: Callable[[str], str]) -> Iterator[list[Cell]]:
    warnings = "; ".join(warning(each) for each in found.warnings)
    sums: list[Cell] = [_money(found.net_cents), _money(found.previous_net_cents), warnings]
    for line in map(line_from, found.lines):
        yield [
            name, code, words(found.decision.value), number, words(line.kind.value), line.description, line.starts_on.isoformat(), line.ends_on.isoformat(),
            _money(line.net), _money(line.vat), _money(line.net + line.vat), _how(formula(line, amount_of(line))), *sums,
        ]  # fmt: skip
        sums = [None, None, ""]


def _how(said: str) -> str:
    """Nothing where the arithmetic only says that an amount is itself."""
    before, _sign, after = said.partition(" = ")
    return "" if before == after else said


def _money(cents: int) -> Decimal:
    return Decimal(cents).scaleb(-2)
