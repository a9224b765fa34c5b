"""How the numbers of a location may begin (I2)."""

from __future__ import annotations

import re

from flask_babel import gettext as _

from app.core.errors import Refused
from app.rules.document_number import BEGINNING, CREDIT


def checked_prefix(text: str) -> str:
    """In capitals. Raises Refused at the field; an ending of credit notes would give one number to a credit note of one location and an invoice of another."""
    prefix = text.strip().upper()
    if not re.fullmatch(BEGINNING, prefix):
        raise Refused(_("Capital letters, digits, and - / . between them, such as KLF or 2026-KLF."), field="invoice_prefix")
    if prefix.endswith(CREDIT):
        raise Refused(
            _("%(ending)s is how the numbers of credit notes go on; choose another ending.", ending=CREDIT), field="invoice_prefix"
        )
    return prefix
