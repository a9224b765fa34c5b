"""Choose the card that is charged when nobody says which."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import update

from app.access.actor import Actor
from app.actions.payments.card import held_card
from app.core.errors import Refused
from app.models import PaymentMethod
from app.work import transaction


def choose_card(method_id: int, *, by: Actor) -> PaymentMethod:
    """Raises Refused for a card that can no longer be charged."""
    with transaction(by=by) as work:
        method = held_card(work, method_id)
        if not method.can_be_charged:
            raise Refused(_("%(card)s can no longer be charged: choose another card.", card=method))
        if not method.is_default:
            others = (PaymentMethod.organisation_id == method.organisation_id, PaymentMethod.is_default)
            work.session.execute(update(PaymentMethod).where(*others).values(is_default=False))
            method.is_default = True
    return method
