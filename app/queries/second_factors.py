"""Second factors: who has one, and what the operator asks for."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.permissions import GUARDED
from app.models import RecoveryCode, SecondFactor
from app.queries.settings import setting

SETTING = "sign_in.second_factor"


class Rule(StrEnum):
    """`off`: nobody is asked, also who has set one up. `optional`: who has set one up is asked. `required_for_money`: who moves money, gives rights or
    changes how the house works has to set one up; a new house in production begins with it (ASVS 6.3.3)."""

    OFF = "off"
    OPTIONAL = "optional"
    REQUIRED_FOR_MONEY = "required_for_money"
    REQUIRED_FOR_STAFF = "required_for_staff"


def rule_of(session: Session) -> Rule:
    """What holds now."""
    return Rule(setting(session, SETTING, Rule.OPTIONAL.value))


def requires_one(rule: Rule, by: Actor) -> bool:
    """Whether this person has to have one."""
    if rule is Rule.REQUIRED_FOR_MONEY:
        return not GUARDED.isdisjoint(by.permissions)
    return rule is Rule.REQUIRED_FOR_STAFF and by.is_staff


def factor_of(session: Session, user_id: int) -> SecondFactor | None:
    """The person's, confirmed or only begun."""
    return session.scalars(
        select(SecondFactor).where(SecondFactor.user_id == user_id), execution_options={"populate_existing": True}
    ).one_or_none()


def asks_for_code(session: Session, user_id: int) -> bool:
    """Whether signing in takes a code after the password."""
    factor = factor_of(session, user_id)
    return factor is not None and factor.confirmed_at is not None and rule_of(session) is not Rule.OFF


def codes_left(session: Session, user_id: int) -> int:
    """Recovery codes that were not used yet."""
    unused = select(func.count()).select_from(RecoveryCode).where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))
    return session.scalar(unused) or 0
