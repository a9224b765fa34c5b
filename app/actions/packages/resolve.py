"""Resolve: each line meets the row it means, its references become records, its sheet checks the rest."""

from __future__ import annotations

from flask_babel import gettext as _

from app.actions.packages.book import Book
from app.actions.packages.present import KEY
from app.actions.packages.sheet import NOTHING, Column, Line, Record, differ
from app.actions.packages.sheets import SHEETS


def resolve(book: Book) -> None:
    """All lines, in an order in which whatever a line points to is settled before it."""
    for name in SHEETS:
        for line in book.lines.get(name, ()):
            _meet(line, book)
        for line in book.lines.get(name, ()):
            if line.row.line is line:
                _point(line, book)
        for line in book.lines.get(name, ()):
            if not line.is_bad and line.row.line is line:
                line.sheet.settle(line, book)


def _meet(line: Line, book: Book) -> None:
    """Find or make the record. Sheets whose key is made of several columns do so themselves when they settle."""
    key = line.values.get(line.sheet.key[0])
    if len(line.sheet.key) > 1 or key is None:
        line.record = Record(line.sheet.model, "", line=line)
        return
    known = book.known[line.sheet.name].by_key
    record = known.get(key)
    if record is None and line.sheet.name == "contacts" and key in book.merged:
        stays = book.merged[key]  # as it is: what is said here is of the one that went into it
        line.record = Record(stays.model, stays.name, stays.id, stays.before, dict(stays.before or {}))
        return
    if record is None:
        known[key] = record = Record(line.sheet.model, key, after={KEY.get(line.sheet.name, "code"): key})
    line.record = record
    if record.line is None:
        record.line = line
    elif record.line.sheet is not line.sheet:
        where = _("%(file)s, line %(line)d", file=record.line.sheet.file, line=record.line.number)
        book.refuse(line, line.sheet.key[0], _("%(key)s is made by %(where)s already.", key=key, where=where))


def _point(line: Line, book: Book) -> None:
    """Cells into the record: values, references, and what an empty cell means."""
    record = line.row
    for name in line.raw:
        column = line.sheet.by_name.get(name)
        if column is None:
            continue
        value = line.values.get(name)
        if value is None:
            if not line.raw[name] and column.to:
                _put(line, column, line.sheet.empty(column), book)
        elif column.ref:
            target = book.find(column.ref, value)
            if target is None:
                book.refuse(line, name, book.missing(column.ref, value))
            elif target.line is not None and target.line.is_bad:
                book.follow(line, name, target.line)
            else:
                line.values[name] = target
                _put(line, column, target, book)
        else:
            _put(line, column, value, book)
    if record.before is None:
        _demand(line, book)


def _put(line: Line, column: Column, value: object, book: Book) -> None:
    record = line.row
    if value is NOTHING or not column.to:
        return
    if column.fixed and record.before is not None and differ(record.before[column.to], value):
        book.refuse(line, column.name, _("Cannot change: %(name)s exists already with another one.", name=record.name))
        return
    assert record.after is not None
    record.after[column.to] = value


def _demand(line: Line, book: Book) -> None:
    """A new row needs a value wherever its table does."""
    for column in line.sheet.columns:
        if line.sheet.is_needed(column) and not line.raw.get(column.name) and column.name not in line.sheet.key:
            where = _("Is needed for a new row.") if line.says(column.name) else _("This column is needed for a new row.")
            book.refuse(line, column.name, where)
