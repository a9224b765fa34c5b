"""Which print accounts should be at PaperCut, and where one is not what its licenses and its person make it (A1)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from app.actions.access.note_drift import Difference
from app.core.entity import AnySelect
from app.integrations.papercut import PrintAccount
from app.models import Access, FoyerUser
from app.models.access import AccessState
from app.rules.access import System

PRESENT = (AccessState.GRANTED, AccessState.SUSPENDED)
HOUR = dt.timedelta(hours=1)


def accounts() -> AnySelect:
    """Those that should be at PaperCut, with what is compared."""
    columns = (Access.id, Access.username, Access.state, FoyerUser.first_name, FoyerUser.last_name, FoyerUser.email)
    return (
        select(*columns).join(FoyerUser, FoyerUser.id == Access.user_id).where(Access.system == System.PRINTING, Access.state.in_(PRESENT))
    )


def differences(row: Any, there: PrintAccount | None) -> list[Difference]:
    """Where an account is not what its licenses and its person make it; bringing it about again mends each."""
    if there is None:
        return [Difference(_("PaperCut no longer has this account."))]
    name = f"{row.first_name} {row.last_name}".strip()
    expected = (
        ((there.full_name, there.email.lower()) == (name, row.email.lower()), _("PaperCut has another name or address for this person.")),
        (there.is_disabled is (row.state is AccessState.SUSPENDED), _("It is open where it should be closed, or the other way round.")),
    )
    return [Difference(text) for is_so, text in expected if not is_so]
