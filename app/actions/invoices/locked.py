"""The lock of I3: while an invoice is approved and not yet sent, nothing that it bills may change."""

from __future__ import annotations

from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy import Select, select
from sqlalchemy.exc import OperationalError

from app.core.errors import Locked
from app.core.month import Month
from app.models import Invoice, License, Location, Organisation
from app.models.invoice import InvoiceStatus
from app.work import Work

LOCK_NOT_AVAILABLE = "55P03"


def require_unlocked(work: Work, organisation_id: int, location_id: int | None = None) -> None:
    """Raises Locked, with the run's name, while an invoice of the organisation at the location (None: anywhere) is going out.

    Holds the organisation's row until the transaction ends, so that an approval and a change cannot pass each other.
    """
    hold_organisation(work, organisation_id)
    query = select(Location.name, Invoice.month).where(Invoice.organisation_id == organisation_id)
    _require_none(work, query if location_id is None else query.where(Invoice.location_id == location_id))


def hold_organisation(work: Work, organisation_id: int) -> None:
    """Nothing of the organisation is approved, and nobody else changes what it is billed by, until the transaction ends."""
    try:
        work.session.execute(select(Organisation.id).where(Organisation.id == organisation_id).with_for_update(key_share=True))
    except OperationalError as broken:
        if getattr(broken.orig, "sqlstate", "") == LOCK_NOT_AVAILABLE:
            raise Locked(_("Somebody else changes this organisation or approves its invoices just now; try again in a moment.")) from broken
        raise


def require_membership_unlocked(work: Work, membership_id: int) -> None:
    """The same for everybody who holds a license of the membership: its prices are theirs."""
    held = select(License.id).where(
        License.membership_id == membership_id,
        License.organisation_id == Invoice.organisation_id,
        License.location_id == Invoice.location_id,
    )
    _require_none(work, select(Location.name, Invoice.month).where(held.exists()))


def _require_none(work: Work, query: Select[str, Month]) -> None:
    going_out = query.where(Invoice.status == InvoiceStatus.LOCKED).join(Location, Location.id == Invoice.location_id)
    found = work.session.execute(going_out.limit(1)).first()
    if found is not None:
        location, month = found[0], format_date(found[1].first, "LLLL")
        raise Locked(
            _(
                "%(location)s's %(month)s run is locked while invoices go out; try again in a few minutes or open the run.",
                location=location,
                month=month,
            )
        )
