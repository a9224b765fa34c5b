"""The PDF of the receipt of a payment, in the house style of all documents."""

from __future__ import annotations

from app.queries.receipt import Receipt
from app.rendering.logo import logo_address
from app.rendering.pdf import press
from app.rendering.templates import filled
from app.rendering.words.ways_of_paying import came_said, went_back_said
from app.translation import in_language


def receipt_pdf(view: Receipt) -> bytes:
    """On A4. The same receipt gives the same page."""
    return press().printed(receipt_html(view))


def receipt_html(view: Receipt) -> str:
    """The page before printing."""
    with in_language(view.language):  # of the paper, whoever asks for it
        return filled(
            "pdf/receipt.html",
            language=view.language,
            paper=True,
            view=view,
            logo=logo_address(view.logo),
            came_said=came_said,
            went_back_said=went_back_said,
        )
