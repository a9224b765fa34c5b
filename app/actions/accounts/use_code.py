"""Use a one-time code: right once, and wrong ones bring the account to wait (ASVS 6.5.1)."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import CursorResult, update

from app.access.actor import Actor
from app.access.lockout import is_locked
from app.access.one_time_codes import hashes_of, opened_secret, plain, step_of
from app.actions.accounts.person import lock_person
from app.actions.accounts.tries import count_try
from app.core import clock
from app.models import RecoveryCode, SecondFactor
from app.queries.second_factors import factor_of
from app.work import Work, transaction

DIGITS = 6


def use_code(user_id: int, code: str, *, by: Actor) -> bool:
    """Whether this code, of the phone or for recovery, lets the person on; then it is used up. A wrong one is counted, and kept so."""
    with transaction(by=by) as work:
        user = lock_person(work, user_id)
        if not user.active or is_locked(user):
            return False
        factor = factor_of(work.session, user_id)
        if factor is not None and factor.confirmed_at is not None and take(work, factor, code):
            return True
        count_try(work, user)
        return False


def take(work: Work, factor: SecondFactor, code: str) -> bool:
    """Marks the code as used, if it is right. The person's row is locked."""
    typed = plain(code)
    if len(typed) == DIGITS and typed.isdigit():
        step = step_of(opened_secret(factor.sealed_secret), typed, after=factor.last_step, at=clock.now())
        if step is None:
            return False
        newer = update(SecondFactor).where(SecondFactor.id == factor.id, SecondFactor.last_step < step).values(last_step=step)
        return _one(work, newer)
    kept = hashes_of(typed, user_id=factor.user_id)
    unused = update(RecoveryCode).where(
        RecoveryCode.user_id == factor.user_id, RecoveryCode.code_hash.in_(kept), RecoveryCode.used_at.is_(None)
    )
    return _one(work, unused.values(used_at=clock.now()))


def _one(work: Work, statement: Any) -> bool:
    done = work.session.execute(statement.execution_options(synchronize_session=False))
    return cast(CursorResult[Any], done).rowcount == 1
