"""Alembic's environment: one transaction for all revisions, over Foyer's own engine.

Only the schema `public` is compared with the models: the tables in `radius` have the shape that FreeRADIUS wants, and no model.
"""

from __future__ import annotations

from typing import Any

from alembic import context
from flask import current_app

from app.core.entity import Model, db


def render_item(kind: str, item: Any, autogen: Any) -> str | bool:
    """A Month is a date in the database: a revision must not depend on our classes."""
    if kind == "type" and type(item).__name__ == "MonthType":
        return "sa.Date()"
    return False


def run() -> None:
    with db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Model.metadata,
            render_item=render_item,
            include_schemas=False,
            compare_server_default=False,
            **current_app.extensions["migrate"].configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
