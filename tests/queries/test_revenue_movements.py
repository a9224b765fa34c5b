"""The database moves customers' revenue as the rule does, for generated changes, whoever looks; and says who was there, who left and who is left of a cohort."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter, defaultdict

from sqlalchemy import select

from app.access.actor import SYSTEM
from app.access.roles import FINANCE
from app.core.month import Month
from app.models import RevenueChange
from app.queries.reports.asked import Asked
from app.queries.reports.churn import cohort_behind, left_behind
from app.queries.reports.movements import movements
from app.queries.reports.revenue import customers_moved, customers_there, revenue
from app.rules.recurring_revenue import Movement, cohorts, moved

BEGAN, FIRST, LAST = Month(2025, 9), Month(2026, 1), Month(2026, 6)


def generated(make, session):
    """Organisations with a few licenses each at three places and in two currencies, whose revenue comes and goes; also after the last month that is asked for."""
    chance = random.Random(8)
    places = [make.location(), make.location(), make.location(currency="EUR")]
    changes, desk = [], {place.id: make.membership(place) for place in places}
    for _customer in range(12):
        own = make.organisation(places[0])
        for place in chance.choices(places, k=chance.randrange(1, 4)):
            license, before = make.license(own, desk[place.id]), 0
            for ahead in range(12):
                cents = chance.choice((before, before, 0, 100, 200))
                if cents != before:
                    changes.append((place, own.id, BEGAN.plus(ahead), cents - before))
                    session.add(
                        RevenueChange(
                            license_id=license.id,
                            organisation_id=own.id,
                            location_id=place.id,
                            month=BEGAN.plus(ahead),
                            before_cents=before,
                            cents=cents,
                        )
                    )
                before = cents
    session.commit()
    return places, changes


def told_by_rule(changes, places):
    sums: dict[str, Counter] = defaultdict(Counter)
    for place, customer, month, cents in changes:
        if place in places and month <= LAST:
            sums[place.currency][customer, month] += cents
    return {currency: moved([(*key, cents) for key, cents in sorted(of.items())]) for currency, of in sums.items()}


def test_the_database_moves_customers_as_the_rule_does(make, session) -> None:
    places, changes = generated(make, session)
    for by, place, seen in (
        (SYSTEM, None, places),
        (SYSTEM, places[1].id, places[1:2]),
        (make.actor(FINANCE, at=[places[0], places[2]]), None, [places[0], places[2]]),
    ):
        asked, told = Asked(by, FIRST, LAST, dt.date(2026, 6, 17), place), told_by_rule(changes, seen)
        of = movements(asked)
        found = session.execute(select(of.c.currency, of.c.organisation_id, of.c.month, of.c.before, of.c.after, of.c.movement)).all()
        assert sorted(found) == sorted(
            (currency, each.customer, each.month.first, each.before, each.after, each.movement.value)
            for currency, all_of in told.items()
            for each in all_of
        )
        assert {each.movement for all_of in told.values() for each in all_of} == set(Movement)
        for each in revenue(session, asked) if len(seen) == 2 else ():
            assert_lists(session, asked, each, told[each.currency])


def assert_lists(session, asked, of, told) -> None:
    """Each list, and each sum, is what the rule says of the customers in it."""
    born = {each.customer: each.month for each in reversed(told)}
    for month in of.months:
        there = {each.customer: each.after for each in told if each.month <= month.month}
        there = {customer: cents for customer, cents in there.items() if cents}
        assert ids(session, customers_there(asked, month.month, of.currency)) == there
        assert (month.customers, month.after) == (len(there), sum(there.values()))
        for way in Movement:
            moves = {each.customer: each.cents for each in told if each.month == month.month and each.movement is way}
            assert ids(session, customers_moved(asked, month.month, of.currency, [way])) == moves
            assert month.by[way] == (len(moves), sum(moves.values()))
    for first, here in cohorts(of.movements, asked.months).items():
        stayed = {customer: cents for customer, cents in there.items() if born[customer] == first}
        assert ids(session, cohort_behind(asked, of.currency, first, LAST)) == stayed
        assert here[LAST] == len(stayed)
    gone = Counter(each.customer for each in told if each.movement is Movement.LEFT and FIRST <= each.month <= LAST)
    assert Counter(row["organisation_id"] for row in left_behind(asked, of.currency).rows(session)) == gone


def ids(session, behind):
    return {row["organisation_id"]: row["cents"] for row in behind.rows(session)}
