"""The organisation whose account somebody acts on: also one that is at home elsewhere, and was billed where they work."""

from __future__ import annotations

from flask_babel import gettext as _

from app.core.errors import Missing
from app.models import Organisation
from app.queries.debtors.account import account_of
from app.work import Work


def debtor(work: Work, organisation_id: int, *, lock: bool = False) -> Organisation:
    """With `lock` held until the transaction ends. Raises Missing where the actor may not look into its account."""
    found = account_of(work.session, organisation_id, by=work.by, lock=lock)
    if found is None:
        raise Missing(_("%(noun)s not found.", noun=_("Organisation")))
    return found
