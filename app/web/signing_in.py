"""What the pages of signing in share: the session that begins, and where the person was going."""

from __future__ import annotations

from urllib.parse import urlsplit

import structlog
from flask import request, session, url_for

from app.models import FoyerUser
from app.web import sessions
from app.web.safe_next import is_page, safe_next

log = structlog.get_logger()


def wanted_page() -> str:
    """Where the person was going. FAB hands over a whole address: of this host only its path counts."""
    text = request.args.get("next", "")
    parts = urlsplit(text) if text.startswith(request.host_url) else None
    path = f"{parts.path}?{parts.query}" if parts and parts.query else parts.path if parts else text
    home = url_for("HomeView.index")
    wanted = safe_next(path, home)
    return wanted if is_page(wanted) else home


def begin(user: FoyerUser, epoch: int) -> None:
    """A new session, with nothing of the one before but the language. Raises Forbidden where `epoch`, of when the password was checked, is over."""
    locale = session.get("locale")
    session.clear()
    if locale:
        session["locale"] = locale
    sessions.begin(user, epoch)
    log.info("signed in", user=user.id, address=request.remote_addr)
