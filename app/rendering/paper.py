"""The PDF of a proposal or a contract, and of the same with its signature, in the house style of all documents."""

from __future__ import annotations

from app.queries.papers.view import PaperView
from app.rendering.logo import logo_address
from app.rendering.pdf import press
from app.rendering.templates import filled


def paper_pdf(view: PaperView) -> bytes:
    """On A4; signed ones end with a page that says who agreed, when and to which file. The same view gives the same page."""
    return press().printed(paper_html(view))


def paper_html(view: PaperView) -> str:
    """The page before printing."""
    return filled("pdf/paper.html", language=view.language, paper=True, view=view, logo=logo_address(view.logo))
