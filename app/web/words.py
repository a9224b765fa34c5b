"""Names of columns and statuses in the words of the desk."""

from __future__ import annotations

import re

from flask_babel import LazyString, gettext

from app.core.spelling import spelled, spoken

__all__ = ["column_label", "label_spelled", "noun_of", "spelled", "spoken"]
ENDINGS = re.compile(r"_(cents|percent|id)$")


def column_label(name: str) -> LazyString:
    """ "net_cents" -> "Net"; "organisation.name" -> "Organisation"; translated when shown."""
    name = name.removesuffix(".name")
    return LazyString(lambda: gettext(label_spelled(name)))


def label_spelled(name: str) -> str:
    """What a column is called, in English."""
    special = {"vat": "VAT", "xero id": "Xero id", "public id": "Public id"}
    bare = ENDINGS.sub("", name)
    if name.endswith("_percent"):
        bare += " %"
    bare = re.sub(r"^is_", "", bare)
    bare = re.sub(r"_(on|at)$", "", bare) if bare in {"issued_on", "due_on", "sent_at", "locked_at", "done_at", "created_at"} else bare
    text = {"starts_on": "First day", "ends_on": "Last day"}.get(bare) or spelled(bare)
    return special.get(text.lower(), re.sub(r"\b(Vat|Xero)\b", lambda found: {"Vat": "VAT", "Xero": "Xero"}[found[0]], text))


def noun_of(class_name: str) -> str:
    """ "InvoiceRun" -> "invoice_run": the noun of a permission."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", class_name).lower()
