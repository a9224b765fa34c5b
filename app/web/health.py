"""/healthz: the process is alive. /readyz: it could work now, with what it needs."""

from __future__ import annotations

from collections.abc import Callable

from alembic.script import ScriptDirectory
from flask import Flask, Response, jsonify
from sqlalchemy import select, text

from app.core.entity import db
from app.core.valkey import connect
from app.models import Schedule
from app.models.schedule import Outcome


def install(app: Flask, redis_url: str) -> None:
    heads = set(ScriptDirectory(f"{app.root_path}/app/migrations").get_heads())
    link = connect(redis_url, socket_connect_timeout=1, socket_timeout=1) if redis_url else None

    def database() -> None:
        found = set(db.session.scalars(text("SELECT version_num FROM alembic_version")))
        if found != heads:
            raise RuntimeError("the tables are of another version: run.py migrate")

    def queue() -> None:
        if link is not None:
            link.ping()

    def files() -> None:
        """As the clock found it last: whoever asks each second must not wait for it."""
        if db.session.scalar(select(Schedule.last_outcome).where(Schedule.task == "files")) is Outcome.FAILED:
            raise RuntimeError("does not answer")

    def healthz() -> Response:
        return jsonify({"status": "alive"})

    def readyz() -> tuple[Response, int]:
        checks: dict[str, Callable[[], None]] = {"database": database, "queue": queue}
        found = {name: _state(check) for name, check in checks.items()}
        ready = all(state == "ok" for state in found.values())
        if app.extensions["storage"] is not None:  # told, and not counted: without it most pages work, and no other node would do better
            found["files"] = _state(files)
        return jsonify({"status": "ready" if ready else "not ready", **found}), 200 if ready else 503

    app.add_url_rule("/healthz", view_func=healthz)
    app.add_url_rule("/readyz", view_func=readyz)


def _state(check: Callable[[], None]) -> str:
    """A reason without addresses or passwords: anybody may ask."""
    try:
        check()
    except RuntimeError as reason:
        return str(reason)
    except Exception as reason:  # noqa: BLE001 - whatever it is, we are not ready
        db.session.rollback()
        return f"does not answer ({type(reason).__name__})"
    return "ok"
