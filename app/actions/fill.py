"""Fill: what people typed goes into a row, or comes back as words at its field."""

from __future__ import annotations

import datetime as dt
import enum
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import BigInteger, Boolean, Column, Date, Enum, Integer, Numeric, String, inspect

from app.actions.no_card_number import without_card_number
from app.core.clock import is_near
from app.core.errors import Missing, Refused
from app.work import Work

SEVERAL_LINES = {"address", "bank_details", "opening_hours", "amenities", "welcome_text", "body", "message", "thanks", "intro"}
SAID = {"note", "outcome", "abandon_note"}  # free text for colleagues
CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029\u202a-\u202e\u2066-\u2069]"
)  # the last: what turns the direction of all text around it


def fill(work: Work, row: Any, fields: Mapping[str, object]) -> None:
    """Set columns by name. Raises Refused at the form's field for what the column cannot take or the actor may not see.

    A column `location_id` is refused at the field `location`, which is what forms and the API call it.
    """
    mapper = inspect(type(row))
    relations = {column.key: relation for relation in mapper.relationships for column in relation.local_columns if column.foreign_keys}
    for key, value in fields.items():
        if key == "code" and not value and row.id is None:
            continue  # a new row without a code gets one: give_code
        column = mapper.columns[key]
        relation = relations.get(key)
        if relation is None:
            setattr(row, key, _fitting(column, key, value))
        else:
            setattr(row, key, _chosen(work, relation.mapper.class_, column, relation.key, value, present=getattr(row, key)))


def demand(row: Any, *names: str) -> None:
    """Raises Refused at the first of these columns that is still empty."""
    for name in names:
        if getattr(row, name) in (None, ""):
            raise Refused(_("Please fill this in."), field=name.removesuffix("_id"))


def require_near(day: dt.date | None, field: str) -> None:
    """Raises Refused at the field for a year that is a slip of the pen."""
    if day is not None and not is_near(day):
        raise Refused(_("That year is too far away."), field=field)


def require_past(day: dt.date, present: dt.date, field: str) -> None:
    """Raises Refused at the field for a day that is still to come, or in a year that is a slip of the pen."""
    if day > present:
        raise Refused(_("That day is still to come."), field=field)
    require_near(day, field)


def _chosen(work: Work, model: Any, column: Column[Any], field: str, value: Any, *, present: Any) -> int | None:
    if value in (None, ""):
        if not column.nullable:
            raise Refused(_("Please choose one."), field=field)
        return None
    if value == present:
        return int(value)
    try:
        work.get(model, value)
    except Missing as missing:
        raise Refused(_("Please choose one of the list."), field=field) from missing
    return int(value)


def _fitting(column: Column[Any], key: str, value: Any) -> Any:
    kind = column.type
    if isinstance(kind, Enum):
        return _member(kind, column, key, value)
    if isinstance(kind, String):
        return _text(column, key, value)
    if value is None:
        if not column.nullable:
            raise Refused(_("Please fill this in."), field=key)
        return None
    if isinstance(kind, Boolean):
        return bool(value)
    if isinstance(kind, Integer):
        _within(value, 63 if isinstance(kind, BigInteger) else 31, key)
    elif isinstance(kind, Numeric):
        _precise(Decimal(value), kind, key)
    elif isinstance(kind, Date) and isinstance(value, dt.date):
        require_near(value, key)
    return value


def _member(kind: Enum, column: Column[Any], key: str, value: Any) -> enum.Enum | None:
    if value in (None, ""):
        if not column.nullable:
            raise Refused(_("Please choose one."), field=key)
        return None
    try:
        found: enum.Enum = kind.enum_class(value)  # type: ignore[misc]
    except ValueError as wrong:
        raise Refused(_("Please choose one of the list."), field=key) from wrong
    return found


def _text(column: Column[Any], key: str, value: Any) -> str | None:
    text = str(value if value is not None else "").replace("\r\n", "\n").strip()
    if key not in SEVERAL_LINES:
        text = " ".join(text.split())
    if CONTROL.search(text):
        raise Refused(_("This holds characters that cannot be printed."), field=key)
    length = column.type.length  # type: ignore[attr-defined]
    if length is not None and len(text) > length:
        raise Refused(_("This is too long: at most %(count)d characters.", count=length), field=key)
    if text:
        return without_card_number(text, key) if key in SAID else text
    if column.nullable:
        return None
    if column.default is None and column.server_default is None:
        raise Refused(_("Please fill this in."), field=key)
    return ""


def _within(value: int, bits: int, key: str) -> None:
    if not -(2**bits) <= value < 2**bits:
        raise Refused(_("That number is too large."), field=key)


def _precise(value: Decimal, kind: Numeric[Any], key: str) -> None:
    scale, precision = kind.scale or 0, kind.precision or 0
    if not value.is_finite():
        raise Refused(_("This is not a number."), field=key)
    if abs(value) >= Decimal(10) ** (precision - scale):
        raise Refused(_("That number is too large."), field=key)
    if value != value.quantize(Decimal(1).scaleb(-scale)):
        raise Refused(_("At most %(count)d decimals.", count=scale), field=key)
