"""Doors, printing and WiFi on screen: who has what, by which license, until when, and nobody learns of people who are not theirs."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from sqlalchemy import select, text

from app.access.actor import SYSTEM
from app.access.roles import NETWORK_ADMIN
from app.actions.access.gather_groups import gather_groups
from app.actions.access.settle import settle_access
from app.actions.doors.place_locks import place_locks
from app.core import clock
from app.core.errors import Forbidden
from app.models import Access, DoorGroup, DoorLock, DoorTag, License, WifiGroup
from app.rules.access import System
from tests.make import Make
from tests.world import World

LIVE = text("""
    INSERT INTO radius.radacct (acctsessionid, acctuniqueid, username, nasipaddress, calledstationid, callingstationid, acctstarttime, acctupdatetime, acctinputoctets, acctoutputoctets)
    VALUES (:id, :id, :name, '10.1.1.1', 'roof', '02-00-00-00-00-01', :at, :at, 1500, 2500000)
""")


@pytest.fixture
def people(make: Make, world: World) -> dict[str, License]:
    """Ann at Kloof and Ben at Rosebank, both behind the front door."""
    found = {}
    for name, place in (("Ann", "Kloof"), ("Ben", "Rosebank")):
        location = make.location(name=place)
        membership = make.membership(location, door_groups="Front door", wifi_group="desks")
        organisation = make.organisation(location, name=f"{name} Ltd")
        user = make.user("Member", organisation_id=organisation.id, first_name=name, last_name="Adams", email=f"{name.lower()}@example.com")
        found[name] = make.license(organisation, membership, user_id=user.id, ends_on=dt.date(2099, 1, 31) if name == "Ann" else None)
    gather_groups(by=SYSTEM)
    settle_access([each.user_id for each in found.values()], by=SYSTEM)
    world.run_jobs()
    for license in found.values():
        account = make.session.scalars(select(Access).where(Access.user_id == license.user_id, Access.system == System.WIFI)).one()
        make.session.execute(LIVE, {"id": account.username, "name": account.username, "at": clock.now()})
    make.session.commit()
    return found


def read(browser: Any, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return " ".join(re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)).split())


def test_who_can_open_the_front_door_and_why(make: Make, login: Any, people: dict[str, License]) -> None:
    group = make.session.scalars(select(DoorGroup)).one()
    admin = login()
    page = read(admin, f"/doors/people/{group.id}")
    for license in people.values():
        assert license.code in page
        assert str(license.membership) in page
    assert "1 Jan 2026 31 Jan 2099" in page
    assert "runs on" in page
    assert page.count("In place") == 2
    found = read(admin, f"/doors/people/{group.id}?q=ann")
    assert people["Ann"].code in found
    assert people["Ben"].code not in found
    assert "Front door" in read(admin, "/doors/list/")


def test_drift_is_said_beside_the_name(make: Make, login: Any, people: dict[str, License]) -> None:
    row = make.session.scalars(select(Access).where(Access.user_id == people["Ann"].user_id, Access.system == System.DOORS)).one()
    row.drift = [{"text": "Salto no longer has this person."}]
    make.session.commit()
    page = read(login(), f"/doors/people/{make.session.scalars(select(DoorGroup)).one().id}")
    assert "Drifting Salto no longer has this person." in page


@pytest.mark.parametrize("path", ["/doors/people/{door}", "/wifi-groups/people/{wifi}", "/wifi/"])
def test_a_manager_reads_the_names_of_their_own_people_and_how_many_others_there_are(
    make: Make, login: Any, people: dict[str, License], path: str
) -> None:
    door, wifi = make.session.scalars(select(DoorGroup)).one(), make.session.scalars(select(WifiGroup)).one()
    page = read(login("Location manager", locations=[people["Ann"].location]), path.format(door=door.id, wifi=wifi.id))
    assert "Ann Adams" in page
    assert "Ben" not in page
    assert ("1 more people of other locations have it." in page) is (path != "/wifi/")


def test_nobody_opens_by_address_what_is_not_theirs(make: Make, login: Any, people: dict[str, License]) -> None:
    manager = login("Location manager", locations=[make.location()])
    for path in (
        f"/doors/show/{make.session.scalars(select(DoorGroup.id)).one()}",
        f"/wifi/person/{people['Ann'].user_id}",
        f"/license-access/{people['Ann'].id}",
    ):
        assert manager.get(path).status_code == 404, path


def test_a_person_a_license_and_a_location_lead_there(login: Any, people: dict[str, License]) -> None:
    admin, ann = login(), people["Ann"]
    used = read(admin, f"/wifi/person/{ann.user_id}")
    assert "online" in used and "roof" in used and "2.5 MB" in used
    given = read(admin, f"/license-access/{ann.id}")
    assert "Doors" in given and "Front door" in given and "WiFi" in given
    assert "1 of its people on the WiFi now" in read(admin, f"/locations/show/{ann.location_id}")
    assert f"/wifi/person/{ann.user_id}" in admin.get(f"/members/show/{ann.user_id}").get_data(as_text=True)


def token(browser: Any, address: str) -> str:
    return browser.get(address).get_data(as_text=True).split('name="csrf_token"')[1].split('value="')[1].split('"')[0]


def test_a_group_gets_its_network_and_keeps_what_was_typed_when_that_is_none(make: Make, login: Any, people: dict[str, License]) -> None:
    admin, group = login(), make.session.scalars(select(WifiGroup)).one()
    address = f"/wifi-groups/edit/{group.id}"
    replies = text("SELECT value FROM radius.radgroupreply WHERE groupname = 'desks' AND attribute = 'Tunnel-Private-Group-Id'")
    refused = admin.post(address, data={"vlan": "5000", "note": "kept", "csrf_token": token(admin, address)}).get_data(as_text=True)
    assert "A VLAN is a number from 1 to 4094." in refused and 'value="5000"' in refused
    assert make.session.scalar(replies) is None
    assert admin.post(address, data={"vlan": "20", "note": "", "csrf_token": token(admin, address)}).status_code == 302
    assert make.session.scalar(replies) == "20"
    assert admin.post(address, data={"vlan": "", "note": "", "csrf_token": token(admin, address)}).status_code == 302
    make.session.rollback()
    assert make.session.scalar(replies) is None


def test_the_doors_of_a_group_are_ticked(make: Make, login: Any, people: dict[str, License], world: World) -> None:
    lock = world.vendors.post("/_control/salto/locks", {"customer_reference": "Street door"})["result"]
    make.session.add(DoorLock(external_id=lock, name="Street door"))
    make.session.commit()
    admin, group = login(), make.session.scalars(select(DoorGroup)).one()
    address = f"/doors/choose/{group.id}"
    assert "Street door" in read(admin, address)
    assert admin.post(address, data={"lock": lock, "csrf_token": token(admin, address)}).status_code == 302
    world.run_jobs()
    assert world.vendors.get("/_control/salto")["groups"][0]["locks"] == [lock]
    assert "Street door" in read(admin, f"/doors/show/{group.id}")


def test_where_each_door_is_is_chosen_by_who_works_everywhere(make: Make, login: Any, people: dict[str, License]) -> None:
    make.session.add_all([DoorLock(external_id="l1", name="Street door"), DoorLock(external_id="l2", name="Yard")])
    make.session.commit()
    admin, kloof = login(), people["Ann"].location_id
    assert "Where the doors are" in read(admin, f"/doors/choose/{make.session.scalars(select(DoorGroup.id)).one()}")
    assert "Street door" in read(admin, "/doors/places")
    kept = {"place-l1": str(kloof), "place-l2": "", "csrf_token": token(admin, "/doors/places")}
    assert admin.post("/doors/places", data=kept).status_code == 302
    refused = admin.post("/doors/places", data=kept | {"place-l1": "elsewhere"}).get_data(as_text=True)
    assert "One of these locations is not there any more." in refused
    make.session.expire_all()
    assert dict(make.session.execute(select(DoorLock.external_id, DoorLock.location_id)).all()) == {"l1": kloof, "l2": None}
    with pytest.raises(Forbidden, match="only at some"):
        place_locks({"l1": None}, by=make.actor(NETWORK_ADMIN, at=[people["Ann"].location]))


def test_a_fob_is_given_on_screen(make: Make, login: Any, people: dict[str, License]) -> None:
    tag = DoorTag(number="04A1", external_id="t1")
    make.session.add(tag)
    make.session.commit()
    admin, address = login(), f"/fobs/give/{tag.id}"
    assert "Choose one." in admin.post(address, data={"csrf_token": token(admin, address)}).get_data(as_text=True)
    assert admin.post(address, data={"user": str(people["Ann"].user_id), "csrf_token": token(admin, address)}).status_code == 302
    assert "Given" in read(admin, f"/fobs/show/{tag.id}")
    assert "04A1" in read(admin, "/fobs/list/")
