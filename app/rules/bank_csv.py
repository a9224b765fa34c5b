"""Bank statements as CSV: where the table begins, what its columns mean, and its lines, or all that is wrong with them."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from app.rules.bank_cells import cents_of, day_of

MOST_LINES = 5_000


class Column(StrEnum):
    """`amount` has a sign, or money comes in by one column and goes out by another. Several columns may be words."""

    DAY = "day"
    AMOUNT = "amount"
    MONEY_IN = "in"
    MONEY_OUT = "out"
    WORDS = "words"


C = Column
# What banks call their columns (FNB, Standard Bank, Absa, Nedbank, Capitec, Investec, TymeBank, Discovery), without all but letters.
NAMES: dict[str, Column] = {
    **dict.fromkeys(("date", "transactiondate", "postingdate", "valuedate", "effectivedate", "datum"), C.DAY),
    **dict.fromkeys(("amount", "amountr", "amountzar", "transactionamount", "value", "bedrag"), C.AMOUNT),
    **dict.fromkeys(("in", "inr", "moneyin", "credit", "credits", "creditamount", "creditr", "deposit", "deposits"), C.MONEY_IN),
    **dict.fromkeys(("out", "outr", "moneyout", "debit", "debits", "debitamount", "debitr", "withdrawal", "withdrawals"), C.MONEY_OUT),
    **dict.fromkeys(("description", "transactiondescription", "originaldescription", "details", "narrative", "reference", "beneficiaryreference", "customerreference", "statementdescription", "memo", "payee", "beskrywing"), C.WORDS),
}  # fmt: skip


# Nedbank names no columns: day, words, amount and balance, below four lines about the account.
NEDBANK = {0: C.DAY, 1: C.WORDS, 2: C.AMOUNT}


@dataclass(frozen=True, slots=True)
class Grid:
    """The file as cells; `numbers` are the lines of the file that the rows begin on. `head` is the row with the names, -1 where none has them."""

    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]
    head: int


@dataclass(frozen=True, slots=True)
class Line:
    """Money that came in: cents above zero. `number` is the line of the file."""

    number: int
    on: dt.date
    cents: int
    words: str


@dataclass(frozen=True, slots=True)
class Wrong:
    """`column` is the name of it in the file, or its number."""

    number: int
    column: str
    text: str


@dataclass(frozen=True, slots=True)
class Read:
    """`out` lines went out or moved nothing, and are left aside."""

    lines: tuple[Line, ...]
    wrong: tuple[Wrong, ...]
    out: int


def grid_of(content: bytes) -> Grid:
    """Raises ValueError for what is no table of text."""
    text = _text(content)
    sample = text[:20_000]
    delimiter = max(",;\t", key=sample.count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    rows, numbers, before = [], [], 0
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append(tuple(cell.strip() for cell in cells))
                numbers.append(before + 1)
            before = reader.line_num
    except csv.Error as broken:
        raise ValueError(str(broken)) from broken
    if not rows or max(map(len, rows)) < 2:
        raise ValueError("no table")
    return Grid(tuple(rows), tuple(numbers), next((n for n, row in enumerate(rows[:40]) if _is_whole(columns_of(row))), -1))


def known_columns(grid: Grid) -> dict[int, Column]:
    """By the names in the head, or of a bank that writes none, by its place; empty where a person has to say."""
    if grid.head >= 0:
        return columns_of(grid.rows[grid.head])
    return dict(NEDBANK) if any(row[0].lower().startswith("statement enquiry") for row in grid.rows[:3]) else {}


def columns_of(head: Sequence[str]) -> dict[int, Column]:
    """Columns by their place, of the names that are known; of two days or amounts the first counts."""
    found: dict[int, Column] = {}
    for place, name in enumerate(head):
        column = NAMES.get(re.sub(r"[^a-z]", "", name.lower()))
        if column is not None and (column is C.WORDS or column not in found.values()):
            found[place] = column
    return found


def _is_whole(columns: Mapping[int, Column]) -> bool:
    there = set(columns.values())
    return C.DAY in there and bool(there & {C.AMOUNT, C.MONEY_IN})


def read(grid: Grid, columns: Mapping[int, Column]) -> Read:
    """The lines below the head. Rows without a day and an amount, such as sums and remarks, are no lines. Raises ValueError without the columns."""
    if not _is_whole(columns):
        raise ValueError("a day and an amount are needed")
    lines, wrong, out = [], [], 0
    words = [place for place, column in columns.items() if column is C.WORDS]
    for row, number in zip(grid.rows[grid.head + 1 :], grid.numbers[grid.head + 1 :], strict=True):
        cell: dict[Column, tuple[int, str]] = {
            column: (place, row[place] if place < len(row) else "") for place, column in columns.items() if column is not C.WORDS
        }
        if not cell[C.DAY][1] or not any(cell[each][1] for each in (C.AMOUNT, C.MONEY_IN, C.MONEY_OUT) if each in cell):
            continue
        try:
            on = day_of(cell[C.DAY][1])
            value = next(
                (found for each in (C.AMOUNT, C.MONEY_IN) if each in cell and cell[each][1] and (found := cents_of(cell[each][1]))), 0
            )
        except ValueError:
            place, text = cell[_failing(cell)]
            wrong.append(Wrong(number, _named(grid, place), text))
            continue
        if value > 0:
            lines.append(Line(number, on, value, " ".join(dict.fromkeys(row[place] for place in words if place < len(row) and row[place]))))
        else:
            out += 1
    return Read(tuple(lines), tuple(wrong), out)


def keys_of(account: str, lines: Sequence[Line]) -> list[str]:
    """One for each line: the same day, amount and words are the same line, also in another file; the second of two that are alike in one file is another."""
    seen: dict[str, int] = {}
    found = []
    for line in lines:
        base = f"{account}\n{line.on}\n{line.cents}\n{' '.join(line.words.upper().split())}"
        seen[base] = seen.get(base, 0) + 1
        found.append(sha256(f"{base}\n{seen[base]}".encode()).hexdigest())
    return found


def _failing(cell: Mapping[Column, tuple[int, str]]) -> Column:
    try:
        day_of(cell[C.DAY][1])
    except ValueError:
        return C.DAY
    return next(each for each in (C.AMOUNT, C.MONEY_IN) if each in cell and cell[each][1] and not _is_amount(cell[each][1]))


def _is_amount(text: str) -> bool:
    try:
        cents_of(text)
    except ValueError:
        return False
    return True


def _named(grid: Grid, place: int) -> str:
    return grid.rows[grid.head][place] if grid.head >= 0 and place < len(grid.rows[grid.head]) else str(place + 1)


def _text(content: bytes) -> str:
    """As the bank's program wrote it: with a mark, as UTF-8, or as Windows does."""
    if b"\0" in content and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ValueError("not text")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")
