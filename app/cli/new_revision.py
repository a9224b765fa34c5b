"""migrate --new: write the revision that brings the tables to what the models say, with the next number."""

from __future__ import annotations

from typing import Any

from alembic import command
from alembic.operations.ops import MigrationScript
from alembic.script import ScriptDirectory
from flask import current_app

from config import Settings


def written(settings: Settings, words: str) -> str:
    """Its file, for somebody to read and to finish; empty where nothing differs. The database is up to date."""
    from app import create_app

    with create_app(settings, web=False).app_context():
        config = current_app.extensions["migrate"].migrate.get_config()
        head = ScriptDirectory.from_config(config).get_current_head()
        number = f"{int(head or 0) + 1:04d}"
        made = command.revision(config, words, autogenerate=True, rev_id=number, process_revision_directives=_if_anything)
    scripts = made if isinstance(made, list) else [made]
    return next((each.path for each in scripts if each is not None), "")


def _if_anything(_context: Any, _revision: Any, directives: list[MigrationScript]) -> None:
    """An empty revision would be one more number that means nothing."""
    if directives[0].upgrade_ops is None or directives[0].upgrade_ops.is_empty():
        directives.clear()
