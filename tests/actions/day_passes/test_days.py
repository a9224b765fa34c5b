"""A member's day is taken from their membership, a day pass or the next invoice, once a day, whoever tells of it how often."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from sqlalchemy import func, select

from app.access.actor import SYSTEM
from app.access.roles import FRONT_DESK
from app.actions.charges.create_adhoc import create_adhoc
from app.actions.check_ins.arrive import Arrival, arrive_member
from app.actions.check_ins.leave import leave
from app.actions.day_passes.end import end_day_pass
from app.actions.day_passes.give import give_day_pass
from app.core.entity import db
from app.core.errors import Locked, Refused
from app.models import Adhoc, DayPass, DayUse, Organisation
from app.models.check_in import LeftBy, Source
from app.models.day_pass import DayTakenFrom as From
from app.models.invoice import InvoiceStatus
from app.queries.presence.member_day import day_left

MORNING = dt.datetime(2026, 6, 29, 7, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel(MORNING, tick=False) as clock:
        yield clock


@pytest.fixture
def place(make):
    return make.house()


@pytest.fixture
def desk(make, place):
    return make.actor(FRONT_DESK, at=[place])


@pytest.fixture
def member(make, place):
    """Of a membership with two days a month; `member(extra=25000)` charges what is beyond."""

    def one(days=2, extra=None):
        organisation = make.organisation(place)
        user = make.user("Member", organisation_id=organisation.id)
        make.license(
            organisation, make.membership(place, days_a_month=days, extra_day_cents=extra), user_id=user.id, starts_on=dt.date(2026, 1, 1)
        )
        return user

    return one


def come(user, place, june, *, by=SYSTEM, then=DAY):
    """In and out, and then it is the next morning."""
    row = arrive_member(user.id, Arrival(place.id, Source.KIOSK, f"k-{user.id}-{dt.datetime.now(dt.UTC).timestamp()}"), by=by)
    words = day_left(db.session(), user.id, place.id)
    leave(row.id, LeftBy.KIOSK, by=by)
    june.shift(then)
    return words


def taken(session):
    return session.scalars(select(DayUse.taken_from).order_by(DayUse.day)).all()


def test_days_of_the_month_then_the_pass_then_nothing_and_a_new_month(session, place, member, june, desk):
    user = member()
    give_day_pass(organisation_id=user.organisation_id, days=1, reason="An open day", key="a", by=desk)
    told = [come(user, place, june, then=dt.timedelta(hours=1)), come(user, place, june, then=DAY), come(user, place, june)]
    assert (
        taken(session) == [From.MEMBERSHIP, From.MEMBERSHIP]
        and told[0].startswith("1 day of your membership")
        and told[2].startswith("0 days")
    )
    session.rollback()
    assert come(user, place, june) == "1 day of your membership left this month." and taken(session)[-1] is From.MEMBERSHIP, (
        "July has days of its own"
    )


def test_a_pass_is_used_up_once_a_day_and_the_own_one_first(session, make, place, member, june, desk):
    user = member(days=0)
    team = give_day_pass(organisation_id=user.organisation_id, days=5, reason="Team", key="t", by=desk)
    own = give_day_pass(organisation_id=user.organisation_id, user_id=user.id, days=1, reason="Own", key="o", by=desk)
    assert give_day_pass(organisation_id=user.organisation_id, days=9, reason="Again", key="o", by=desk).id == own.id
    told = come(user, place, june)
    come(user, place, june, then=dt.timedelta(hours=2))
    come(user, place, june)
    session.expire_all()
    assert (own.used, team.used, taken(session)) == (1, 1, [From.PASS, From.PASS]) and told == "5 days left on your day pass."
    end_day_pass(team.id, reason="Sold by mistake", by=desk)
    assert come(user, place, june).startswith("You have no day left") and taken(session)[-1] is From.NOTHING


def test_a_day_beyond_is_on_the_next_invoice(session, place, member, june):
    user = member(days=0, extra=25000)
    assert "next invoice" in come(user, place, june)
    charge = session.scalars(select(Adhoc)).one()
    assert (charge.unit_price_cents, charge.organisation_id, charge.date) == (25000, user.organisation_id, dt.date(2026, 6, 29))
    assert "Day at Kloof, 29 June 2026" in charge.description and taken(session) == [From.CHARGE]


def test_nobody_stays_outside_while_invoices_go_out_and_the_day_waits_for_the_next(session, make, place, member, june):
    user = member(days=0, extra=25000)
    make.invoice(session.get_one(Organisation, user.organisation_id), status=InvoiceStatus.LOCKED)
    assert "next invoice" in come(user, place, june)
    charge = session.scalars(select(Adhoc)).one()
    assert charge.invoiced_at is None and taken(session) == [From.CHARGE]
    with pytest.raises(Locked):
        create_adhoc(organisation_id=user.organisation_id, description="By hand", unit_price_cents=100, by=SYSTEM)


def test_who_comes_as_often_as_they_like_is_not_counted(session, make, place, june):
    organisation = make.organisation(place)
    user = make.user("Member", organisation_id=organisation.id)
    make.license(organisation, make.membership(place), user_id=user.id, starts_on=dt.date(2026, 1, 1))
    assert come(user, place, june) == "" and taken(session) == []


def test_the_last_day_of_a_team_is_taken_once(app, session, make, place, desk):
    organisation = make.organisation(place)
    give_day_pass(organisation_id=organisation.id, days=1, reason="Team", key="t", by=desk)
    people = [make.user("Member", organisation_id=organisation.id).id for _ in range(6)]

    def one(user_id):
        with app.app_context():
            return arrive_member(user_id, Arrival(place.id, Source.KIOSK, f"k-{user_id}"), by=SYSTEM).id

    with ThreadPoolExecutor(6) as pool:
        assert len(set(pool.map(one, people))) == 6
    assert sorted(taken(session)) == sorted([From.PASS] + [From.NOTHING] * 5)
    assert session.scalar(select(func.sum(DayPass.used))) == 1


@pytest.mark.parametrize(
    ("wrong", "field"), [({"days": 0}, "days"), ({"reason": " "}, "reason"), ({"valid_until": dt.date(2026, 6, 1)}, "valid_until")]
)
def test_what_does_not_fit_is_said_at_its_field(make, place, desk, wrong, field):
    organisation = make.organisation(place)
    with pytest.raises(Refused) as refusal:
        give_day_pass(**{"organisation_id": organisation.id, "days": 1, "reason": "Yes", "key": "a", "by": desk} | wrong)
    assert refusal.value.field == field
