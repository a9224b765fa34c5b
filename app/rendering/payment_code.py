"""The square to pay with: a European credit transfer where there is an IBAN, else the page to pay on, else the payment in words."""

from __future__ import annotations

import re
from enum import StrEnum

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


class CodeKind(StrEnum):
    """What a phone does with the code: a banking app fills in a transfer, a camera opens the page to pay on, or it shows the words."""

    TRANSFER = "transfer"
    PAGE = "page"
    WORDS = "words"


def payment_code(view: DocumentView) -> tuple[str, CodeKind] | None:
    """SVG, and what it holds; None when nothing is to be paid, or there is neither an account nor a page to pay it on."""
    if view.is_credit or view.due_cents <= 0 or view.number is None or not (view.bank_details or view.pay_link):
        return None
    kind, text = code_text(view)
    code = segno.make(text, error="m", micro=False, boost_error=False, encoding="utf-8", mask=MASK)
    return code.svg_inline(border=0, omitsize=True, lineclass=None, svgclass=None), kind


def code_text(view: DocumentView) -> tuple[CodeKind, str]:
    """What is written into the code of an invoice that is to be paid."""
    account = iban_in(view.bank_details)
    if view.currency == "EUR" and account is not None and view.due_cents <= MOST_TRANSFER:
        return CodeKind.TRANSFER, transfer(view, account)
    return (CodeKind.PAGE, view.pay_link) if view.pay_link else (CodeKind.WORDS, in_words(view))


def transfer(view: DocumentView, account: str) -> str:
    """The lines of an EPC069-12 code, version 002 in UTF-8: no BIC, no purpose, unstructured remittance."""
    name, reference = one_line(view.seller.name, longest=LONGEST_NAME), one_line(view.reference, longest=LONGEST_REFERENCE)
    return "\n".join(("BCD", "002", "1", "SCT", "", name, account, f"EUR{plain(view.due_cents)}", "", "", reference))


def in_words(view: DocumentView) -> str:
    """Payee, account, amount and reference, a line each."""
    amount = money_text(view.due_cents, view.currency, view.locale).replace("\u00a0", " ")
    name, reference = one_line(view.seller.name, longest=LONGEST_NAME), one_line(view.reference, longest=LONGEST_REFERENCE)
    return "\n".join((name, view.bank_details.strip()[:LONGEST_WORDS], amount, reference))
