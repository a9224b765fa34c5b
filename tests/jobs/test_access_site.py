"""Fobs, doors behind groups, entries and credit: brought about where Foyer decides, read back where the vendors do (contracts.md 3 and 4)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.actions.access.gather_groups import gather_groups
from app.actions.access.settle import settle_access
from app.actions.doors.block_tag import block_tag
from app.actions.doors.choose_locks import choose_locks
from app.actions.doors.find_tag import find_tag
from app.actions.doors.give_tag import give_tag
from app.actions.doors.place_locks import place_locks
from app.actions.doors.take_back_tag import take_back_tag
from app.core import clock
from app.core.errors import Refused
from app.integrations.errors import GiveUp
from app.integrations.registry import equip
from app.models import Access, DoorEntry, DoorGroup, DoorLock, DoorTag, License, SystemLook, WifiGroup
from app.models.access import AccessState
from app.models.door_tag import TagState
from app.queries.health.troubles import troubles
from app.rules.access import System
from jobs.access_reconcile import sweep
from jobs.door_entries import read as read_entries
from jobs.print_accounts import read as read_credit
from jobs.salto_token import salto
from tests.make import Make
from tests.world import World
from views.access.looks import look_note


@pytest.fixture
def license(make: Make, world: World) -> License:
    membership = make.membership(door_groups="Front door", wifi_group="desks")
    return somebody(make, world, membership, "Thandi")


def somebody(make: Make, world: World, membership, name: str) -> License:
    organisation = make.organisation(membership.location)
    user = make.user("Member", organisation_id=organisation.id, email=f"{name.lower()}@example.com", first_name=name)
    found = make.license(organisation, membership, user_id=user.id)
    settle_access([user.id], by=SYSTEM)
    world.run_jobs()
    return found


def held(world: World, kind: str) -> list[dict]:
    return world.vendors.get("/_control/salto")[kind]


def doors_of(make: Make, license: License) -> Access:
    make.session.expire_all()
    return make.session.scalars(select(Access).where(Access.system == System.DOORS, Access.user_id == license.user_id)).one()


def fob(make: Make, world: World, number: str = "04A1") -> DoorTag:
    world.vendors.post("/_control/salto/tags", {"tag_number": number})
    sweep()
    return make.session.scalars(select(DoorTag).where(DoorTag.number == number)).one()


def opens(world: World) -> dict[str, str]:
    """Number of each fob -> first name of who has it at Salto."""
    people = {user["tag_id"]: user["first_name"] for user in held(world, "users") if user["tag_id"]}
    return {tag["tag_number"]: people.get(tag["id"], "") for tag in held(world, "tags")}


def test_a_fob_is_given_lost_found_and_given_to_somebody_else(make: Make, world: World, license: License) -> None:
    ben = somebody(make, world, license.membership, "Ben")
    tag = fob(make, world)
    give_tag(tag.id, user_id=license.user_id, by=SYSTEM)
    world.run_jobs()
    assert opens(world) == {"04A1": "Thandi"}
    with pytest.raises(Refused):
        give_tag(tag.id, user_id=ben.user_id, by=SYSTEM)

    block_tag(tag.id, by=SYSTEM)
    world.run_jobs()
    assert opens(world) == {"04A1": ""}
    with pytest.raises(Refused):
        give_tag(tag.id, user_id=ben.user_id, by=SYSTEM)

    find_tag(tag.id, by=SYSTEM)
    give_tag(tag.id, user_id=ben.user_id, by=SYSTEM)
    world.run_jobs()
    assert opens(world) == {"04A1": "Ben"}
    with pytest.raises(Refused, match="has the fob 04A1"):
        give_tag(fob(make, world, "04A2").id, user_id=ben.user_id, by=SYSTEM)
    take_back_tag(tag.id, by=SYSTEM)
    give_tag(tag.id, user_id=license.user_id, by=SYSTEM)  # from one hand into the next, before anybody told Salto
    world.run_later()
    assert opens(world)["04A1"] == "Thandi"


def test_a_fob_goes_with_the_doors_and_comes_back_with_them(make: Make, world: World, license: License) -> None:
    tag = fob(make, world)
    give_tag(tag.id, user_id=license.user_id, by=SYSTEM)
    world.run_jobs()
    license.ends_on = dt.date(2026, 1, 31)
    make.session.commit()
    settle_access([license.user_id], by=SYSTEM)
    world.run_later()
    assert opens(world) == {"04A1": ""}
    license.ends_on = None
    make.session.commit()
    settle_access([license.user_id], by=SYSTEM)
    world.run_later()
    assert opens(world) == {"04A1": "Thandi"}


def test_nobody_without_doors_is_given_a_fob(make: Make, world: World, license: License) -> None:
    stranger = make.user("Member", organisation_id=license.organisation_id)
    with pytest.raises(Refused, match="no license that opens doors"):
        give_tag(fob(make, world).id, user_id=stranger.id, by=SYSTEM)


def test_a_fob_that_was_given_at_salto_stays_with_them(make: Make, world: World, license: License) -> None:
    tag_id = world.vendors.post("/_control/salto/tags", {"tag_number": "04A1"})["result"]
    world.vendors.doors().give_tag(doors_of(make, license).external_id, tag_id)
    settle_access([license.user_id], by=SYSTEM)
    sweep()
    world.run_jobs()
    (tag,) = make.session.scalars(select(DoorTag))
    assert (tag.state, tag.user_id) == (TagState.GIVEN, license.user_id)
    assert opens(world) == {"04A1": "Thandi"}


def test_a_fob_that_somebody_took_away_at_salto_is_told_and_given_again(make: Make, world: World, license: License) -> None:
    give_tag(fob(make, world).id, user_id=license.user_id, by=SYSTEM)
    world.run_jobs()
    world.vendors.doors().give_tag(doors_of(make, license).external_id, None)
    sweep()
    assert "another fob" in doors_of(make, license).drift[0]["text"]
    world.run_jobs()
    assert opens(world) == {"04A1": "Thandi"}


def test_doors_behind_a_group_are_chosen_here_and_stay_chosen(make: Make, world: World, license: License) -> None:
    front, roof = (world.vendors.post("/_control/salto/locks", {"customer_reference": name})["result"] for name in ("Front", "Roof"))
    sweep()
    assert {lock.name for lock in make.session.scalars(select(DoorLock))} == {"Front", "Roof"}
    (group,) = make.session.scalars(select(DoorGroup))
    assert (group.name, group.locks, group.wanted_locks) == ("Front door", [], None)

    choose_locks(group.id, [front, roof], by=SYSTEM)
    world.run_jobs()
    assert sorted(held(world, "groups")[0]["locks"]) == sorted([front, roof])

    ours = world.vendors.doors()
    ours.set_group_locks(ours.groups()["Front door"], add=[], remove=[roof])
    sweep()
    world.run_jobs()
    assert sorted(held(world, "groups")[0]["locks"]) == sorted([front, roof])
    make.session.expire_all()
    assert (group.locks, group.reason) == (sorted([front, roof]), "")


@pytest.mark.parametrize("fault", ["429", "500", "500_after", "cut_after", "cut_before", "wrong_json"])
def test_doors_behind_a_group_under_every_fault(make: Make, world: World, license: License, fault: str) -> None:
    front = world.vendors.post("/_control/salto/locks", {"customer_reference": "Front"})["result"]
    sweep()
    (group,) = make.session.scalars(select(DoorGroup))
    choose_locks(group.id, [front], by=SYSTEM)
    world.vendors.fault(fault, "PATCH */access_groups/*/locks", vendor="salto")
    world.run_jobs()
    assert held(world, "groups")[0]["locks"] == [front]


def test_a_door_that_is_gone_is_refused(make: Make, world: World, license: License) -> None:
    gather_groups(by=SYSTEM)
    with pytest.raises(Refused) as no:
        choose_locks(make.session.scalars(select(DoorGroup)).one().id, ["nowhere"], by=SYSTEM)
    assert no.value.field == "locks"


def test_groups_that_memberships_name_are_there_before_anybody_is_in_them(make: Make, world: World) -> None:
    make.membership(door_groups=" Studio;Roof ; Studio", wifi_group="")
    gather_groups(by=SYSTEM)
    gather_groups(by=SYSTEM)
    assert set(make.session.scalars(select(DoorGroup.name))) == {"Studio", "Roof"}
    assert set(make.session.scalars(select(WifiGroup.name))) == {"members"}


def test_entries_are_kept_once_and_only_of_our_own_people(make: Make, world: World, license: License) -> None:
    platform = doors_of(make, license).platform_id
    now = clock.now()

    def stands(who: str, minutes: int, **more: str) -> None:
        world.vendors.post(
            "/_control/salto/entries", {"user_id": who, "lock": "Front", "at": (now + dt.timedelta(minutes=minutes)).isoformat(), **more}
        )

    stands(platform, -60)
    stands(platform, -5, entry_type="refused")
    stands("a cleaner", -4)
    assert read_entries() == "2 new."
    assert read_entries() == "0 new."
    stands(platform, -90)  # a lock that was offline tells late
    stands(platform, -1)
    assert read_entries() == "2 new."
    rows = make.session.scalars(select(DoorEntry).order_by(DoorEntry.at.desc())).all()
    assert [(row.user_id, row.location_id, row.door, row.opened) for row in rows] == [
        (license.user_id, license.location_id, "Front", opened) for opened in (True, False, True, True)
    ]


def test_somebody_is_where_the_door_is_and_nowhere_where_that_is_not_known(make: Make, world: World, license: License) -> None:
    other = make.location()
    world.vendors.post("/_control/salto/locks", {"customer_reference": "Rosebank street"})
    sweep()
    lock = make.session.scalars(select(DoorLock).where(DoorLock.name == "Rosebank street")).one()
    place_locks({lock.external_id: other.id}, by=SYSTEM)
    platform = doors_of(make, license).platform_id

    def stood(door: str) -> int | None:
        world.vendors.post("/_control/salto/entries", {"user_id": platform, "lock": door, "at": clock.now().isoformat()})
        assert read_entries() == "1 new."
        return make.session.scalars(select(DoorEntry).order_by(DoorEntry.id.desc())).first().location_id

    assert stood("Rosebank street") == other.id, "though the license is elsewhere"
    assert stood("Front") == license.location_id, "one location is all they have"
    make.license(license.organisation, make.membership(location_id=other.id, door_groups="Front door"), user_id=license.user_id)
    settle_access([license.user_id], by=SYSTEM)
    world.run_jobs()
    assert stood("Front") is None, "it may be a door of either"
    assert stood("Rosebank street") == other.id
    sweep()
    make.session.refresh(lock)
    assert lock.location_id == other.id, "what Salto tells again leaves it"


def test_a_lock_whose_clock_is_ahead_ends_the_reading_of_no_other(make: Make, world: World, license: License) -> None:
    platform = doors_of(make, license).platform_id

    def stands(**ahead: int) -> None:
        world.vendors.post(
            "/_control/salto/entries", {"user_id": platform, "lock": "Front", "at": (clock.now() + dt.timedelta(**ahead)).isoformat()}
        )

    stands(days=400)
    assert read_entries() == "1 new."
    stands(minutes=-1)
    assert read_entries() == "1 new."


def test_credit_is_read_back_and_forgotten_with_the_account(make: Make, world: World, license: License) -> None:
    world.vendors.printing().adjust("thandi", cents=12345, reference="a gift")
    assert read_credit() == "1 print accounts read, 0 of them differ; 1 of 1 were read in the last hour."
    query = select(Access).where(Access.system == System.PRINTING)
    make.session.expire_all()
    assert make.session.scalars(query).one().balance_cents == 12345
    license.ends_on = dt.date(2026, 1, 31)
    make.session.commit()
    settle_access([license.user_id], by=SYSTEM)
    world.run_later()
    make.session.expire_all()
    assert make.session.scalars(query).one().balance_cents is None


def test_a_look_that_failed_says_why_and_since_when(make: Make, world: World, license: License) -> None:
    sweep()
    world.vendors.fault("500", "GET *", vendor="salto", times=2)
    began = clock.now()
    sweep()
    with time_machine.travel(began + dt.timedelta(hours=1)):
        sweep()
    looks = {look.system: look for look in make.session.scalars(select(SystemLook))}
    assert looks[System.WIFI].trouble == looks[System.PRINTING].trouble == ""
    assert "status 500" in looks[System.DOORS].trouble
    assert abs(looks[System.DOORS].since - began) < dt.timedelta(minutes=1)
    sweep()
    make.session.expire_all()
    assert (looks[System.DOORS].trouble, looks[System.DOORS].since) == ("", None)


def test_a_moments_trouble_is_over_with_the_next_answer_and_one_of_some_calls_is_not(make: Make, world: World, license: License) -> None:
    def troubled() -> dict[System, str]:
        make.session.expire_all()
        return {look.system: look.trouble for look in make.session.scalars(select(SystemLook)) if look.trouble}

    world.vendors.fault("500", "GET *", vendor="salto")
    world.vendors.fault("500", "*/api.*", vendor="papercut")
    assert "status 500" in read_entries() and "status 500" in read_credit()
    assert troubled().keys() == {System.DOORS, System.PRINTING}
    read_entries()
    assert "1 print accounts read" in read_credit()
    assert troubled() == {}

    world.vendors.fault("500", "GET */locks*", vendor="salto", times=4)
    sweep()
    began = make.session.scalar(select(SystemLook.since).where(SystemLook.system == System.DOORS))
    read_entries()
    assert troubled().keys() == {System.DOORS}, "who stood where is told, and not which doors there are"
    assert make.session.scalar(select(SystemLook.since).where(SystemLook.system == System.DOORS)) == began


def test_a_house_without_doors_and_a_print_server_is_well(
    app: Flask, make: Make, world: World, license: License, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody asks what is not there, and what was noted while it was does not stay red for ever."""
    make.session.add(SystemLook(system=System.DOORS, trouble="No route", since=clock.now() - dt.timedelta(days=2)))
    make.session.commit()
    assert "vendor:Salto" in [each.key for each in troubles(make.session)]
    nowhere = replace(world.settings, papercut_url="", salto_url="")
    equip(nowhere)
    monkeypatch.setitem(app.extensions, "settings", nowhere)
    assert "Salto" not in sweep()
    with time_machine.travel(clock.now() + dt.timedelta(hours=1)):
        assert [each.key for each in troubles(make.session)] == []
    assert [look.system for look in make.session.scalars(select(SystemLook)) if look.looked_at] == [System.WIFI]
    assert "PaperCut is not set up." in look_note(System.PRINTING)


