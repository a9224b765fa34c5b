"""Half signed in: the password was right, the code is still asked for. Such a browser can do nothing else, and not for long."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import session

from app.core.clock import now
from app.core.entity import db
from app.models import FoyerUser

KEY = "half"
LASTS = dt.timedelta(minutes=5)


def begin(user: FoyerUser, epoch: int) -> None:
    """Nothing of an earlier session stays but the language. This is no sign-in: whoever asks who is there finds nobody."""
    locale = session.get("locale")
    session.clear()
    if locale:
        session["locale"] = locale
    session[KEY] = [user.id, epoch, int((now() + LASTS).timestamp())]


def person() -> FoyerUser | None:
    """Whose code is waited for; None when nobody's, or when the time is over, the password changed or the person deactivated."""
    user_id, epoch, until = session.get(KEY) or (0, 0, 0)
    if until < now().timestamp():
        return None
    user = db.session.get(FoyerUser, user_id)
    return user if user is not None and user.is_active and user.session_epoch == epoch else None


def end() -> None:
    session.pop(KEY, None)


def limit_key() -> Any:
    """The rate limit counts by the account whose code is tried."""
    return f"code:{(session.get(KEY) or [0])[0]}"
