"""Doors follow licenses through every accident: one person over there, in the right groups, and nobody else's touched (A1-A3)."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.actions.access.retry import retry_access
from app.actions.access.settle import settle_access
from app.models import Access, License, Membership, Organisation
from app.models.access import AccessState
from app.models.organisation import OrganisationStatus
from app.rules.access import System
from tests.make import Make
from tests.world import World


@pytest.fixture
def license(make: Make, world: World) -> License:
    membership = make.membership(door_groups="Front door; Studio")
    organisation = make.organisation(membership.location)
    user = make.user("Member", organisation_id=organisation.id, email="thandi@example.com", first_name="Thandi", last_name="Mokoena")
    return make.license(organisation, membership, user_id=user.id)


def brought_about(make: Make, world: World, license: License) -> Access:
    settle_access([license.user_id], by=SYSTEM)
    world.run_later()
    make.session.expire_all()
    return make.session.scalars(select(Access).where(Access.system == System.DOORS)).one()


def held(world: World) -> dict[str, list[str]]:
    """Names of groups -> first names of who is in them and may open doors."""
    told = world.vendors.get("/_control/salto")
    people = {user["platform_id"]: user for user in told["users"] if user["subscription_state"] == "subscribed"}
    return {group["customer_reference"]: [people[each]["first_name"] for each in group["members"] if each in people] for group in told["groups"]}


def test_doors_open_close_and_go_with_the_license(make: Make, world: World, license: License) -> None:
    assert brought_about(make, world, license).state is AccessState.GRANTED
    assert held(world) == {"Foyer:Front door": ["Thandi"], "Foyer:Studio": ["Thandi"]}

    make.session.get_one(Membership, license.membership_id).door_groups = "Studio; Roof"
    make.session.commit()
    brought_about(make, world, license)
    assert held(world) == {"Foyer:Front door": [], "Foyer:Studio": ["Thandi"], "Foyer:Roof": ["Thandi"]}

    organisation = make.session.get_one(Organisation, license.organisation_id)
    organisation.status = OrganisationStatus.INACTIVE
    make.session.commit()
    assert brought_about(make, world, license).state is AccessState.SUSPENDED
    assert not any(held(world).values())

    organisation.status = OrganisationStatus.ACTIVE
    make.session.commit()
    assert brought_about(make, world, license).state is AccessState.GRANTED
    assert held(world)["Foyer:Roof"] == ["Thandi"]

    license.ends_on = dt.date(2026, 1, 31)
    make.session.commit()
    assert brought_about(make, world, license).state is AccessState.GONE
    assert world.vendors.get("/_control/salto")["users"] == []


@pytest.mark.parametrize("pattern", ["POST */users", "POST */access_groups", "POST */access_groups/*/users"])
@pytest.mark.parametrize("fault", ["429", "500", "cut_before", "500_after", "cut_after", "cut_body", "wrong_json"])
def test_whatever_happens_there_is_one_of_each(make: Make, world: World, license: License, pattern: str, fault: str) -> None:
    world.vendors.fault(fault, pattern, vendor="salto")
    assert brought_about(make, world, license).state is AccessState.GRANTED
    assert held(world) == {"Foyer:Front door": ["Thandi"], "Foyer:Studio": ["Thandi"]}
    assert len(world.vendors.get("/_control/salto")["users"]) == 1


def test_without_a_seat_somebody_has_to_look_and_a_free_one_helps(make: Make, world: World, license: License) -> None:
    world.vendors.post("/_control/salto/settings", {"seats": 0})
    row = brought_about(make, world, license)
    assert row.state is AccessState.FAILED and "No seat" in row.reason
    world.vendors.post("/_control/salto/settings", {"seats": 1})
    retry_access(row.id, by=SYSTEM)
    assert brought_about(make, world, license).state is AccessState.GRANTED
    assert len(world.vendors.get("/_control/salto")["users"]) == 1


def test_groups_of_others_stay_as_they_are(make: Make, world: World, license: License) -> None:
    world.vendors.post("/_control/salto/groups", {"customer_reference": "Front door"})
    brought_about(make, world, license)
    assert held(world)["Front door"] == []
