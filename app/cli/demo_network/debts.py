"""Debts of the demo network: a policy that has been on for a week, the reminders of that week, and what was said with three who are late."""

from __future__ import annotations

import datetime as dt

from app.access.actor import Actor
from app.actions.dunning.put_policy import put_policy
from app.actions.dunning.write_note import promise_to_pay, write_note
from app.core import clock
from app.models import AccountLetter
from app.models.account_letter import LetterKind
from app.queries.debtors.chasing import Chased, chased
from app.queries.debtors.policy import dunning_policy
from app.rules.dunning import reminder_day
from app.work import Work

WEEK = dt.timedelta(days=8)
POLICY = {"is_on": True, "reminders": (-3, 1, 7, 14), "block_after": 14, "review_after": 21, "least_cents": 10_000}


def remember_debts(work: Work, today: dt.date, *, by: Actor) -> None:
    """Nobody is mailed: what went, went in the past."""
    morning = dt.datetime.combine(today - WEEK, dt.time(7), dt.UTC)
    with clock.lived_at(morning):
        put_policy(**POLICY, by=by)
    late = sorted(
        (each for each in chased(work.session, dunning_policy(work.session)).values() if each.late),
        key=lambda each: -sum(bill.bill.cents for bill in each.late),
    )
    for each in late:
        _reminded(work, each, today)
    if len(late) < 3:
        return
    first, second, third = (each.organisation_id for each in late[:3])
    with clock.lived_at(morning):
        promise_to_pay(
            first,
            amount_cents=late[0].late[0].bill.cents,
            until=today - dt.timedelta(days=3),
            text="Half now, the rest when their client pays.",
            by=by,
        )
        promise_to_pay(
            second,
            amount_cents=sum(bill.bill.cents for bill in late[1].late),
            until=today + dt.timedelta(days=5),
            text="New bookkeeper; pays all of it on the day.",
            by=by,
        )
        write_note(third, text="Asked for the statement to go to their head office as well.", by=by)


def _reminded(work: Work, standing: Chased, today: dt.date) -> None:
    policy = dunning_policy(work.session)
    for each in standing.late:
        for days in (days for days in policy.reminders if days > 0):
            on = reminder_day(policy, each.bill, days)
            if on is None or on > today:
                continue
            letter = {
                "kind": LetterKind.REMINDER,
                "written_on": on,
                "invoice_id": each.invoice_id,
                "days": days,
                "due_cents": each.bill.cents,
            }
            work.session.add(AccountLetter(organisation_id=standing.organisation_id, location_id=each.location_id, **letter))
    work.session.flush()  # the house does not remind of what it has reminded of
