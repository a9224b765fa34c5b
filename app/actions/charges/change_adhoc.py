"""Change a charge that waits for an invoice."""

from __future__ import annotations

from typing import Unpack

from flask_babel import gettext as _

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.charges.create_adhoc import AdhocChanges, check_quantity
from app.actions.charges.write import settle_charge
from app.actions.fill import fill
from app.core.errors import Refused
from app.core.money import plain
from app.models import Adhoc, Booking, License
from app.queries.early_exit import early_exit
from app.work import Work, transaction


def change_adhoc(adhoc_id: int, *, by: Actor, **fields: Unpack[AdhocChanges]) -> Adhoc:
    """Organisation and location stay; remove it and note another where those were wrong. Price and quantity of a booking's charge stay as well."""
    with transaction(by=by) as work:
        adhoc = lock_waiting(work, adhoc_id)
        _require_price_of_booking(adhoc, fields)
        most = _most_to_claw_back(work, adhoc)
        fill(work, adhoc, fields)
        check_quantity(adhoc)
        if most is not None and (adhoc.product_id is not None or adhoc.quantity * adhoc.unit_price_cents > most):
            raise Refused(
                _("It charges a discount back, of which at most %(left)s is left, and sells nothing.", left=plain(most)),
                field="unit_price_cents",
            )
    return adhoc


def _most_to_claw_back(work: Work, adhoc: Adhoc) -> int | None:
    """Cents that it may charge: what it does now, and what is left beside it. None for a charge that claws nothing back."""
    if adhoc.claws_back_id is None:
        return None
    left = early_exit(work.session, work.get(License, adhoc.claws_back_id))
    return int(adhoc.quantity * adhoc.unit_price_cents) + (left.net if left is not None else 0)


def lock_waiting(work: Work, adhoc_id: int) -> Adhoc:
    """The charge, locked. Raises Refused when it has been invoiced: from then on only a credit note helps (I11)."""
    adhoc = work.get(Adhoc, adhoc_id)
    require(work.by, Permission.ADHOC_WRITE, adhoc)
    settle_charge(work, adhoc, Permission.ADHOC_WRITE)
    if (booking_id := adhoc.extra.booking_id if adhoc.extra is not None else adhoc.booking_id) is not None:
        work.lock(Booking, booking_id)  # before the charge, as whoever changes a booking does
    adhoc = work.lock(Adhoc, adhoc_id)
    require_waiting(adhoc)
    return adhoc


def require_waiting(adhoc: Adhoc) -> None:
    """Raises Refused for one that is invoiced, or paid by a deposit."""
    if adhoc.invoiced_at is not None:
        raise Refused(_("%(charge)s has been invoiced; a credit note can take it back.", charge=adhoc.description))
    if adhoc.kept_from_id is not None:
        raise Refused(_("%(charge)s is paid by a deposit: take the keeping back on the deposit's page.", charge=adhoc.description))


def _require_price_of_booking(adhoc: Adhoc, fields: AdhocChanges) -> None:
    """Raises Refused for another price than the booking has: what it costs, what pays it and its charges are one amount (B2)."""
    if adhoc.booking_id is None and adhoc.extra_id is None:
        return
    if adhoc.extra_id is not None and fields.get("product_id", adhoc.product_id) != adhoc.product_id:
        raise Refused(
            _("%(charge)s is charged for an extra of a booking, which stays what it is.", charge=adhoc.description), field="product_id"
        )
    for name in ("unit_price_cents", "quantity"):
        if name in fields and fields[name] != getattr(adhoc, name):
            raise Refused(
                _(
                    "%(charge)s is charged for a booking, which has its price. Change or cancel the booking, or remove the charge.",
                    charge=adhoc.description,
                ),
                field=name,
            )
