"""Forget links that are long over, so that the table stays small. What was mailed stays as a delivery."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.core.clock import now
from app.models import SignInToken
from app.work import transaction


def forget_links(*, older_than: dt.timedelta, by: Actor) -> int:
    """How many were removed."""
    with transaction(by=by) as work:
        require(by, Permission.SETTING_WRITE)
        old = delete(SignInToken).where(SignInToken.expires_at < now() - older_than)
        return len(work.session.scalars(old.returning(SignInToken.id)).all())
