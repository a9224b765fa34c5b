"""The PDF of a statement of account, in the house style of all documents."""

from __future__ import annotations

from app.queries.debtors.statement import Statement
from app.rendering.logo import logo_address
from app.rendering.pdf import press
from app.rendering.templates import filled


def statement_pdf(view: Statement) -> bytes:
    """On A4. The same statement gives the same page."""
    return press().printed(statement_html(view))


def statement_html(view: Statement) -> str:
    """The page before printing."""
    return filled("pdf/statement.html", language=view.language, paper=True, view=view, logo=logo_address(view.logo))
