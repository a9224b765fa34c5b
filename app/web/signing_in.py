"""What the pages of signing in share: the session that begins, and where the person was going."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlsplit

import structlog
from flask import current_app, request, session, url_for
from flask_login import login_user

from app.core.clock import now
from app.models import FoyerUser
from app.web.safe_next import safe_next

log = structlog.get_logger()


def wanted_page() -> str:
    """Where the person was going. FAB hands over a whole address: of this host only its path counts."""
    text = request.args.get("next", "")
    parts = urlsplit(text) if text.startswith(request.host_url) else None
    path = f"{parts.path}?{parts.query}" if parts and parts.query else parts.path if parts else text
    return safe_next(path, url_for("HomeView.index"))


def begin(user: FoyerUser) -> None:
    """A new session, with nothing of the one before but the language."""
    locale = session.get("locale")
    session.clear()
    if locale:
        session["locale"] = locale
    hours = current_app.extensions["settings"].session_hours
    session["until"] = int((now() + dt.timedelta(hours=hours)).timestamp())
    session.permanent = True
    login_user(user)
    log.info("signed in", user=user.id, address=request.remote_addr)
