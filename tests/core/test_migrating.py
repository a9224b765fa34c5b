"""What one revision sets for itself is gone before the next: all of an upgrade share a connection."""

from __future__ import annotations

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import create_engine, text

from app.cli.schema import REVISIONS
from app.core import database
from app.migrations.beside import beside_writers


def patience(connection) -> str:
    return connection.execute(text("SHOW lock_timeout")).scalar_one()


def test_what_is_built_beside_writers_waits_and_what_comes_after_it_does_not(settings):
    engine = create_engine(
        settings.database_url.replace("postgresql://", "postgresql+psycopg://", 1),
        connect_args=database.connecting(settings.database_url, pooled=False),
    )
    try:
        with engine.connect() as connection:
            context = MigrationContext.configure(connection)
            with Operations.context(context), context.begin_transaction():
                assert patience(connection) == "3s"
                with beside_writers():
                    assert patience(connection) == "0"
                assert patience(connection) == "3s"
                with pytest.raises(ZeroDivisionError), beside_writers():
                    raise ZeroDivisionError  # as an index that cannot be built
                assert patience(connection) == "3s"
    finally:
        engine.dispose()


def test_no_revision_sets_it_by_itself():
    said = {file.name: file.read_text() for file in REVISIONS.glob("*.py")}
    assert [name for name, words in said.items() if "lock_timeout" in words or "autocommit_block" in words] == []
    assert [name for name, words in said.items() if "concurrently" in words and "with beside_writers():" not in words] == []
