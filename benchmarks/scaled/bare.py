"""Tables without their indexes and foreign keys while millions of rows are written; both are put back as they were, which looks at every row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import text
from sqlalchemy.orm import Session

# Foreign keys first: they lean on nothing here. Primary keys stay, others lean on them.
CONSTRAINTS = """
SELECT conrelid::regclass::text AS "table", quote_ident(conname) AS name, pg_get_constraintdef(oid) AS definition FROM pg_constraint
WHERE conrelid = ANY(CAST(CAST(:tables AS text[]) AS regclass[])) AND contype IN ('f', 'u', 'x') ORDER BY contype <> 'f', conname
"""
INDEXES = """
SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS definition FROM pg_index i
WHERE i.indrelid = ANY(CAST(CAST(:tables AS text[]) AS regclass[])) AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid) ORDER BY 1
"""


@contextmanager
def bare(session: Session, tables: Sequence[str]) -> Iterator[None]:
    """Within one transaction: whoever breaks a rule on the way is refused at its end, and nothing is written."""
    constraints = session.execute(text(CONSTRAINTS), {"tables": list(tables)}).all()
    for table, name, _definition in constraints:
        session.execute(text(f"ALTER TABLE {table} DROP CONSTRAINT {name}"))
    indexes = session.execute(text(INDEXES), {"tables": list(tables)}).all()
    for name, _definition in indexes:
        session.execute(text(f"DROP INDEX {name}"))
    yield
    session.execute(text("SELECT set_config('maintenance_work_mem', '512MB', true)"))
    for _name, definition in indexes:
        session.connection().exec_driver_sql(definition)
    for table, name, definition in reversed(constraints):
        session.connection().exec_driver_sql(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
