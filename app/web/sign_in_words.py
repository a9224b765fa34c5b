"""Sessions in words: with what somebody signed in, and what ended it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from flask import g
from flask_babel import format_timedelta
from flask_babel import gettext as _

from app.models import SignIn
from app.rules.sign_ins import EndedBy


def device_said(row: SignIn) -> str:
    """ "Firefox on Windows", as far as it is known."""
    if row.browser and row.system:
        return str(_("%(browser)s on %(system)s", browser=row.browser, system=row.system))
    return row.browser or row.system or str(_("A browser that we do not know"))


ENDED: dict[EndedBy, Callable[[], str]] = {
    EndedBy.SIGNED_OUT: lambda: _("signed out there"),
    EndedBy.ELSEWHERE: lambda: _("signed out from another browser"),
    EndedBy.STAFF: lambda: _("signed out by staff"),
    EndedBy.PASSWORD: lambda: _("a new password"),
    EndedBy.SWITCHED_OFF: lambda: _("the account was switched off"),
    EndedBy.ACCOUNT: lambda: _("the second step or the team was changed"),
    EndedBy.IDLE: lambda: _("nothing was done for too long"),
    EndedBy.AGE: lambda: _("it was as old as it may become"),
}
# To whoever comes back: that an account was switched off is not for everybody who holds its cookie.
TO_SIGN_IN: dict[EndedBy, Callable[[str], str]] = {
    EndedBy.ELSEWHERE: lambda _time: _("You were signed out here from another browser."),
    EndedBy.STAFF: lambda _time: _("You were signed out everywhere by staff. You may sign in again."),
    EndedBy.PASSWORD: lambda _time: _("Your password was changed, which signs out every other browser."),
    EndedBy.ACCOUNT: lambda _time: _("Your account was changed, which signs out every other browser."),
    EndedBy.IDLE: lambda time: _(
        "You were signed out because nothing was done here for %(time)s. Sign in to go on where you were.", time=time
    ),
    EndedBy.AGE: lambda _time: _("You were signed in for as long as it lasts. Sign in to go on where you were."),
}


def over_said() -> str:
    """Why whoever comes to the page of signing in was signed out; empty where they know, or nobody was."""
    why, idle = g.get("session_over") or (None, dt.timedelta())
    said = TO_SIGN_IN.get(why) if why is not None else None
    return str(said(format_timedelta(idle, threshold=2))) if said is not None else ""
