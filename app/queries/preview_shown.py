"""A preview as scripts read it: amounts as text with two decimals, lines with their factors and their trace."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import Missing
from app.core.money import plain
from app.core.month import Month
from app.models import Location, Organisation
from app.queries.line_json import Words
from app.queries.preview import Preview, preview
from app.queries.preview_rows import PreviewRow
from app.rules.lines import LineKind, PricedLine
from app.rules.trace import trace

KEYS = {
    LineKind.LICENSE: "license",
    LineKind.CORRECTION: "license",
    LineKind.RECURRING: "line_item",
    LineKind.ADHOC: "adhoc",
    LineKind.DEPOSIT: "deposit",
}


def preview_shown(
    session: Session, location_code: str, month: Month, *, cut_off: dt.date | None = None, organisation_code: str | None = None
) -> dict[str, Any]:
    """The preview of a location by its code, of one organisation or all. Raises Missing for a code that is not there."""
    location = location_of(session, location_code)
    chosen = None
    if organisation_code is not None:
        chosen = session.scalar(select(Organisation.id).where(Organisation.code == organisation_code))
        if chosen is None:
            raise Missing(_("There is no organisation %(code)s.", code=organisation_code))
    found = preview(session, location, month, cut_off=cut_off, organisation_ids=None if chosen is None else [chosen])
    return shown(found)


def location_of(session: Session, code: str) -> Location:
    """Raises Missing."""
    location = session.scalar(select(Location).where(Location.code == code))
    if location is None:
        raise Missing(_("There is no location %(code)s.", code=code))
    return location


def shown(found: Preview) -> dict[str, Any]:
    """The whole preview as plain values."""
    words = Words(found.terms)
    totals = found.totals
    return {
        "location": found.location.code,
        "month": str(found.month),
        "cut_off": found.cut_off.isoformat(),
        "fingerprint": found.fingerprint,
        "warnings": [*found.problems, *({"kind": "charges_wait", "organisation": name, "count": count} for name, count in found.waiting)],
        "organisations": [_organisation(row, words) for row in found.rows],
        **amounts(totals.net, totals.vat),
    }


def _organisation(row: PreviewRow, words: Words) -> dict[str, Any]:
    totals = row.document.totals
    return {
        "organisation": row.code,
        "name": row.name,
        "currency": row.currency,
        **amounts(totals.net, totals.vat),
        "warnings": row.warnings,
        "lines": [line_shown(line, words) for line in row.document.lines],
    }


def amounts(net: int, vat: int) -> dict[str, str]:
    """Cents as text in the major unit."""
    return {"net": plain(net), "vat": plain(vat), "total": plain(net + vat)}


def line_shown(line: PricedLine, words: Words) -> dict[str, Any]:
    """A line with its factors and its trace."""
    return {
        "kind": line.kind.value,
        "license": None,
        KEYS[line.kind]: line.code,
        "description": words.of(line),
        "from": line.starts_on.isoformat(),
        "to": line.ends_on.isoformat(),
        "days": line.days,
        "of": line.of,
        "price": plain(line.price),
        "role": line.role.value if line.role else None,
        "factors": [{"rule": each.rule, "percent": f"{each.percent.normalize():f}"} for each in line.factors],
        "net": plain(line.net),
        "vat": plain(line.vat),
        "vat_percent": None if line.vat_percent is None else f"{line.vat_percent.normalize():f}",
        "trace": [
            {"rule": step.rule, "step": step.name, **{name: _plain(value) for name, value in step.values.items()}}
            for step in trace(line).steps
        ],
    }


def _plain(value: object) -> object:
    """Exact values as text: a fraction as "5604999/30"."""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value) if isinstance(value, Fraction) else value
