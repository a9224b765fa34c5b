"""Change a license: holder, space within the location, commitment, price. Another membership or location is a move."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Unpack

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.fill import fill
from app.actions.invoices.locked import require_unlocked
from app.actions.licenses.agree import agreed_in, keep_agreement
from app.actions.licenses.fields import PRICING, LicenseTermsFields
from app.actions.licenses.terms import check_dates, check_price, check_user, holder_of, settle_place
from app.actions.stale import require_fresh
from app.actions.wallets.follow_holders import follow_holders
from app.core.events import Event
from app.models import License, Membership
from app.work import transaction


@dataclass(frozen=True)
class LicenseChanged(Event):
    license_id: int


def change_license(
    license_id: int, *, agreed_from: dt.date | None = None, version: str = "", by: Actor, **fields: Unpack[LicenseTermsFields]
) -> License:
    """Another price or commitment holds from `agreed_from`; where no day is given, from the first that is not billed, and a commitment from its own.

    Days that were billed already are put right by a correction of the next run (P11). Raises Stale unless it is as `version` says.
    """
    with transaction(by=by) as work:
        license = work.get(License, license_id)
        require(by, Permission.LICENSE_WRITE, license)
        require_unlocked(work, license.organisation_id, license.location_id)
        license = work.lock(License, license_id)
        if agreed_from is None and all(getattr(license, name) == value for name, value in fields.items()):
            return license
        require_fresh(work, license, version, zone=license.location.zone)

        space_id, user_id = license.space_id, license.user_id
        prices, agreed = {name: getattr(license, name) for name in PRICING}, agreed_in(license)
        with work.session.no_autoflush:
            fill(work, license, fields)
            if license.space_id != space_id:
                settle_place(work, license, work.get(Membership, license.membership_id))
            check_dates(license)
            if license.user_id != user_id:
                check_user(license, holder_of(work, license))
            if any(getattr(license, name) != before for name, before in prices.items()):
                check_price(work, license)
            keep_agreement(work, license, agreed, agreed_from)
        if license.user_id != user_id:
            follow_holders(work, [license.id])
        work.emit(LicenseChanged(license.id))
    return license
