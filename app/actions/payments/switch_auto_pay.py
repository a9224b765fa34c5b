"""Pay by card automatically from now on, or no more."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor
from app.actions.payments.card import require_keeper
from app.core.errors import Refused
from app.models import Organisation, PaymentMethod
from app.queries.cards import no_cards
from app.work import transaction


def switch_auto_pay(organisation_id: int, *, on: bool, by: Actor) -> Organisation:
    """From the next invoice on. Raises Refused when there is no card to charge or cards are none of its ways to pay, Forbidden for members who do not see invoices."""
    with transaction(by=by) as work:
        organisation = work.lock(Organisation, organisation_id)
        require_keeper(by, organisation)
        if on and (why := no_cards(organisation)):
            raise Refused(why)
        default = select(PaymentMethod.id).where(PaymentMethod.organisation_id == organisation_id, PaymentMethod.is_default)
        if on and work.session.scalar(default) is None:
            raise Refused(_("Add a card first: there is none that could be charged."))
        organisation.auto_pay = on
    return organisation
