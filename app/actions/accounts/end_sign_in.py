"""One session of a person ends: by signing out in it, or from another browser."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor
from app.core import clock
from app.core.errors import Missing
from app.models import SignIn
from app.rules.sign_ins import EndedBy
from app.work import Work, transaction


def end_sign_in(sign_in_id: int, why: EndedBy, *, by: Actor) -> None:
    """One that is over stays as it ended. Raises Missing for anybody else's."""
    with transaction(by=by) as work:
        row = lock_own_sign_in(work, sign_in_id)
        if row.ended_at is None:
            row.ended_at, row.ended_by = clock.now(), why


def lock_own_sign_in(work: Work, sign_in_id: int) -> SignIn:
    """Raises Missing for anybody else's."""
    query = (
        select(SignIn)
        .where(SignIn.id == sign_in_id, SignIn.user_id == work.by.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    row = work.session.scalars(query).one_or_none()
    if row is None:
        raise Missing(_("%(noun)s not found.", noun=_("Sign-in")))
    return row
