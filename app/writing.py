"""Writing in bulk: COPY inside the session's own transaction, for what the ORM would take minutes over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from psycopg import sql
from sqlalchemy import text
from sqlalchemy.orm import Session


def copy_rows(session: Session, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """COPY rows into a table; JSON comes as text. Constraints and triggers speak as they do for any insert.

    What COPY writes passes the audit of the session by: the action records it with `work.record`.
    """
    session.flush()  # rows that are referred to must be there first
    rows = list(rows)  # made before the copy begins: a row that asked the database for something would wait for it for ever
    raw: Any = session.connection().connection.driver_connection
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns)))
    with one_plan_for_all_checks(raw), raw.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


@contextmanager
def one_plan_for_all_checks(raw: Any) -> Iterator[None]:
    """Searches are planned one by one (create_app); planning the same look at a foreign key for each row doubles the time of an approval."""
    raw.execute("SET LOCAL plan_cache_mode = auto")
    yield
    raw.execute("SET LOCAL plan_cache_mode = force_custom_plan")


def reserve_ids(session: Session, table: str, count: int) -> list[int]:
    """Numbers for rows that are about to be copied, taken from the table's own sequence."""
    query = text("SELECT nextval(pg_get_serial_sequence(:table, 'id')) FROM generate_series(1, :count)")
    return list(session.scalars(query, {"table": table, "count": count}))
