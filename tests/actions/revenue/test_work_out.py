"""Monthly revenue is kept as changes; working it out again, or anew, is the same."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.access.actor import SYSTEM
from app.actions.revenue.work_out import work_out_revenue
from app.core.clock import today
from app.core.month import Month
from app.models import RevenueChange
from tests.make import Make

NOW = Month.of(today("Africa/Johannesburg"))


def kept(session: Session) -> list[tuple[Any, ...]]:
    row = RevenueChange
    return [
        tuple(each)
        for each in session.execute(select(row.license_id, row.month, row.before_cents, row.cents).order_by(row.license_id, row.month))
    ]


def test_what_changed_is_followed_and_a_fresh_computation_is_the_same(make: Make, session: Session) -> None:
    location = make.location()
    desk = make.membership(location, primary=100_000, extra=60_000)
    customer, other = make.organisation(location), make.organisation(location)
    first = make.license(customer, desk, starts_on=NOW.plus(-5).first)
    second = make.license(customer, desk, starts_on=NOW.plus(-3).first)
    alone = make.license(other, desk, starts_on=NOW.plus(-4).first, ends_on=NOW.plus(-2).last)
    assert work_out_revenue(location.id, by=SYSTEM) == 2
    was = kept(session)
    assert was == sorted([
        (first.id, NOW.plus(-5), 0, 100_000), (second.id, NOW.plus(-3), 0, 60_000),
        (alone.id, NOW.plus(-4), 0, 100_000), (alone.id, NOW.plus(-1), 100_000, 0),
    ])  # fmt: skip

    session.execute(text("UPDATE license SET touched_at = now() - interval '1 day', created_at = now() - interval '1 day'"))
    session.commit()
    assert work_out_revenue(location.id, by=SYSTEM) == 2  # the triggers took that for a change
    session.execute(text("ALTER TABLE license DISABLE TRIGGER USER"))
    session.execute(text("UPDATE license SET touched_at = now() - interval '1 day', created_at = now() - interval '1 day'"))
    session.execute(text("ALTER TABLE license ENABLE TRIGGER USER"))
    session.commit()
    assert work_out_revenue(location.id, by=SYSTEM) == 0 and kept(session) == was

    first.ends_on = NOW.plus(-3).last  # and the second becomes primary
    session.commit()
    assert work_out_revenue(location.id, by=SYSTEM) == 1
    followed = kept(session)
    assert (second.id, NOW.plus(-2), 60_000, 100_000) in followed and (first.id, NOW.plus(-2), 100_000, 0) in followed

    session.execute(text("DELETE FROM revenue_change"))
    session.commit()
    assert work_out_revenue(location.id, by=SYSTEM, anew=True) == 2 and kept(session) == followed
    assert work_out_revenue(location.id, by=SYSTEM, anew=True) == 2 and kept(session) == followed


def test_each_change_begins_where_the_one_before_ended(make: Make, session: Session) -> None:
    location = make.location()
    desk = make.membership(location)
    license = make.license(make.organisation(location), desk, starts_on=NOW.plus(-6).first)
    make.pause(license, NOW.plus(-4).first, NOW.plus(-3).last)
    make.price(desk, primary=310_000, extra=250_000, valid_from=NOW.plus(-1).first)
    work_out_revenue(location.id, by=SYSTEM)
    ends: defaultdict[int, int] = defaultdict(int)
    for license_id, _month, before, after in kept(session):
        assert ends[license_id] == before
        ends[license_id] = after
    assert [row[1:] for row in kept(session)] == [
        (NOW.plus(-6), 0, 295_000), (NOW.plus(-4), 295_000, 0), (NOW.plus(-2), 0, 295_000), (NOW.plus(-1), 295_000, 310_000)
    ]  # fmt: skip
