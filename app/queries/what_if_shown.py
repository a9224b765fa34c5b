"""A what-if as scripts read it: the shape of a preview, and beside each sum what was invoiced."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

from sqlalchemy.orm import Session

from app.core.money import plain
from app.core.month import Month
from app.queries.factors_json import factors_of
from app.queries.line_json import Words
from app.queries.preview_shown import amounts, line_shown, location_of
from app.queries.what_if import Line, WhatIf, WhatIfRow, what_if
from app.rules.fingerprint import run_fingerprint
from app.rules.what_if import PriceChange


def what_if_shown(session: Session, location_code: str, month: Month, change: PriceChange) -> dict[str, Any]:
    """Raises Missing for a code that is not there, Refused for a month that was not billed."""
    return shown(what_if(session, location_of(session, location_code), month, change))


def shown(found: WhatIf) -> dict[str, Any]:
    """As plain values; the fingerprint stays as long as every line and every sum does."""
    words, billed, would_be = Words(found.terms), found.billed, found.would_be
    organisations = [_organisation(row, words) for row in found.rows]
    return {
        "location": found.location.code,
        "month": str(found.month),
        "price_change": f"{found.change.percent.normalize():+f}%",
        "fingerprint": run_fingerprint({each["organisation"]: _taken(each) for each in organisations}),
        "organisations": organisations,
        **amounts(would_be.net, would_be.vat),
        "invoiced": amounts(billed.net, billed.vat),
        "difference": plain(would_be.net - billed.net),
    }


def _taken(organisation: dict[str, Any]) -> str:
    return sha256(json.dumps(organisation, sort_keys=True).encode()).hexdigest()


def _organisation(row: WhatIfRow, words: Words) -> dict[str, Any]:
    return {
        "organisation": row.code,
        "name": row.name,
        "currency": row.currency,
        **amounts(row.would_be.net, row.would_be.vat),
        "invoiced": amounts(row.billed.net, row.billed.vat),
        "difference": plain(row.difference),
        "warnings": [{"kind": "terms_moved", "net": plain(row.moved)}] if row.moved else [],
        "lines": [*(line_shown(line, words) for line in row.lines), *(_kept(line, sign) for line, sign in row.kept)],
    }


def _kept(line: Line, sign: int) -> dict[str, Any]:
    """A line that stays as it was billed; its trace is on the document's own page."""
    return {
        "kind": line.kind.value,
        "license": None,
        "description": line.description,
        "from": line.starts_on.isoformat() if line.starts_on else None,
        "to": line.ends_on.isoformat() if line.ends_on else None,
        "days": line.days,
        "of": line.of_days,
        "price": plain(line.price_cents) if line.price_cents is not None else None,
        "role": line.role,
        "factors": [{"rule": each.rule, "percent": f"{each.percent.normalize():f}"} for each in factors_of(line.factors)],
        "net": plain(sign * line.net_cents),
        "vat": plain(sign * line.vat_cents),
        "vat_percent": f"{line.vat_percent.normalize():f}",
        "trace": [],
    }
