"""What happened to a row: its audit events with names in the place of numbers."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Text, cast, inspect, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.nouns import READS
from app.access.scope import narrowed
from app.core.entity import Record
from app.core.money import plain
from app.core.spelling import spoken
from app.models import AuditEvent, FoyerUser, License, LicenseAgreement, LicensePause, Membership, MembershipPrice, PlaceOffer, WaitingEntry

MOST = 25
LONGEST = 120
# Rows whose changes are told on another row's page as well.
PARTS: dict[Any, tuple[tuple[Any, Any], ...]] = {
    FoyerUser: ((License, License.user_id),),
    License: ((LicensePause, LicensePause.license_id), (LicenseAgreement, LicenseAgreement.license_id)),
    Membership: ((MembershipPrice, MembershipPrice.membership_id),),
    WaitingEntry: ((PlaceOffer, PlaceOffer.entry_id),),
}
# What is no news to a person: bookkeeping of the program, and sums of bits that nobody reads.
QUIET = {
    "picture_id",
    "touched_at", "previewed_at", "session_epoch", "login_count", "last_login", "fingerprint", "approval_asked_fingerprint", "content_hash", "documents_hash",
    "previous_hash", "call_key", "key", "message_id", "external_id",
}  # fmt: skip


@dataclass(frozen=True)
class Happened:
    """`changes` are (column, before, after) as people read them."""

    at: dt.datetime
    actor: str
    verb: str
    noun: str
    name: str
    changes: list[tuple[str, str, str]]


def history_of(session: Session, row: Any, *, by: Actor) -> list[Happened]:
    """The latest changes of a row and its parts, newest first."""
    events = session.scalars(select(AuditEvent).where(of_row(row, by)).order_by(AuditEvent.id.desc()).limit(MOST)).all()
    return told(session, events)


def of_row(row: Any, by: Actor) -> ColumnElement[bool]:
    """The events of a row, and of those of its parts that `by` may see: a person may have a license at a place that their reader knows nothing of."""
    owned = (AuditEvent.noun == row.__tablename__) & (AuditEvent.noun_id == row.id)
    parts = [
        (AuditEvent.noun == part.__tablename__) & AuditEvent.noun_id.in_(narrowed(select(part.id).where(column == row.id), by, part))
        for part, column in PARTS.get(type(row), ())
        if part not in READS or by.may(READS[part])
    ]
    return or_(owned, *parts)


def tells(silent: Iterable[str] = ()) -> ColumnElement[bool]:
    """What may be more than bookkeeping: asked of the database, which finds a page among thousands of events that say nothing. `silent` are columns beside QUIET."""
    left = AuditEvent.changes.op("-")(cast(sorted({*QUIET, *silent}), ARRAY(Text)))
    return or_(AuditEvent.verb != "change", left != cast({}, JSONB))


def told(session: Session, events: Iterable[AuditEvent]) -> list[Happened]:
    """Events as people read them; at most one query for each kind of row that they name."""
    rows = list(events)
    names = _names(session, rows)
    return [Happened(event.at, event.actor, event.verb, event.noun, event.name, _changes(event, names)) for event in rows]


def _changes(event: AuditEvent, names: dict[tuple[str, int], str]) -> list[tuple[str, str, str]]:
    targets, choices = _targets(event.noun), _choices(event.noun)
    found = []
    for column, pair in event.changes.items():
        if column in QUIET or not isinstance(pair, list) or len(pair) != 2:
            continue
        before, after = (
            spoken(value) if column in choices and isinstance(value, str) else _text(column, value, targets.get(column), names)
            for value in pair
        )
        if before != after:
            found.append((column, before, after))
    return found


def _text(column: str, value: Any, target: str | None, names: dict[tuple[str, int], str]) -> str:
    if value is None or value == "":
        return ""
    if target is not None:
        return names.get((target, value), "")
    if column.endswith("_cents") and isinstance(value, int):
        return plain(value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    if column.endswith("_at"):
        return instant_text(text)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def instant_text(text: str) -> str:
    """A kept instant without its fractions of a second: "2026-11-23 02:50 UTC"."""
    try:
        return f"{dt.datetime.fromisoformat(text).astimezone(dt.UTC):%Y-%m-%d %H:%M} UTC"
    except ValueError:
        return text


def _tables() -> dict[str, Any]:
    return {mapper.class_.__tablename__: mapper.class_ for mapper in Record.registry.mappers}


def _targets(noun: str) -> dict[str, str]:
    """Columns of a table that point at another, with its name."""
    model = _tables().get(noun)
    if model is None:
        return {}
    return {column.key: next(iter(column.foreign_keys)).column.table.name for column in inspect(model).columns if column.foreign_keys}


def _choices(noun: str) -> set[str]:
    """Columns of a table whose words are the program's, as a status is: people read them in their language."""
    model = _tables().get(noun)
    return set() if model is None else {column.key for column in inspect(model).columns if hasattr(column.type, "enums")}


def _names(session: Session, events: list[AuditEvent]) -> dict[tuple[str, int], str]:
    wanted: dict[str, set[int]] = defaultdict(set)
    for event in events:
        for column, target in _targets(event.noun).items():
            wanted[target].update(value for value in event.changes.get(column, ()) if isinstance(value, int))
    tables = _tables()
    return {
        (table, row.id): str(row)
        for table, ids in wanted.items()
        if ids and table in tables
        for row in session.scalars(select(tables[table]).where(tables[table].id.in_(ids)))
    }
