"""Deposits follow a license that is moved, and go with one that is removed."""

from __future__ import annotations

from sqlalchemy import or_, select

from app.models import Deposit, DepositMovement, License
from app.models.deposit import DepositStatus
from app.work import Work


def follow_license(work: Work, old: License, new: License) -> None:
    """What is asked or held for the old one is for the new one, unless that is at another location or another organisation's, whose money it is not."""
    if (old.location_id, old.organisation_id) != (new.location_id, new.organisation_id):
        return
    live = or_(Deposit.held_cents > 0, Deposit.status.in_((DepositStatus.ASKED, DepositStatus.INVOICED)))
    for deposit in work.session.scalars(select(Deposit).where(Deposit.license_id == old.id, live).order_by(Deposit.id).with_for_update()):
        deposit.license_id = new.id


def drop_deposits(work: Work, license: License) -> None:
    """Those that no invoice ever asked for, of a license that was a slip of the pen; others keep it."""
    moved = select(DepositMovement.id).where(DepositMovement.deposit_id == Deposit.id).exists()
    for deposit in work.session.scalars(select(Deposit).where(Deposit.license_id == license.id, Deposit.invoice_id.is_(None), ~moved)):
        work.session.delete(deposit)
