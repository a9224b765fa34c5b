"""/stay/: a page that is open asks how long its session still stands, and says that somebody is at it (WCAG 2.2.1). See static/stay.js."""

from __future__ import annotations

from math import ceil
from typing import Any

from flask import Response, g, jsonify
from flask_appbuilder.baseviews import BaseView, expose
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from app.core.clock import now
from app.web import sessions


class StayView(BaseView):  # type: ignore[misc]
    route_base = "/stay"
    default_view = "stay"
    base_permissions: list[str] = []

    @expose("/")
    def stay(self) -> Response:
        """Somebody is here: that is a request like any other. `token`: for the forms of a page that was drawn before they signed in again."""
        return _told() if seconds_left() is None else _told(token=generate_csrf())

    @expose("/look")
    def look(self) -> Response:
        """Asked without anybody here; it keeps nobody signed in."""
        return _told()


def _told(**more: Any) -> Response:
    """`seconds`: until the session is over if nothing is done any more, 0 for who is not signed in; `person`: whose it is."""
    answer = jsonify(seconds=seconds_left() or 0, person=current_user.id if current_user.is_authenticated else None, **more)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def seconds_left() -> int | None:
    """None for who has no session."""
    if not current_user.is_authenticated or "session_ends_at" not in g:
        return None
    return max(0, ceil((sessions.over_at() - now()).total_seconds()))
