"""The application for a command: servers up, tables up to date, an app context."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from app.cli import schema
from app.cli.migrate import migrate
from app.cli.servers import servers
from config import Settings

if TYPE_CHECKING:
    from flask import Flask


@contextmanager
def opened(settings: Settings, *, web: bool = False) -> Iterator[Flask]:
    """Foyer, whether or not it is up: the servers run at least as long as the block."""
    from app import create_app

    with servers(settings) as running:
        if schema.current(running.database_url) != schema.newest():
            migrate(running)
        app = create_app(running, web=web)
        with app.app_context():
            yield app