def test_somebody_that_salto_does_not_tell_of_yet_is_not_made_twice_nor_called_drift(make: Make, world: World) -> None:
    world.vendors.post("/_control/salto/settings", {"news_takes": 60})
    world.vendors.fault("cut_after", "POST */users", vendor="salto")
    membership = make.membership(door_groups="Front door")
    organisation = make.organisation(membership.location)
    user = make.user("Member", organisation_id=organisation.id, email="thandi@example.com")
    license = make.license(organisation, membership, user_id=user.id)
    settle_access([user.id], by=SYSTEM)
    world.run_later()
    assert doors_of(make, license).state is AccessState.GRANTED
    assert len(held(world, "users")) == 1


@pytest.fixture
def refreshing(make: Make, world: World, app):
    """Foyer's account has a refresh token and no password."""

    def give(token: str) -> None:
        told = replace(world.settings, salto_refresh_token=token, salto_password="nobody's")
        app.extensions["settings"] = told
        equip(told)

    before = app.extensions["settings"]
    yield give
    app.extensions["settings"] = before


def test_a_refresh_token_is_kept_by_its_newest_and_shared(make: Make, world: World, refreshing) -> None:
    world.vendors.post("/_control/salto/settings", {"refresh_grace": 0})
    refreshing(world.vendors.post("/_control/salto/consent")["result"])
    for _job in range(3):
        assert salto().health() == "Foyer Demo"
    assert len(world.vendors.calls("POST */connect/token")) == 1
    world.vendors.post("/_control/salto/forget-tokens")
    assert salto().health() == "Foyer Demo"
    with time_machine.travel(clock.now() + dt.timedelta(hours=1)):
        assert salto().health() == "Foyer Demo"
    assert len(world.vendors.calls("POST */connect/token")) == 3


def test_a_refresh_token_that_is_refused_waits_for_another(make: Make, world: World, refreshing) -> None:
    refreshing(world.vendors.post("/_control/salto/consent")["result"])
    world.vendors.post("/_control/salto/withdraw")
    for _again in range(2):
        with pytest.raises(GiveUp, match="FOYER_SALTO_REFRESH_TOKEN"):
            salto().health()
    assert len(world.vendors.calls("POST */connect/token")) == 1, "who was refused is not asked again and again"
    refreshing(world.vendors.post("/_control/salto/consent")["result"])
    assert salto().health() == "Foyer Demo"


def test_a_client_that_salto_does_not_know_condemns_no_token(make: Make, world: World, refreshing, app) -> None:
    """A secret that was mistyped for an hour cost a refresh token that was good."""
    refreshing(world.vendors.post("/_control/salto/consent")["result"])
    right = app.extensions["settings"]
    equip(replace(right, salto_client_secret="mistyped"))
    with pytest.raises(GiveUp, match="FOYER_SALTO_CLIENT_SECRET"):
        salto().health()
    equip(right)
    assert salto().health() == "Foyer Demo"
