"""One movement of a deposit: who may, once, on which day, and where the deposit stands after it. Shared by its verbs."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import require
from app.access.permissions import Permission
from app.actions.deposits.events import DepositMoved
from app.actions.fill import require_past
from app.actions.invoices.locked import hold_organisation
from app.actions.months.open import require_open_month
from app.core.clock import today
from app.core.errors import Refused
from app.core.money import plain
from app.core.month import Month
from app.models import Deposit, DepositMovement, Invoice, Location
from app.models.deposit import DepositStatus, MovementKind
from app.work import Work

VERBS = {
    DepositStatus.HELD: "hold",
    DepositStatus.SETTLED: "settle",
    DepositStatus.INVOICED: "owe_again",
    DepositStatus.WITHDRAWN: "withdraw",
}


def opened(work: Work, deposit_id: int, key: str) -> tuple[Deposit, DepositMovement | None]:
    """The deposit, locked after its organisation, and what this very key has recorded already: saying it twice is saying it once."""
    deposit = work.get(Deposit, deposit_id)
    require(work.by, Permission.DEPOSIT_WRITE, deposit)
    if not key.strip():
        raise Refused(_("A movement of a deposit needs a key of its own."), field="key")
    hold_organisation(work, deposit.organisation_id)
    deposit = work.lock(Deposit, deposit_id)
    done = work.session.scalars(select(DepositMovement).where(DepositMovement.key == key)).one_or_none()
    if done is not None and done.deposit_id != deposit.id:
        raise Refused(_("This was recorded for another deposit. Open the form again."), field="key")
    return deposit, done


def record(
    work: Work,
    deposit: Deposit,
    kind: MovementKind,
    cents: int,
    *,
    key: str,
    on: dt.date,
    reference: str = "",
    reason: str = "",
    invoice: Invoice | None = None,
    reverses: DepositMovement | None = None,
) -> DepositMovement:
    """Write it, and move the deposit to where its sums, raised by the database, say that it is."""
    movement = work.add(
        DepositMovement(
            deposit_id=deposit.id,
            location_id=deposit.location_id,
            kind=kind,
            cents=cents,
            date=on,
            reference=" ".join(reference.split())[:200],
            reason=reason.strip()[:500],
            recorded_by=work.by.name,
            key=key,
            invoice_id=invoice.id if invoice else None,
            reverses_id=reverses.id if reverses else None,
        )
    )
    work.session.refresh(deposit, ["held_cents", "received_cents"])
    if kind is not MovementKind.OPENING:
        work.emit(DepositMoved(deposit.id))
    stands = standing(deposit)
    if stands is not deposit.status:
        Deposit.moves.move(deposit, VERBS[stands])
    return movement


def standing(deposit: Deposit) -> DepositStatus:
    """What its sums make of a deposit of which money was received once."""
    if deposit.held_cents:
        return DepositStatus.HELD
    if deposit.received_cents:
        return DepositStatus.SETTLED
    return DepositStatus.INVOICED if deposit.invoice_id is not None else DepositStatus.WITHDRAWN


def check_day(work: Work, deposit: Deposit, on: dt.date | None) -> dt.date:
    """The day, today unless said. Raises Refused for one that is still to come, or in a closed month (I12)."""
    location = work.get(Location, deposit.location_id)
    present = today(location.zone)
    on = on or present
    require_past(on, present, "on")
    require_open_month(work, location, Month.of(on))
    return on


def check_held(deposit: Deposit, cents: int | None) -> int:
    """What is to be taken from it. Raises Refused for nothing, and beyond what is held (D3)."""
    if cents is None or cents <= 0:
        raise Refused(_("Say how much: an amount above 0."), field="amount_cents")
    if cents > deposit.held_cents:
        raise Refused(
            _("%(deposit)s holds %(held)s: no more can be taken from it.", deposit=deposit, held=plain(deposit.held_cents)),
            field="amount_cents",
        )
    return cents


def check_said(text: str, field: str) -> str:
    """Raises Refused where nothing is said."""
    if not text.strip():
        raise Refused(_("Please fill this in."), field=field)
    return text.strip()
