"""The organisation whose account somebody acts on: also one that is at home elsewhere, and was billed where they work."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.scope import of_accounts
from app.core.errors import Missing
from app.models import Organisation
from app.work import Work


def debtor(work: Work, organisation_id: int, *, lock: bool = False) -> Organisation:
    """With `lock` held until the transaction ends. Raises Missing where the actor may not look into its account."""
    query = of_accounts(select(Organisation).where(Organisation.id == organisation_id), work.by)
    if lock:
        query = query.with_for_update(of=Organisation).execution_options(populate_existing=True)
    found = work.session.scalars(query).one_or_none()
    if found is None:
        raise Missing(_("%(noun)s not found.", noun=_("Organisation")))
    return found
