"""Documents on their way into the tables, and the rows of their lines."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from app.models import InvoiceRun
from app.queries.factors_json import factors_json
from app.queries.line_json import Words, line_json
from app.queries.location_tax import Tax
from app.queries.preview_rows import PreviewRow
from app.rules.discounts import Factor
from app.rules.lines import LineKind, PricedLine

LINE = (
    "position",
    "kind",
    "description",
    "service_month",
    "starts_on",
    "ends_on",
    "days",
    "of_days",
    "before_days",
    "quantity",
    "price_cents",
    "billed_cents",
    "parts",
    "role",
    "factors",
    "net_cents",
    "vat_cents",
    "vat_percent",
    "tax_type",
    "item_code",
    "key",
    "license_id",
    "line_item_id",
    "adhoc_id",
    "deposit_id",
)

NO_VAT = "NONE"  # Xero's tax type of what is outside the scope of VAT


@dataclass(slots=True)
class Frozen:
    """One document; `sign` is -1 for a credit note, whose amounts are what is given back. `texts` are the descriptions of its lines."""

    id: int
    number: str
    row: PreviewRow
    sign: int
    buyer: str = ""
    due_on: dt.date | None = None
    texts: list[str] = field(default_factory=list)
    content_hash: str = ""


def line_rows(documents: Sequence[Frozen], run: InvoiceRun, words: Words, tax: Tax) -> Iterator[tuple[Any, ...]]:
    """The lines of documents in the order of LINE, the document's number before them."""
    first = run.month.first
    for document in documents:
        sign = document.sign
        for position, (line, text) in enumerate(zip(document.row.document.lines, document.texts, strict=True), start=1):
            kind = line.kind
            yield (
                document.id,
                position,
                kind.value,
                text,
                line.starts_on.replace(day=1) if kind is LineKind.CORRECTION else first,
                line.starts_on,
                line.ends_on,
                line.days,
                line.of,
                line.before,
                line.quantity,
                line.price,
                line.billed,
                json.dumps([line_json(part, "", "") for part in line.parts]) if line.parts else "[]",
                line.role.value if line.role else None,
                _factors(line.factors),
                sign * line.net,
                sign * line.vat,
                line.vat_percent if line.vat_percent is not None else 0,
                tax.xero_type if kind is not LineKind.DEPOSIT else NO_VAT,
                words.item_code(line),
                _key(line, run),
                line.id if kind in (LineKind.LICENSE, LineKind.CORRECTION) else None,
                line.id if kind is LineKind.RECURRING else None,
                line.id if kind is LineKind.ADHOC else None,
                line.id if kind is LineKind.DEPOSIT else None,
            )


def _key(line: PricedLine, run: InvoiceRun) -> str:
    """Which charge this is: (license, period, segment, sequence), so that none is billed twice (I4)."""
    if line.kind in (LineKind.ADHOC, LineKind.DEPOSIT):
        return f"{line.kind.value}-{line.id}"
    if line.kind is LineKind.CORRECTION:
        return f"correction-{line.id}-{line.starts_on:%Y-%m}-in-{run.month}"
    return f"{line.kind.value}-{line.id}-{line.starts_on}"


@lru_cache(maxsize=1024)
def _factors(factors: tuple[Factor, ...]) -> str:
    """The same few discounts on line after line."""
    return json.dumps(factors_json(factors))
