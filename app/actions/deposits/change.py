"""Change what is asked, as long as no invoice asks for it."""

from __future__ import annotations

from typing import Unpack

from flask_babel import gettext as _

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.deposits.ask import DepositChanges, check_amount
from app.actions.fill import fill
from app.actions.invoices.locked import require_unlocked
from app.core.errors import Refused
from app.models import Deposit
from app.models.deposit import DepositStatus
from app.work import Work, transaction


def change_deposit(deposit_id: int, *, by: Actor, **fields: Unpack[DepositChanges]) -> Deposit:
    """Organisation, location and license stay; withdraw it and ask for another where those were wrong."""
    with transaction(by=by) as work:
        deposit = lock_asked(work, deposit_id)
        fill(work, deposit, fields)
        check_amount(deposit)
    return deposit


def lock_asked(work: Work, deposit_id: int) -> Deposit:
    """The deposit, locked. Raises Refused once it is invoiced: from then on only a credit note takes the asking back (I11)."""
    deposit = work.get(Deposit, deposit_id)
    require(work.by, Permission.DEPOSIT_WRITE, deposit)
    require_unlocked(work, deposit.organisation_id, deposit.location_id)
    deposit = work.lock(Deposit, deposit_id)
    if deposit.status is DepositStatus.INVOICED:
        raise Refused(_("%(deposit)s is on %(invoice)s: credit its line there.", deposit=deposit, invoice=deposit.invoice))
    if deposit.status is not DepositStatus.ASKED:
        raise Refused(_("%(deposit)s is not asked for any more.", deposit=deposit))
    return deposit
