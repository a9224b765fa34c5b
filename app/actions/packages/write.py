"""Write: the records of all good lines, in bulk, a few statements a table, audited in the same transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Table, and_, bindparam, delete, insert, update

from app import audit
from app.actions.packages.book import Book
from app.actions.packages.sheet import Record
from app.actions.packages.sheets.users import USER_ROLE
from app.models import (
    Adhoc,
    Discount,
    FoyerUser,
    License,
    LicensePause,
    LineItem,
    Location,
    Membership,
    MembershipPrice,
    OpeningBalance,
    Organisation,
    Product,
    Room,
    Space,
    XeroContact,
)
from app.models.user import user_location
from app.work import Work

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
    LicensePause,
    LineItem,
    Discount,
    OpeningBalance,
    Adhoc,
)
BATCH = 5000


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
        _delete(work, model, [record for record in records if record.verb == "delete"])
        _update(work, model, [record for record in records if record.verb == "change"])
        _insert(work, model, [record for record in records if record.verb == "create"])
        if not isinstance(model, Table):
            _tell(work, model, records, noted)


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
    groups: dict[tuple[str, ...], list[Record]] = defaultdict(list)
    for record in records:
        groups[tuple(sorted(record.after or {}))].append(record)
    table = _table(model)
    for group in groups.values():
        for batch in _batches(group):
            rows = [{name: _id(value) for name, value in (record.after or {}).items()} for record in batch]
            if isinstance(model, Table):
                work.session.connection().execute(insert(table), rows)
                continue
            made = work.session.connection().execute(insert(table).returning(table.c.id, sort_by_parameter_order=True), rows)
            for record, number in zip(batch, made.scalars(), strict=True):
                record.id = number


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
        for batch in _batches(rows):
            work.record(verb, noun, batch)


def _plain(name: str, value: Any) -> Any:
    return "•" if name in audit.SECRET and value else audit.plain(_id(value))


def _id(value: Any) -> Any:
    return value.id if isinstance(value, Record) else value


def _table(model: Any) -> Table:
    table: Table = model if isinstance(model, Table) else model.__table__
    return table


def _batches(rows: list[Any]) -> Iterable[list[Any]]:
    return (rows[start : start + BATCH] for start in range(0, len(rows), BATCH))
