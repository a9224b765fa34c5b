"""Write: the records of all good lines, in bulk, a few statements a table, audited in the same transaction."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from contextlib import nullcontext
from typing import Any

import psycopg
from sqlalchemy import Table, and_, bindparam, delete, update
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.exc import IntegrityError

from app import audit
from app.actions.organisations.follow import begin_to_follow_all
from app.actions.packages.book import Book
from app.actions.packages.sheet import Record
from app.actions.packages.sheets.users import USER_ROLE
from app.actions.packages.taken import rooms_held
from app.actions.packages.told import happened
from app.actions.tasks.pass_on import pass_on
from app.actions.webhooks.tell_many import tell_many
from app.models import (
    Adhoc,
    Booking,
    Contact,
    Deposit,
    DepositMovement,
    Discount,
    FoyerUser,
    Lead,
    LedgerEntry,
    License,
    LicenseAgreement,
    LicensePause,
    LineItem,
    Location,
    Lot,
    Membership,
    MembershipPrice,
    OpeningBalance,
    Organisation,
    Product,
    Room,
    Space,
    Track,
    TrackTask,
    Wallet,
    XeroContact,
)
from app.models.user import user_location
from app.work import Work
from app.writing import copy_rows, reserve_ids

ORDER: tuple[Any, ...] = (
    Location,
    Space,
    Room,
    Membership,
    MembershipPrice,
    Product,
    Organisation,
    XeroContact,
    FoyerUser,
    USER_ROLE,
    user_location,
    License,
    LicenseAgreement,
    LicensePause,
    LineItem,
    Discount,
    OpeningBalance,
    Deposit,
    DepositMovement,
    Booking,
    Wallet,
    Lot,
    LedgerEntry,
    Adhoc,
    Track,
    TrackTask,
    Contact,
    Lead,
)
BATCH = 5000
AUDIT = ("actor_id", "actor", "verb", "noun", "noun_id", "name", "location_id", "changes", "request_id")


def write(work: Work, book: Book) -> None:
    """Every change of every good line. Removals first and new rows last, so that what must be unique makes way."""
    due: dict[Any, list[Record]] = defaultdict(list)
    noted: dict[Record, dict[str, list[Any]]] = {}
    for line in book.all_lines():
        if line.is_bad or not line.verb:
            continue
        for record in (line.row, *line.extras):
            if record.verb:
                due[record.model].append(record)
        if line.noted:
            noted[line.row] = line.noted
    for model in ORDER:
        records = due[model]
        with rooms_held(work, records) if model is Booking and records else nullcontext():
            _delete(work, model, [record for record in records if record.verb == "delete"])
            writes = [(_update, "change"), (_insert, "create")]
            for step, verb in reversed(writes) if model is TrackTask else writes:  # a task may move under a new one
                step(work, model, [record for record in records if record.verb == verb])
        if not isinstance(model, Table):
            _tell(work, model, records, noted)
    said = {line.row.id for line in book.lines.get("organisations", ())}  # their status is what their own row says
    begin_to_follow_all(work, {_id(record["organisation_id"]) for record in due[License]} - said)
    _pass_on(work, due)
    tell_many(work, happened(due))


def _pass_on(work: Work, due: dict[Any, list[Record]]) -> None:
    """Who lost a role or a place keeps no leads, deals and tasks there, as after a change by hand (C1)."""
    new = {record.id for record in due[FoyerUser] if record.verb == "create"}
    moved = {_id((record.after or record.before or {})["user_id"]) for model in (USER_ROLE, user_location) for record in due[model]}
    for user_id in sorted(moved - new):
        pass_on(work, work.session.get_one(FoyerUser, user_id, populate_existing=True))


def _delete(work: Work, model: Any, records: list[Record]) -> None:
    for record in records:  # few: pauses, roles and discounts that were taken back
        table = _table(model)
        before = record.before or {}
        chosen = table.c.id == record.id if record.id else and_(*(table.c[name] == value for name, value in before.items()))
        work.session.execute(delete(table).where(chosen))


def _update(work: Work, model: Any, records: list[Record]) -> None:
    """Only the columns that change, so that somebody else's change of another column stays."""
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for record in records:
        changed = {name: _id(after) for name, (before, after) in record.changes().items()}
        groups[tuple(sorted(changed))].append({"row_id": record.id, **{f"to_{name}": value for name, value in changed.items()}})
    table = _table(model)
    for names, rows in groups.items():
        rows.sort(key=lambda row: (bool(row.get("to_is_headquarters")), row["row_id"]))
        statement = update(table).where(table.c.id == bindparam("row_id")).values({name: bindparam(f"to_{name}") for name in names})
        for batch in _batches(rows):
            work.session.connection().execute(statement, batch)


def _insert(work: Work, model: Any, records: list[Record]) -> None:
    """By COPY: what is not said falls to the column's default in the database."""
    groups: dict[tuple[str, ...], list[Record]] = defaultdict(list)
    for record in records:
        groups[tuple(sorted(record.after or {}))].append(record)
    table = _table(model)
    for names, group in groups.items():
        columns = names if isinstance(model, Table) else ("id", *names)
        if not isinstance(model, Table):
            for record, number in zip(group, reserve_ids(work.session, table.name, len(group)), strict=True):
                record.id = number
        try:
            copy_rows(work.session, table.name, columns, (_cells(record, columns) for record in group))
        except psycopg.IntegrityError as broken:
            raise IntegrityError("COPY", None, broken) from broken  # as every other write says it


def _cells(record: Record, columns: tuple[str, ...]) -> list[Any]:
    after = record.after or {}
    return [record.id if name == "id" else _copied(_id(after[name])) for name in columns]


def _copied(value: Any) -> Any:
    return str(value) if isinstance(value, Range) else value


def _tell(work: Work, model: Any, records: list[Record], noted: dict[Record, dict[str, list[Any]]]) -> None:
    noun = _table(model).name
    extra = {record: what for record, what in noted.items() if record.model is model}
    by_verb: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for record in dict.fromkeys([*records, *extra]):
        changes = {
            name: [_plain(name, before), _plain(name, after)] for name, (before, after) in record.changes().items() if before is not after
        }
        place = record.id if model is Location else _id((record.after or record.before or {}).get("location_id"))
        row = {"noun_id": record.id, "name": record.name or noun, "location_id": place, "changes": changes | extra.get(record, {})}
        by_verb[record.verb or "change"].append(row)
    for verb, rows in by_verb.items():
        told = (audit.row(work.by, verb, noun, **row) for row in rows)
        copy_rows(
            work.session,
            "audit_event",
            AUDIT,
            ([json.dumps(row[name]) if name == "changes" else row[name] for name in AUDIT] for row in told),
        )


def _plain(name: str, value: Any) -> Any:
    return "•" if name in audit.SECRET and value else audit.plain(_id(value))


def _id(value: Any) -> Any:
    return value.id if isinstance(value, Record) else value


def _table(model: Any) -> Table:
    table: Table = model if isinstance(model, Table) else model.__table__
    return table


def _batches(rows: list[Any]) -> Iterable[list[Any]]:
    return (rows[start : start + BATCH] for start in range(0, len(rows), BATCH))
