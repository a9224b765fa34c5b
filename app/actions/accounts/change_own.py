"""Change what a person says about themselves: name, phone, language, keys of one letter. The address has a way of its own (change_address)."""

from __future__ import annotations

from typing import TypedDict, Unpack

from flask_babel import gettext as _

from app.access.actor import Actor
from app.actions.accounts.person import lock_own
from app.actions.fill import demand, fill
from app.core.errors import Refused
from app.models import FoyerUser
from app.translation import LANGUAGES
from app.work import transaction


class OwnFields(TypedDict, total=False):
    """`language` is a key of LANGUAGES, or empty for that of the house."""

    first_name: str
    last_name: str
    phone: str
    language: str
    single_keys: bool


def change_own(user_id: int, *, by: Actor, **fields: Unpack[OwnFields]) -> FoyerUser:
    """Raises Refused at the field, Forbidden for anybody else's."""
    with transaction(by=by) as work:
        user = lock_own(work, user_id)
        if fields.get("language") and fields["language"] not in LANGUAGES:
            raise Refused(_("Please choose one of the list."), field="language")
        fill(work, user, fields)
        demand(user, "first_name", "last_name")
    return user
