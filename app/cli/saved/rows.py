"""How many rows each table has: what a backup promises, and what a restored database is compared with."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg import sql

TABLES = """
SELECT schemaname, tablename FROM pg_tables
WHERE schemaname NOT IN ('pg_catalog', 'information_schema') AND schemaname NOT LIKE 'pg\\_%' ORDER BY schemaname, tablename"""


def tables(door: psycopg.Connection[Any]) -> list[tuple[str, str]]:
    """Schema and name of every table that is not PostgreSQL's own."""
    return [(schema, name) for schema, name in door.execute(TABLES).fetchall()]


def counts(door: psycopg.Connection[Any]) -> dict[str, int]:
    """Rows by table, `public` unsaid."""
    found = {}
    for schema, name in tables(door):
        row = door.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(schema, name))).fetchone()
        found[name if schema == "public" else f"{schema}.{name}"] = int(row[0]) if row else 0
    return found


def differences(told: dict[str, int], found: dict[str, int]) -> list[str]:
    """A line for each table that does not have what the manifest says."""
    return [
        f"{name}: {told.get(name, 'no such table')} in the backup, {found.get(name, 'no such table')} here"
        for name in sorted(told.keys() | found.keys())
        if told.get(name) != found.get(name)
    ]
