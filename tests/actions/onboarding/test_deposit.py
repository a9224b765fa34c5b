"""The deposit of a newcomer: as the membership says, or as agreed, with a reason for less."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from app.access.roles import FRONT_DESK, LOCATION_MANAGER
from app.actions.memberships.change import change_membership
from app.actions.onboarding.onboard import onboard
from app.core.errors import Forbidden, Refused
from app.models import Deposit
from app.models.deposit import DepositStatus


@pytest.fixture
def membership(make):
    make.role("Member")
    return make.membership(deposit_months=Decimal("1.5"))


def brought(make, membership, role=FRONT_DESK, name="Thandi", **wishes: Any):
    place = membership.location
    return onboard(
        key=name,
        organisation={"name": name},
        person={"email": f"{name}@acme.example", "first_name": name, "last_name": "Mokoena"},
        license={"membership_id": membership.id, "space_id": make.space(place).id, "starts_on": dt.date(2026, 6, 12)}
        | wishes.pop("license", {}),
        by=make.actor(role, at=[place]),
        **wishes,
    )


def asked(session):
    return session.scalars(select(Deposit).order_by(Deposit.id)).all()


def test_the_front_desk_asks_for_what_the_membership_says_once(make, membership, session):
    done = brought(make, membership)
    assert brought(make, membership).id == done.id
    (deposit,) = asked(session)
    assert (deposit.amount_cents, deposit.license_id, deposit.status) == (442500, done.license_id, DepositStatus.ASKED)


def test_it_is_of_the_price_that_the_license_pays(make, membership, session):
    first = brought(make, membership)
    brought(make, membership, name="Sipho", organisation_id=first.organisation_id)
    brought(make, membership, LOCATION_MANAGER, name="Aisha", license={"custom_price_cents": 100000, "custom_price_reason": "Founder"})
    assert [deposit.amount_cents for deposit in asked(session)] == [442500, 367500, 150000]


def test_less_needs_the_permission_and_a_reason_and_none_is_kept_on_record(make, membership, session):
    with pytest.raises(Forbidden):
        brought(make, membership, deposit={"amount_cents": 0, "reason": "A friend"})
    with pytest.raises(Refused) as refused:
        brought(make, membership, LOCATION_MANAGER, deposit={"amount_cents": 0})
    assert refused.value.field == "deposit_reason"
    assert asked(session) == []
    brought(make, membership, LOCATION_MANAGER, deposit={"amount_cents": 0, "reason": "A friend"})
    (deposit,) = asked(session)
    assert (deposit.status, deposit.amount_cents, deposit.reason) == (DepositStatus.WITHDRAWN, 442500, "A friend")


def test_an_amount_instead_of_months_and_not_both(make, membership, admin, session):
    with pytest.raises(Refused, match="not both"):
        change_membership(membership.id, deposit_cents=100000, by=admin)
    change_membership(membership.id, deposit_months=None, deposit_cents=100000, by=admin)
    brought(make, membership)
    assert [deposit.amount_cents for deposit in asked(session)] == [100000]


def test_a_membership_without_one_asks_for_none(make, membership, admin, session):
    change_membership(membership.id, deposit_months=None, by=admin)
    brought(make, membership)
    assert asked(session) == []
