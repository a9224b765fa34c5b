"""Remove a license that was a slip of the pen; one that was ever billed can only be ended."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import exists, select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.deposits.follow import drop_deposits
from app.actions.invoices.locked import require_unlocked
from app.actions.licenses.line_items import line_item_of
from app.core.errors import Refused
from app.core.events import Event
from app.models import CreditNoteLine, Escalation, InvoiceLine, License
from app.models.escalation import EscalationStatus
from app.work import Work, transaction


@dataclass(frozen=True)
class LicenseRemoved(Event):
    license_id: int
    user_id: int | None


def remove_license(license_id: int, *, by: Actor) -> None:
    """Its line item, pauses and deposits that nobody was invoiced for go with it; what names it otherwise (a discount, a later license) keeps it."""
    with transaction(by=by) as work:
        license = work.get(License, license_id)
        require(by, Permission.LICENSE_WRITE, license)
        require_unlocked(work, license.organisation_id, license.location_id)
        license = work.lock(License, license_id)
        if is_billed(work, license):
            raise Refused(_("%(license)s has been billed: end it instead.", license=license.code))
        item = line_item_of(work, license)
        if item is not None:
            work.session.delete(item)
        drop_deposits(work, license)
        for part in (*license.pauses, *license.agreements):
            work.session.delete(part)
        for proposed in work.session.scalars(
            select(Escalation).where(Escalation.license_id == license.id, Escalation.status == EscalationStatus.PROPOSED)
        ):
            work.session.delete(proposed)
        work.session.flush()  # no relation tells the session that these go first
        work.session.delete(license)
        work.emit(LicenseRemoved(license.id, license.user_id))


def is_billed(work: Work, license: License) -> bool:
    """Whether any issued line is about it."""
    asked = select(exists().where(InvoiceLine.license_id == license.id) | exists().where(CreditNoteLine.license_id == license.id))
    return bool(work.session.scalar(asked))
