"""Memberships and their price versions (P1)."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from app.access.roles import FRONT_DESK
from app.actions.memberships.add_price import add_price
from app.actions.memberships.change import change_membership
from app.actions.memberships.change_price import change_price
from app.actions.memberships.create import create_membership
from app.actions.memberships.remove import remove_membership
from app.actions.memberships.remove_price import remove_price
from app.core.errors import Forbidden, Missing, Refused
from app.core.month import Month
from app.models import Membership, MembershipPrice
from app.models.membership import QuotaFrequency
from app.rules.units import Unit

AUGUST = dt.date(2026, 8, 1)


@pytest.fixture
def membership(make):
    return make.membership()


def test_it_begins_with_a_price_and_a_code(make, admin):
    location = make.location(code="KLF")
    membership = create_membership(location_id=location.id, name="Hot desk", primary_cents=295000, extra_cents=245000, by=admin)
    assert membership.code.startswith("KLF-M")
    (price,) = membership.prices
    assert (price.primary_cents, price.extra_cents, price.valid_from) == (295000, 245000, None)


def test_nothing_stays_of_one_whose_price_is_refused(make, session, admin):
    with pytest.raises(Refused) as refused:
        create_membership(location_id=make.location().id, name="Hot desk", primary_cents=-1, extra_cents=0, by=admin)
    assert refused.value.field == "primary_cents"
    assert session.scalars(select(Membership)).all() == []


def test_two_versions_of_one_day_are_refused(membership, admin):
    add_price(membership.id, valid_from=AUGUST, primary_cents=1, extra_cents=1, by=admin)
    with pytest.raises(Refused) as refused:
        add_price(membership.id, valid_from=AUGUST, primary_cents=2, extra_cents=2, by=admin)
    assert refused.value.field == "valid_from"
    with pytest.raises(Refused):
        add_price(membership.id, valid_from=None, primary_cents=2, extra_cents=2, by=admin)


def test_a_billed_version_stays_and_a_later_one_may_change(make, admin):
    license = make.license()
    first = license.membership.prices[0]
    later = add_price(license.membership_id, valid_from=AUGUST, primary_cents=310000, extra_cents=1, by=admin)
    make.invoice(license=license, month=Month(2026, 6))

    with pytest.raises(Refused, match="has been billed"):
        change_price(first.id, primary_cents=1, by=admin)
    with pytest.raises(Refused, match="has been billed"):
        remove_price(first.id, by=admin)
    with pytest.raises(Refused, match="has been billed"):
        change_price(later.id, valid_from=dt.date(2026, 6, 15), by=admin)
    assert change_price(later.id, primary_cents=320000, by=admin).primary_cents == 320000
    remove_price(later.id, by=admin)


def test_the_last_price_stays(membership, session, admin):
    with pytest.raises(Refused, match="needs a price"):
        remove_price(membership.prices[0].id, by=admin)
    assert len(session.scalars(select(MembershipPrice)).all()) == 1


def test_a_quota_is_said_whole(membership, admin):
    with pytest.raises(Refused) as refused:
        change_membership(membership.id, quota_unit=Unit.SPACE, quota_cents=30000, by=admin)
    assert refused.value.field == "quota_frequency"
    whole = change_membership(membership.id, quota_unit=Unit.SPACE, quota_cents=30000, quota_frequency=QuotaFrequency.MONTHLY, by=admin)
    assert whole.quota_cents == 30000


def test_one_that_somebody_holds_stays(make, membership, admin):
    make.license(make.organisation(membership.location), membership)
    with pytest.raises(Refused, match="still use this"):
        remove_membership(membership.id, by=admin)
    unused = make.membership(membership.location)
    remove_membership(unused.id, by=admin)


def test_who_may(membership, make):
    with pytest.raises(Forbidden):
        add_price(membership.id, valid_from=AUGUST, primary_cents=1, extra_cents=1, by=make.actor(FRONT_DESK))
    with pytest.raises(Missing):
        add_price(membership.id, valid_from=AUGUST, primary_cents=1, extra_cents=1, by=make.manager(make.location()))
    with pytest.raises(Missing):
        remove_price(membership.prices[0].id, by=make.manager(make.location()))
