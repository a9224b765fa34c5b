"""Confirm a second factor by a first code, and get the recovery codes."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import delete

from app.access.actor import Actor
from app.access.one_time_codes import hash_of, opened_secret, plain, recovery_codes, step_of
from app.actions.accounts.person import lock_own
from app.actions.accounts.second_factor import note
from app.core import clock
from app.core.errors import Refused
from app.models import RecoveryCode
from app.queries.second_factors import factor_of
from app.work import transaction


def confirm_second_factor(user_id: int, code: str, *, by: Actor) -> list[str]:
    """The eight recovery codes, which nobody can show again. Ends the sessions of other browsers (ASVS 7.4.3).

    Raises Refused at `code` for a wrong one, and when there is nothing to confirm.
    """
    with transaction(by=by) as work:
        user, factor = lock_own(work, user_id), factor_of(work.session, user_id)
        if factor is None or factor.confirmed_at is not None:
            raise Refused(_("There is nothing to confirm. Begin again."))
        step = step_of(opened_secret(factor.sealed_secret), plain(code), after=0, at=clock.now())
        if step is None:
            raise Refused(_("This code is not right. Wait for the next one, and see whether the phone's clock is right."), field="code")
        factor.confirmed_at, factor.last_step = clock.now(), step
        codes = recovery_codes()
        work.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
        work.session.add_all(RecoveryCode(user_id=user_id, code_hash=hash_of(each, user_id=user_id)) for each in codes)
        user.session_epoch += 1
        note(work, user, "set_up_second_factor")
    return codes
