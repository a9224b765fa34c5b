"""Keep a part of a deposit with a reason: it becomes a charge with VAT inside, which it pays (D4)."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import Actor
from app.actions.charges.create_adhoc import create_adhoc
from app.actions.deposits.record import check_day, check_held, check_said, opened, record
from app.core.errors import Refused
from app.core.month import Month
from app.models import DepositMovement, Location, Organisation
from app.models.deposit import MovementKind
from app.models.organisation import OrganisationStatus
from app.queries.location_tax import tax_of
from app.rules.deposits import kept
from app.work import transaction


def keep_deposit(deposit_id: int, *, key: str, amount_cents: int | None = None, reason: str = "", by: Actor) -> DepositMovement:
    """The amount has VAT inside; without one all that is held. A cent that no net and VAT add up to stays held.

    The charge waits for the next invoice, whose preview needs an active organisation.
    """
    with transaction(by=by) as work:
        deposit, done = opened(work, deposit_id, key)
        if done is not None:
            return done
        reason = check_said(reason, "reason")
        cents = check_held(deposit, deposit.held_cents if amount_cents is None else amount_cents)
        on = check_day(work, deposit, None)
        organisation, location = work.get(Organisation, deposit.organisation_id), work.get(Location, deposit.location_id)
        if organisation.status is not OrganisationStatus.ACTIVE:
            raise Refused(
                _(
                    "%(name)s is not active, so that nothing is invoiced: make it active until its last invoice is out.",
                    name=organisation.name,
                )
            )
        part = kept(cents, tax_of(work.session, location, Month.of(on), on).percent)
        if not part.net:
            raise Refused(_("This is too little for a charge."), field="amount_cents")
        movement = record(work, deposit, MovementKind.KEPT, part.rest - cents, key=key, on=on, reason=reason)
        charge = create_adhoc(
            organisation_id=deposit.organisation_id,
            location_id=deposit.location_id,
            date=on,
            description=_("%(reason)s (kept from deposit %(deposit)s)", reason=reason[:400], deposit=deposit.code),
            unit_price_cents=part.net,
            by=by,
        )
        charge.kept_from_id = movement.id
    return movement
