"""Read a statement by what its columns mean: money that came in becomes lines that wait, each once."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _
from sqlalchemy.dialects.postgresql import insert

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.core.clock import today
from app.core.errors import Refused
from app.models import BankImport, BankLine, Location
from app.rules.bank_csv import MOST_LINES, Column, grid_of, keys_of, read
from app.work import transaction

MOST_SAID = 5


def read_statement(import_id: int, columns: Mapping[int, Column], *, by: Actor) -> BankImport:
    """`columns` by their place, from 0. All or nothing: raises Refused that names the lines and columns that make no sense."""
    with transaction(by=by) as work:
        found = work.lock(BankImport, import_id)
        require(by, Permission.PAYMENT_WRITE, found)
        if found.content is None:
            return found
        grid = grid_of(found.content)
        try:
            told = read(grid, columns)
        except ValueError as lacking:
            raise Refused(_("Say which column is the day, and which the amount or the money that came in."), field="columns") from lacking
        if told.wrong:
            first = [
                _("line %(line)s, column %(column)s: “%(text)s”", line=each.number, column=each.column, text=each.text[:40])
                for each in told.wrong[:MOST_SAID]
            ]
            more = _(" and %(count)d more", count=len(told.wrong) - MOST_SAID) if len(told.wrong) > MOST_SAID else ""
            raise Refused(
                _("%(name)s cannot be read: %(where)s%(more)s. Nothing was kept.", name=found.file_name, where="; ".join(first), more=more),
                field="columns",
            )
        if not told.lines and not told.out:
            raise Refused(_("%(name)s has no lines with a day and an amount.", name=found.file_name), field="columns")
        if len(told.lines) > MOST_LINES:
            raise Refused(_("A statement has at most %(most)d lines: choose fewer days at the bank.", most=MOST_LINES), field="columns")
        late = next((each for each in told.lines if each.on > today(work.get(Location, found.location_id).zone)), None)
        if late is not None:
            raise Refused(
                _(
                    "Line %(line)s of %(name)s lies in the future: day and month are read day first.",
                    line=late.number,
                    name=found.file_name,
                ),
                field="columns",
            )
        rows = [
            {
                "import_id": found.id,
                "location_id": found.location_id,
                "number": line.number,
                "on": line.on,
                "cents": line.cents,
                "words": line.words[:500],
                "key": key,
            }
            for line, key in zip(told.lines, keys_of(found.account, told.lines), strict=True)
        ]
        made = (
            list(work.session.scalars(insert(BankLine).values(rows).on_conflict_do_nothing(index_elements=["key"]).returning(BankLine.id)))
            if rows
            else []
        )
        found.came_in, found.known, found.went_out, found.content = len(made), len(rows) - len(made), told.out, None
    return found
