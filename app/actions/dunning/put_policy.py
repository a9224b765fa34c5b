"""Set the dunning policy of the whole network, or switch it off."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.network import require_whole_network
from app.core.clock import now
from app.core.errors import Refused
from app.core.money import LARGEST_CENTS
from app.models import Setting
from app.queries.debtors.policy import SETTING, policy_of, stored_of
from app.rules.dunning import DunningPolicy
from app.work import transaction

EARLIEST, LATEST, MOST = -30, 365, 8


def put_policy(
    *, is_on: bool, reminders: Sequence[int], block_after: int | None, review_after: int | None, least_cents: int, by: Actor
) -> DunningPolicy:
    """What follows a due day counts from the day on which it is switched on, unless it was on already. Raises Refused at the field that is wrong."""
    with transaction(by=by) as work:
        require(by, Permission.DEBTOR_WRITE)
        require_whole_network(by)
        found = work.session.scalars(select(Setting).where(Setting.name == SETTING).with_for_update()).one_or_none()
        before = policy_of(found.value if found is not None else {})
        since = (before.since if before.is_on else now().date()) if is_on else None
        policy = checked(DunningPolicy(is_on, since, tuple(sorted(set(reminders))), block_after, review_after, least_cents))
        if found is None:
            work.add(Setting(name=SETTING, value=stored_of(policy)))
        else:
            found.value = stored_of(policy)
    return policy


def checked(policy: DunningPolicy) -> DunningPolicy:
    """Raises Refused for a policy that nobody can mean."""
    days = policy.reminders
    if len(days) > MOST or any(not EARLIEST <= each <= LATEST for each in days):
        raise Refused(_("At most %(most)d reminders, from 30 days before to 365 days after the due day.", most=MOST), field="reminders")
    for value, field in ((policy.block_after, "block_after"), (policy.review_after, "review_after")):
        if value is not None and not 1 <= value <= LATEST:
            raise Refused(_("Say after how many days, from 1 to 365; leave it empty for never."), field=field)
    first = min((each for each in days if each > 0), default=None)
    if policy.block_after is not None and (first is None or first > policy.block_after):
        raise Refused(_("Nobody is blocked without a reminder before: add one, or block later."), field="block_after")
    if policy.block_after is not None and policy.review_after is not None and policy.review_after < policy.block_after:
        raise Refused(_("The access is looked at after bookings rest, not before."), field="review_after")
    if not 0 <= policy.least_cents <= LARGEST_CENTS:
        raise Refused(_("Write an amount of 0 or more."), field="least_cents")
    return policy
