"""Foyer: the back office of flexible-workspace operators. `create_app` puts the house together."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask

from app.core import database
from app.core.storage import storage_of

if TYPE_CHECKING:
    from config import Settings

HERE = Path(__file__).resolve().parent.parent


def create_app(settings: Settings, *, web: bool = True, sync: bool = False) -> Flask:
    """The application over `settings`.

    `web=False` leaves the screens out, for workers and commands. `sync=True` also writes permissions and roles into
    the database, which one process does once, in `run.py migrate`.
    """
    from flask_migrate import Migrate

    import jobs.handlers
    from app import audit, logs, translation
    from app.access import scope
    from app.core.entity import db
    from config import Mode

    app = Flask("foyer", root_path=str(HERE), static_folder="static", template_folder="templates")
    app.config.update(flask_config(settings, web=web))
    app.extensions["settings"] = settings
    app.extensions["storage"] = storage_of(settings)
    logs.install(settings)
    db.init_app(app)
    if settings.database_pooler:
        with app.app_context():
            database.begin_anew(db.engine, web=web)
    if settings.mode is not Mode.TEST:  # a test moves its own clock
        with app.app_context():
            database.keep_time(db.engine)
    Migrate(app, db, directory=str(HERE / "app" / "migrations"), render_as_batch=False)  # a way around SQLite
    translation.install(app)
    scope.assert_complete()
    audit.watch()
    jobs.handlers.install(settings)
    if web:
        from app.web import install

        install(app, settings, sync=sync)
    return app


def flask_config(settings: Settings, *, web: bool = False) -> dict[str, object]:
    """What Flask and its extensions read, derived from our settings."""
    url = settings.database_url.replace("postgresql://", "postgresql+psycopg://", 1)
    return {
        "SECRET_KEY": settings.secret_key,
        "SECRET_KEY_FALLBACKS": list(settings.other_secret_keys),
        "SQLALCHEMY_DATABASE_URI": url,
        "SQLALCHEMY_ENGINE_OPTIONS": {
            "pool_pre_ping": True,
            "pool_size": settings.threads + 1,
            "connect_args": {"connect_timeout": 10, **database.connecting(url, pooled=settings.database_pooler, web=web)},
        },
        "TESTING": settings.mode == "test",
    }
