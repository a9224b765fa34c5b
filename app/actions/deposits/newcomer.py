"""The deposit of a newcomer: what the membership asks for, or what was agreed instead, with a reason."""

from __future__ import annotations

from dataclasses import replace
from typing import TypedDict

from flask_babel import gettext as _

from app.access.actor import require
from app.access.permissions import Permission
from app.actions.deposits.ask import ask_deposit
from app.actions.deposits.withdraw import withdraw_deposit
from app.core.errors import Refused
from app.models import Deposit, License
from app.queries.deposit_proposal import proposed_deposit
from app.work import Work


class AskedDeposit(TypedDict, total=False):
    """Cents; without an amount what the membership asks for. Less than that needs a reason."""

    amount_cents: int | None
    reason: str


def ask_newcomer(work: Work, license: License, said: AskedDeposit, key: str) -> Deposit | None:
    """Whoever may onboard asks for what the membership says; another amount takes the permission for deposits.

    A deposit that is waived stays on record, withdrawn, with its reason. None where nothing is asked for.
    """
    work.session.flush()  # the price of the license is read past the session
    usual = proposed_deposit(work.session, license)
    amount, reason = said.get("amount_cents"), (said.get("reason") or "").strip()
    if amount is None or amount == usual:
        amount = usual
    else:
        require(work.by, Permission.DEPOSIT_WRITE)
        if amount < 0:
            raise Refused(_("An amount cannot be negative."), field="deposit_cents")
        if amount < usual and not reason:
            raise Refused(_("Say why less than usual is asked for."), field="deposit_reason")
    allowed = replace(work.by, permissions=work.by.permissions | {Permission.DEPOSIT_WRITE})
    if not (amount or usual):
        return None
    deposit = ask_deposit(key=f"onboarding {key}", license_id=license.id, amount_cents=amount or usual, reason=reason, by=allowed)
    return deposit if amount else withdraw_deposit(deposit.id, reason=reason, by=allowed)
