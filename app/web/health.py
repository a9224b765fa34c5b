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

PATIENCE = 0.3  # seconds: a balancer asks each second, and takes a late answer for none


def install(app: Flask, redis_url: str) -> None:
    heads = set(ScriptDirectory(f"{app.root_path}/app/migrations").get_heads())
    link = connect(redis_url, socket_connect_timeout=PATIENCE, socket_timeout=PATIENCE) if redis_url else None

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
        found = {"database": _state(database)}
        ready = found["database"] == "ok"
        # told, and not counted: without these pages work, jobs and files catch up, and no other node would do better
        found["queue"] = _state(queue)
        if app.extensions["storage"] is not None:
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
