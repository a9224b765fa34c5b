"""The square that a banking app reads: a European credit transfer where there is an IBAN, else the payment in words."""

from __future__ import annotations

import re

import segno
from stdnum import iban
from stdnum.exceptions import ValidationError

from app.core.formats import money_text
from app.core.money import plain
from app.queries.document_view import DocumentView
from app.rendering.templates import one_line

IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}\b")
LONGEST_NAME = 70
LONGEST_REFERENCE = 140
MOST_TRANSFER = 99_999_999_999
LONGEST_WORDS = 300
# Every mask can be read; choosing the prettiest of the eight would take longer than the rest of the code.
MASK = 4


def iban_in(bank_details: str) -> str | None:
    """The first valid IBAN in free text, without its spaces."""
    for found in IBAN.finditer(bank_details.upper()):
        candidate = found[0]
        while candidate:
            try:
                return str(iban.validate(candidate))
            except ValidationError:
                # "NL91 ABNA 0417 1643 00 BIC ABNANL2A": the words behind belong to something else.
                candidate = candidate.rpartition(" ")[0]
    return None


def payment_code(view: DocumentView) -> tuple[str, bool] | None:
    """SVG, and whether a banking app takes it as a transfer; None when nothing is to be paid or no account is known."""
    if view.is_credit or view.due_cents <= 0 or not view.bank_details or view.number is None:
        return None
    account = iban_in(view.bank_details)
    is_transfer = view.currency == "EUR" and account is not None and view.due_cents <= MOST_TRANSFER
    words = transfer(view, account or "") if is_transfer else in_words(view)
    code = segno.make(words, error="m", micro=False, boost_error=False, encoding="utf-8", mask=MASK)
    return code.svg_inline(border=0, omitsize=True, lineclass=None, svgclass=None), is_transfer


def transfer(view: DocumentView, account: str) -> str:
    """The lines of an EPC069-12 code, version 002 in UTF-8: no BIC, no purpose, unstructured remittance."""
    name, reference = one_line(view.seller.name, longest=LONGEST_NAME), one_line(view.reference, longest=LONGEST_REFERENCE)
    return "\n".join(("BCD", "002", "1", "SCT", "", name, account, f"EUR{plain(view.due_cents)}", "", "", reference))


def in_words(view: DocumentView) -> str:
    """Payee, account, amount and reference, a line each."""
    amount = money_text(view.due_cents, view.currency, view.locale).replace("\u00a0", " ")
    name, reference = one_line(view.seller.name, longest=LONGEST_NAME), one_line(view.reference, longest=LONGEST_REFERENCE)
    return "\n".join((name, view.bank_details.strip()[:LONGEST_WORDS], amount, reference))
