"""The PDF of an invoice or a credit note, by WeasyPrint with everything that can be kept warm kept warm."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from threading import Lock
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from app.core.errors import Refused
from app.queries.document_view import DocumentView
from app.queries.no_collection import no_collection
from app.rendering.fetcher import OurFilesOnly
from app.rendering.logo import logo_address
from app.rendering.payment_code import payment_code
from app.rendering.templates import ROOT, filled
from app.rules.document import MOST_LINES, is_too_long

STYLE = ROOT / "templates" / "pdf" / "document.css"
# Where the law wants the words "Tax Invoice" on it (South Africa's VAT Act, section 20(4), and its neighbours').
TAX_INVOICE = frozenset({"BW", "KE", "LS", "MU", "NA", "SZ", "ZA", "ZM", "ZW"})
MOST_IMAGES = 64


@dataclass
class Press:
    """Fonts, style sheet and pictures, read once a process. Pango's font map is for one thread at a time."""

    fonts: FontConfiguration
    fetcher: OurFilesOnly
    style: CSS
    images: dict[Any, Any] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def printed(self, html: str) -> bytes:
        with self.lock, no_collection():  # a page is a million small values: walking them costs a tenth of the time
            if len(self.images) > MOST_IMAGES:
                self.images.clear()
            page = HTML(string=html, url_fetcher=self.fetcher)
            content: bytes = page.write_pdf(
                stylesheets=[self.style], font_config=self.fonts, cache=self.images, pdf_variant="pdf/ua-1", pdf_tags=True
            )
        return content


@cache
def press() -> Press:
    """The one press of this process; making it takes about 0.1 s."""
    fonts, fetcher = FontConfiguration(), OurFilesOnly()
    return Press(fonts, fetcher, CSS(string=STYLE.read_text(), font_config=fonts, url_fetcher=fetcher))


def invoice_pdf(view: DocumentView, *, preview: bool = False) -> bytes:
    """An invoice or a credit note on A4. A preview says across every page that it is none. The same view gives the same page.

    Raises Refused for one that is too long to be printed.
    """
    if is_too_long(len(view.lines)):
        raise Refused(
            _(
                "%(name)s has %(lines)d lines: a paper holds at most %(count)d.",
                name=view.number or view.buyer.name,
                lines=len(view.lines),
                count=MOST_LINES,
            )
        )
    return press().printed(invoice_html(view, preview=preview))


def invoice_html(view: DocumentView, *, preview: bool = False) -> str:
    """The page before printing."""
    code = None if preview else payment_code(view)
    return filled(
        "pdf/document.html",
        language=view.language,
        paper=True,
        view=view,
        preview=preview,
        is_tax_invoice=view.vat_registered and view.country in TAX_INVOICE,
        logo=logo_address(view.logo),
        code=Markup(code[0]) if code else "",  # noqa: S704 - drawn by segno from numbers alone
        code_kind=code[1].value if code else "",
    )
