"""What the pages behind mailed links have in common: they open for nobody in particular, and say no in one sentence.

Opening a page changes nothing, since mail scanners open links too; the form on it spends the link.
"""

from __future__ import annotations

from typing import Any

import structlog
from flask import flash, g, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user, logout_user

from app.access.sign_in_tokens import LinkRefused
from app.models import FoyerUser
from app.web import sessions

log = structlog.get_logger()


def refused(why: LinkRefused, *, again: str, button: str) -> Any:
    """The sentence, and the way on: where a new link is asked for."""
    g.sign_in_failed = True  # counts for the rate limit
    log.info("link refused", endpoint=request.endpoint, address=request.remote_addr)
    page = render_template("screens/link_refused.html", title=_("This link is over"), message=why.message, again=again, button=button)
    return page, why.status


def to_sign_in(user: FoyerUser, words: str) -> Any:
    """Whoever was signed in here is not any more; the sign-in page knows the name."""
    if current_user.is_authenticated:
        sessions.leave(current_user)
    logout_user()
    session.clear()
    session["name"] = user.username
    flash(words, "success")
    return redirect(url_for("SignInView.login"))


def done(title: str, message: str) -> Any:
    """A page that says what has happened."""
    return render_template("screens/link_done.html", title=title, message=message)
