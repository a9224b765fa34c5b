"""Ask an organisation for a deposit: it goes onto the next invoice of its location (D1)."""

from __future__ import annotations

import datetime as dt
from typing import TypedDict, Unpack

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.codes import give_code
from app.actions.currency import require_currency
from app.actions.fill import demand, fill
from app.actions.invoices.locked import require_unlocked
from app.core.clock import today
from app.core.errors import Refused
from app.models import Deposit, License, Location, Organisation
from app.models.deposit import DepositStatus
from app.work import Work, transaction


class DepositChanges(TypedDict, total=False):
    """The amount is in cents of the location's currency."""

    amount_cents: int
    asked_on: dt.date
    reason: str


class DepositFields(DepositChanges, total=False):
    """A license says organisation and location by itself."""

    code: str
    organisation_id: int
    location_id: int
    license_id: int | None


def ask_deposit(*, key: str = "", by: Actor, **fields: Unpack[DepositFields]) -> Deposit:
    """The same key again answers with the first. Without a day it is asked today, without a location at the organisation's home."""
    with transaction(by=by) as work:
        require(by, Permission.DEPOSIT_WRITE)
        deposit = Deposit(code="", key=key.strip() or None, reason="", status=DepositStatus.ASKED)
        fill(work, deposit, {name: value for name, value in fields.items() if value is not None})
        location = _settle_place(work, deposit)
        require(by, Permission.DEPOSIT_WRITE, deposit)
        require_unlocked(work, deposit.organisation_id, location.id)
        done = work.session.scalars(select(Deposit).where(Deposit.key == deposit.key)).one_or_none() if deposit.key else None
        if done is not None:
            return work.get(Deposit, done.id)
        check_amount(deposit)
        deposit.asked_on = deposit.asked_on or today(location.zone)
        give_code(work, deposit, f"{location.code}-D")
        return work.add(deposit)


def check_amount(deposit: Deposit) -> None:
    """Raises Refused for nothing, and for less."""
    demand(deposit, "amount_cents")
    if deposit.amount_cents <= 0:
        raise Refused(_("Say how much: an amount above 0."), field="amount_cents")


def _settle_place(work: Work, deposit: Deposit) -> Location:
    """Organisation, location and license belong together, and the money is the location's."""
    license = work.get(License, deposit.license_id) if deposit.license_id else None
    if license is not None:
        deposit.organisation_id = deposit.organisation_id or license.organisation_id
        deposit.location_id = deposit.location_id or license.location_id
        if (deposit.organisation_id, deposit.location_id) != (license.organisation_id, license.location_id):
            raise Refused(_("%(license)s is of another organisation or location.", license=license.code), field="license")
    demand(deposit, "organisation_id")
    organisation = work.get(Organisation, deposit.organisation_id)
    deposit.location_id = deposit.location_id or organisation.location_id
    location = work.get(Location, deposit.location_id)
    require_currency(organisation, location, field="location")
    return location
