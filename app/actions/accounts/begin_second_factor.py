"""Begin to set up a second factor: a secret for the phone, which counts once a code has proved that it is there."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import Actor
from app.access.one_time_codes import sealed_secret
from app.actions.accounts.person import lock_own
from app.actions.accounts.right_password import right_password
from app.core import clock
from app.core.errors import Refused
from app.models import SecondFactor
from app.queries.second_factors import Rule, factor_of, rule_of
from app.work import transaction


def begin_second_factor(user_id: int, *, password: str, by: Actor) -> SecondFactor:
    """Beginning again makes another secret. Raises Refused for a wrong password, where one is set up already, and where none is wanted."""
    right_password(user_id, password, by=by)
    with transaction(by=by) as work:
        lock_own(work, user_id)
        if rule_of(work.session) is Rule.OFF:
            raise Refused(_("Codes after the password are turned off here."))
        factor = factor_of(work.session, user_id)
        if factor is None:
            return work.add(SecondFactor(user_id=user_id, sealed_secret=sealed_secret(), made_at=clock.now()))
        if factor.confirmed_at is not None:
            raise Refused(_("You have set it up already."))
        factor.sealed_secret, factor.last_step, factor.made_at = sealed_secret(), 0, clock.now()
    return factor
