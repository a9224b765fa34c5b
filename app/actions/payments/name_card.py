"""Give a kept card a name, since the vendor tells nothing about it."""

from __future__ import annotations

import re

from flask_babel import gettext as _

from app.access.actor import Actor
from app.actions.payments.card import held_card
from app.core.errors import Refused
from app.models import PaymentMethod
from app.work import transaction

LONGEST = 60
NUMBER = re.compile(r"(?:\d[ -]?){12,19}")


def name_card(method_id: int, name: str, *, by: Actor) -> PaymentMethod:
    """Raises Refused for a name that is too long, or looks like the number of a card, which must not be kept here."""
    with transaction(by=by) as work:
        method = held_card(work, method_id)
        name = " ".join(name.split())
        if len(name) > LONGEST:
            raise Refused(_("A name has up to %(most)d letters.", most=LONGEST), field="name")
        if NUMBER.search(name):
            raise Refused(_("This looks like the number of a card. Say its last four digits at most, as in “Visa 4242”."), field="name")
        method.name = name
    return method
