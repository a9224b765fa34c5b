"""Charge back the discount that a license was given for a commitment which ended early, as far as that is not done yet (P7)."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.charges.create_adhoc import create_adhoc
from app.actions.invoices.locked import require_unlocked
from app.core.errors import Refused
from app.core.money import plain
from app.models import Adhoc, License
from app.queries.early_exit import early_exit
from app.work import transaction


def claw_back(license_id: int, *, description: str, unit_price_cents: int | None, by: Actor) -> Adhoc:
    """The organisation is held before anybody looks at what is due: of two at once the second is told what the first left.

    Raises Refused where nothing is left to charge back, and for more than that; what somebody owes beyond it is a charge of its own.
    """
    with transaction(by=by) as work:
        seen = work.get(License, license_id)
        require(by, Permission.ADHOC_WRITE, seen)
        require_unlocked(work, seen.organisation_id, seen.location_id)
        license = work.lock(License, license_id)
        due = early_exit(work.session, license)
        if due is None:
            raise Refused(_("Nothing is left to charge back of %(license)s.", license=license.code))
        if unit_price_cents is None or not 0 < unit_price_cents <= due.net:
            raise Refused(_("Between 0.01 and %(left)s: so much is left to charge back.", left=plain(due.net)), field="unit_price_cents")
        charge = create_adhoc(
            organisation_id=license.organisation_id,
            location_id=license.location_id,
            description=description,
            unit_price_cents=unit_price_cents,
            by=by,
        )
        charge.claws_back_id, charge.clawed_until = license.id, license.ends_on
    return charge
