"""A day pass from the shop: it comes once it is paid, a visit uses a day of it, and a refund gives back the days that are left (U4)."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.actions.check_ins.arrive import Arrival, arrive_member
from app.actions.products.change import change_product
from app.actions.products.create import create_product
from app.actions.purchases.buy import buy
from app.actions.purchases.refund import refund_purchase
from app.core import clock
from app.core.errors import Refused
from app.models import DayPass, Fulfilment
from app.models.check_in import Source
from app.models.purchase import PayWay, PurchaseStatus
from app.queries.verify.books import verify
from app.rules.units import Unit
from tests.actions.purchases.test_below_zero import below_zero
from tests.cards import kept_card


@pytest.fixture
def days(make, home):
    return make.product(home, type=Unit.STUFF, price_cents=30000, days=3, name="Three days", credit_days=60)


def broken(session):
    session.expire_all()
    return {name: found.examples for name, found in verify(session).items() if found.violations}


def test_bought_used_and_given_back(make, world, member, by, home, days, session, admin):
    kept_card(make, world, member.organisation)
    row = buy(days.id, way=PayWay.CARD, key="form", by=by)
    world.run_jobs()
    session.expire_all()
    found = session.scalars(select(DayPass)).one()
    assert (row.status, found.days, found.user_id, found.location_id) == (
        PurchaseStatus.FULFILLED,
        3,
        member.id,
        home.id,
    ) and found.valid_until is not None
    arrive_member(member.id, Arrival(home.id, Source.SESSION, "a"), by=by)
    session.expire_all()
    assert found.used == 1
    refund_purchase(row.id, reason="Moved away", by=admin)
    world.run_jobs()
    assert broken(session) == {}
    assert (row.status, row.refunded_cents) == (PurchaseStatus.REFUNDED, 20000), "two of three days"
    assert session.scalars(select(Fulfilment.state)).one() == "done"


def test_as_many_days_come_as_were_sold(make, world, member, by, session, admin):
    """Three times two days, and not what the product brings by the time that it is paid."""
    kept_card(make, world, member.organisation)
    days = make.product(member.location, type=Unit.STUFF, price_cents=10000, days=2, name="Two days")
    row = buy(days.id, way=PayWay.CARD, key="form", quantity=3, by=by)
    change_product(days.id, days=1, by=admin)
    world.run_jobs()
    assert broken(session) == {}
    assert (row.days, session.scalars(select(DayPass.days)).one()) == (6, 6)


def test_as_many_days_come_with_the_next_invoice(make, world, member, by, session, admin):
    days = make.product(member.location, type=Unit.STUFF, price_cents=10000, days=2, name="Two days")
    row = buy(days.id, way=PayWay.NEXT_INVOICE, key="form", quantity=3, by=by)
    change_product(days.id, days=5, by=admin)
    make.adhoc(member.organisation, unit_price_cents=-2000000, date=clock.today(member.location.zone))
    below_zero(make, world, member.organisation, admin)
    session.expire_all()
    assert (row.status, session.scalars(select(DayPass.days)).one()) == (PurchaseStatus.FULFILLED, 6)


@pytest.mark.parametrize("wrong", [{"days": 0}, {"days": 2, "credit_cents": 100}, {"days": 2, "type": Unit.PRINTING}])
def test_a_product_brings_days_or_a_credit(home, admin, wrong):
    with pytest.raises(Refused) as refusal:
        create_product(**{"name": "Day", "location_id": home.id, "type": Unit.STUFF, "price_cents": 10000} | wrong, by=admin)
    assert refusal.value.field == "days"
