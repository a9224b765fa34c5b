"""The migration that makes how numbers begin a promise: what was meant is written down, and what is no beginning is named."""

from __future__ import annotations

import importlib
from typing import Any

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import text

STEP: Any = importlib.import_module("app.migrations.versions.0071_how_numbers_begin")


def test_small_letters_become_capitals_with_their_series_and_what_is_none_stops_it(make: Any, session: Any) -> None:
    small, shared = make.location(code="ONE", invoice_prefix="A1"), make.location(code="TWO", invoice_prefix="A2")
    session.commit()
    connection = session.connection()
    with Operations.context(MigrationContext.configure(connection)):
        STEP.downgrade()
        session.execute(text("UPDATE location SET invoice_prefix = ' klf ' WHERE id = :id"), {"id": small.id})
        session.execute(text("INSERT INTO number_series (prefix, document_type, first_number, last_number) VALUES (' klf ', 'invoice', 1, 41)"))
        session.execute(text("UPDATE location SET invoice_prefix = 'KLF-CN' WHERE id = :id"), {"id": shared.id})
        with pytest.raises(RuntimeError, match=r"TWO \('KLF-CN'\)"):
            STEP.upgrade()
        assert session.scalar(text("SELECT invoice_prefix FROM location WHERE code = 'ONE'")) == "KLF"
        assert session.execute(text("SELECT prefix, last_number FROM number_series")).all() == [("KLF", 41)]
        session.execute(text("UPDATE location SET invoice_prefix = 'KLF2' WHERE id = :id"), {"id": shared.id})
        STEP.upgrade()
    session.rollback()
