"""Codes: the human key of a row, made when nobody typed one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, text

from app.work import Work


def give_code(work: Work, row: Any, prefix: str) -> None:
    """A row without a code gets prefix and number ("KLF-L00042"), never one that is taken; it rises with every row."""
    if row.code:
        return
    table = row.__tablename__
    while not row.code:
        row.id = work.session.scalar(text("SELECT nextval(pg_get_serial_sequence(:table, 'id'))"), {"table": table})
        code = f"{prefix}{row.id:05d}"
        if work.session.scalar(select(type(row).id).where(type(row).code == code)) is None:
            row.code = code
