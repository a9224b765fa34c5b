"""Who may write a discount, when, and what it must say. Shared by create, change and remove."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import require
from app.access.permissions import Permission
from app.actions.invoices.locked import require_membership_unlocked, require_unlocked
from app.actions.network import require_whole_network
from app.core.errors import Refused
from app.models import Discount, License, Membership, Organisation, Product
from app.work import Work


def require_discount(work: Work, discount: Discount) -> None:
    """Everything that it names is the actor's to write, and none of it is going out on an invoice (I3)."""
    require(work.by, Permission.DISCOUNT_WRITE)
    named: list[object] = []
    for model, row_id in (
        (Organisation, discount.organisation_id),
        (License, discount.license_id),
        (Membership, discount.membership_id),
        (Product, discount.product_id),
    ):
        if row_id is not None:
            named.append(work.get(model, row_id))
            require(work.by, Permission.DISCOUNT_WRITE, named[-1])
    if named and all(getattr(row, "location_id", None) is None for row in named):
        require_whole_network(work.by)
    _require_unlocked(work, discount)


def _require_unlocked(work: Work, discount: Discount) -> None:
    """A discount on a product touches its sales only, never what a run bills."""
    if discount.product_id is not None:
        return
    if discount.license_id is not None:
        license = work.get(License, discount.license_id)
        require_unlocked(work, license.organisation_id, license.location_id)
    elif discount.organisation_id is not None:
        require_unlocked(work, discount.organisation_id)
    elif discount.membership_id is not None:
        require_membership_unlocked(work, discount.membership_id)


def license_of(work: Work, discount: Discount) -> License | None:
    """The one that it is for, where it is for one."""
    return None if discount.license_id is None else work.get(License, discount.license_id)


def check_discount(discount: Discount, license: License | None) -> None:
    """Raises Refused at the field: out of range, for nothing, or for things that never meet; `license` is the one that it is for."""
    if not 0 <= discount.percent <= 100:
        raise Refused(_("A percentage lies between 0 and 100."), field="percent")
    if discount.starts_on and discount.ends_on and discount.ends_on < discount.starts_on:
        raise Refused(_("The last day is before the first."), field="ends_on")
    if not any((discount.organisation_id, discount.license_id, discount.membership_id, discount.product_id)):
        raise Refused(_("Say what the discount applies to: an organisation, a license, a membership or a product."), field="organisation")
    if license is None:
        return
    if discount.organisation_id not in (None, license.organisation_id):
        raise Refused(_("%(license)s belongs to another organisation.", license=license.code), field="license")
    if discount.membership_id not in (None, license.membership_id):
        raise Refused(_("%(license)s is of another membership.", license=license.code), field="license")
