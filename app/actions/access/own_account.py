"""One of a person's own accounts, for whoever has said who they are once more (A4): callers have asked for the present password."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from app.core.errors import Missing
from app.models import Access
from app.models.access import AccessState
from app.rules.access import System
from app.work import Work


def own_account(work: Work, system: System) -> Access:
    """Locked. Never another person's, whatever the actor may do.

    Raises Missing where there is no account with a password.
    """
    asked = select(Access).where(Access.user_id == work.by.id, Access.system == system).with_for_update(of=Access)
    row = work.session.scalars(asked.execution_options(populate_existing=True)).one_or_none()
    if row is None or row.sealed_password is None or row.state is AccessState.GONE:
        raise Missing(_("You have no such account."))
    return row


def note_password(work: Work, row: Access, verb: str) -> None:
    """That it was shown or renewed is on record; what it is stands nowhere."""
    work.record(verb, "access", [{"noun_id": row.id, "name": str(row), "location_id": row.location_id, "changes": {}}])
