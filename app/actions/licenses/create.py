"""Create a license: bind organisation, person, membership and space from a day on, and bill it from then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Unpack

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.codes import give_code
from app.actions.fill import demand, fill
from app.actions.invoices.locked import require_unlocked
from app.actions.licenses.fields import PRICING, LicenseFields
from app.actions.licenses.line_items import keep_line_item
from app.actions.licenses.terms import check_price, check_user, check_welcome, holder_of, settle_place
from app.actions.organisations.follow import begin_to_follow
from app.core.events import Event
from app.models import License, Location, Membership, Organisation
from app.work import transaction


@dataclass(frozen=True)
class LicenseCreated(Event):
    license_id: int


def create_license(*, by: Actor, **fields: Unpack[LicenseFields]) -> License:
    """The location is the membership's. A start in the past is billed by a correction (P11)."""
    with transaction(by=by) as work:
        require(by, Permission.LICENSE_WRITE)
        license = License(code="", occupancy_reason="", custom_price_reason="", net_price=False)
        fill(work, license, fields)
        demand(license, "organisation_id", "membership_id", "space_id", "starts_on")
        require_unlocked(work, license.organisation_id)

        membership = work.get(Membership, license.membership_id)
        check_welcome(work.get(Organisation, license.organisation_id), membership)
        settle_place(work, license, membership)
        require(by, Permission.LICENSE_WRITE, license)
        check_user(license, holder_of(work, license))
        if any(fields.get(name) for name in PRICING) or license.custom_price_cents is not None:
            check_price(work, license)
        give_code(work, license, f"{work.get(Location, license.location_id).code}-L")

        work.add(license)
        keep_line_item(work, license, membership)
        begin_to_follow(work, license.organisation_id)
        work.emit(LicenseCreated(license.id))
    return license
