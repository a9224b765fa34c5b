"""The migration that writes addresses as mail servers take them."""

from __future__ import annotations

import importlib
from typing import Any

from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import text

STEP: Any = importlib.import_module("app.migrations.versions.0093_addresses_in_ascii")


def test_every_column_is_there(session: Any) -> None:
    known = {
        (table, column)
        for table, column in session.execute(
            text("SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'")
        )
    }
    assert {(table, column) for table, columns in STEP.COLUMNS.items() for column in columns} <= known


def test_other_letters_are_spelled_in_ascii_and_what_is_taken_stays(make: Any, session: Any) -> None:
    place = make.location()
    organisation = make.organisation(place)
    user, plain, double, taken = (make.user("Member", organisation_id=organisation.id) for _ in range(4))
    rows = {
        "user": (user.id, "zoe@faß.de"),
        "plain": (plain.id, "ann@acme.example"),
        "double": (double.id, "x@bücher.example"),
        "taken": (taken.id, "x@xn--bcher-kva.example"),
    }
    for key, address in rows.values():
        session.execute(text("UPDATE ab_user SET email = :address WHERE id = :id"), {"address": address, "id": key})
    session.execute(
        text("UPDATE organisation SET invoice_email = 'a@acme.example; b@bücher.example; zoë@acme.example' WHERE id = :id"),
        {"id": organisation.id},
    )
    session.commit()
    with Operations.context(MigrationContext.configure(session.connection())):
        STEP.upgrade()
    session.commit()
    found = {name: session.scalar(text("SELECT email FROM ab_user WHERE id = :id"), {"id": key}) for name, (key, _address) in rows.items()}
    assert found == {
        "user": "zoe@xn--fa-hia.de",
        "plain": "ann@acme.example",
        "double": "x@bücher.example",
        "taken": "x@xn--bcher-kva.example",
    }
    assert (
        session.scalar(text("SELECT invoice_email FROM organisation WHERE id = :id"), {"id": organisation.id})
        == "a@acme.example; b@xn--bcher-kva.example; zoë@acme.example"
    )
