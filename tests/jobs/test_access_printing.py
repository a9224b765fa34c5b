"""Print accounts follow licenses through every accident, each once, and nobody else's account is touched (A1-A3)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from hashlib import sha256

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.security import generate_password_hash

from app.access.actor import SYSTEM
from app.access.kept_passwords import opened
from app.actions.access.renew_print_password import renew_print_password
from app.actions.access.settle import settle_access
from app.actions.access.show_password import show_password
from app.actions.accounts.person import the_person
from app.core import clock
from app.core.errors import Refused
from app.integrations.registry import equip
from app.models import Access, AuditEvent, FoyerUser, License, Membership, Organisation
from app.models.access import AccessState
from app.models.organisation import OrganisationStatus
from app.rules.access import System
from jobs import print_accounts
from jobs.access_reconcile import _printing, sweep
from tests.make import Make
from tests.world import World


@pytest.fixture
def license(make: Make) -> License:
    membership = make.membership()
    organisation = make.organisation(membership.location)
    user = make.user("Member", organisation_id=organisation.id, email="thandi@example.com", first_name="Thandi", last_name="Ó'Mokoena")
    return make.license(organisation, membership, user_id=user.id)


def brought_about(make: Make, world: World, license: License) -> Access:
    settle_access([license.user_id], by=SYSTEM)
    world.run_jobs()
    return present(make)


def present(make: Make) -> Access:
    make.session.expire_all()
    return make.session.scalars(select(Access).where(Access.system == System.PRINTING)).one()


def test_a_house_without_doors_and_a_print_server_wants_neither(
    app: Flask, make: Make, world: World, license: License, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What could never be brought about would keep everybody from being erased; who failed before is let go."""
    make.session.get_one(Membership, license.membership_id).door_groups = "Studio"
    make.session.commit()
    nowhere = replace(world.settings, papercut_url="", salto_url="")
    equip(nowhere)
    assert settle_access([license.user_id], by=SYSTEM) == 3
    world.run_jobs()
    assert {row.system: row.state for row in make.session.scalars(select(Access))} == {
        System.WIFI: AccessState.GRANTED, System.PRINTING: AccessState.FAILED, System.DOORS: AccessState.FAILED,
    }  # fmt: skip

    monkeypatch.setitem(app.extensions, "settings", nowhere)
    settle_access([license.user_id], by=SYSTEM)
    world.run_jobs()
    make.session.expire_all()
    assert {row.system: row.state for row in make.session.scalars(select(Access))} == {
        System.WIFI: AccessState.GRANTED, System.PRINTING: AccessState.GONE, System.DOORS: AccessState.GONE,
    }  # fmt: skip

    other = make.license(license.organisation, license.membership, user_id=make.user("Member", organisation_id=license.organisation_id).id)
    assert settle_access([other.user_id], by=SYSTEM) == 1
    assert [row.system for row in make.session.scalars(select(Access).where(Access.user_id == other.user_id))] == [System.WIFI]


def test_an_account_that_was_made_is_not_given_up_with_the_address_of_its_server(
    app: Flask, make: Make, world: World, license: License, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An address that is missing for an hour closes nobody's account."""
    row = brought_about(make, world, license)
    monkeypatch.setitem(app.extensions, "settings", replace(world.settings, papercut_url=""))
    assert settle_access([license.user_id], by=SYSTEM) == 0
    assert present(make).wanted == row.wanted


def users(world: World) -> dict:
    return {user["username"]: user for user in world.vendors.get("/_control/papercut/users")["users"]}


def test_an_account_comes_closes_opens_and_goes_with_the_license(make: Make, world: World, license: License) -> None:
    assert brought_about(make, world, license).state is AccessState.GRANTED
    assert users(world)["thandi"]["full-name"] == "Thandi Ó'Mokoena"

    organisation = make.session.get_one(Organisation, license.organisation_id)
    organisation.status = OrganisationStatus.INACTIVE
    make.session.commit()
    assert brought_about(make, world, license).state is AccessState.SUSPENDED
    assert users(world)["thandi"]["disabled-print"] == "TRUE"

    organisation.status = OrganisationStatus.ACTIVE
    make.session.commit()
    assert brought_about(make, world, license).state is AccessState.GRANTED
    assert users(world)["thandi"]["disabled-print"] == "FALSE"

    license.ends_on = dt.date(2026, 1, 31)
    make.session.commit()
    gone = brought_about(make, world, license)
    assert (gone.state, gone.sealed_password) == (AccessState.GONE, None)
    assert "thandi" not in users(world)


def test_an_account_that_was_never_made_is_not_taken_for_ours_later(make: Make, world: World, license: License) -> None:
    """A directory brought somebody of the same name, whose account and balance were deleted with the license (A2)."""
    printing = world.vendors.printing()
    printing.create_account("hers", full_name="Thandi", email="thandi@example.com", password="longer-than-this")
    refused = brought_about(make, world, license)
    assert (refused.state, refused.external_id) == (AccessState.FAILED, None) and "thandi@example.com" in refused.reason

    printing.create_account("thandi", full_name="Somebody else", email="else@example.com", password="longer-than-this")
    license.ends_on = dt.date(2026, 1, 31)
    make.session.commit()
    assert brought_about(make, world, license).state is AccessState.GONE
    assert users(world)["thandi"]["full-name"] == "Somebody else"


def test_credit_outlives_the_days_between_two_licenses(make: Make, world: World, license: License) -> None:
    brought_about(make, world, license)
    world.vendors.printing().adjust("thandi", cents=12_500, reference="bought")
    today = clock.today(license.location.zone)
    license.ends_on = today - dt.timedelta(days=1)
    make.license(license.organisation, license.membership, user_id=license.user_id, starts_on=today + dt.timedelta(days=2))
    make.session.commit()
    assert brought_about(make, world, license).state is AccessState.SUSPENDED
    assert users(world)["thandi"]["disabled-print"] == "TRUE"
    assert world.vendors.printing().balance("thandi") == 12_500


@pytest.mark.parametrize("fault", ["delay", "429", "500", "503", "cut_before", "500_after", "cut_after", "cut_body", "wrong_json"])
def test_whatever_happens_there_is_one_account(make: Make, world: World, license: License, fault: str) -> None:
    world.vendors.fault(fault, "POST */api.addNewInternalUser", vendor="papercut", seconds=0)
    assert brought_about(make, world, license).state is AccessState.GRANTED
    assert list(users(world)) == ["thandi"]


def test_an_account_that_foyer_did_not_make_is_left_alone(make: Make, world: World, license: License) -> None:
    world.vendors.post("/_control/papercut/users", {"usernames": ["thandi"], "full-name": "Somebody else"})
    row = brought_about(make, world, license)
    assert row.state is AccessState.FAILED and "did not make" in row.reason
    assert users(world)["thandi"]["full-name"] == "Somebody else"


def test_what_somebody_removed_over_there_comes_back(make: Make, world: World, license: License) -> None:
    brought_about(make, world, license)
    world.vendors.printing().delete("thandi")
    assert list(_printing())
    assert "printing: 1 differ." in sweep()
    assert present(make).drift[0]["text"] == "PaperCut no longer has this account."
    world.run_jobs()
    row = present(make)
    assert (row.state, row.drift) == (AccessState.GRANTED, [])
    assert "thandi" in users(world)


def test_a_sweep_that_finds_nothing_writes_nothing(make: Make, world: World, license: License) -> None:
    brought_about(make, world, license)
    before = make.session.execute(select(Access.id, Access.checked_at)).all()
    assert "printing: 0 differ." in sweep()
    make.session.expire_all()
    assert make.session.execute(select(Access.id, Access.checked_at)).all() == before


def test_a_vendor_that_is_away_keeps_the_others_from_nothing(make: Make, world: World, license: License) -> None:
    brought_about(make, world, license)
    world.vendors.fault("500", "POST */api.listUserAccounts", vendor="papercut")
    assert "printing: " in sweep()


def test_what_nobody_is_at_is_begun_again(make: Make, world: World, license: License) -> None:
    row = brought_about(make, world, license)
    row.state = AccessState.WANTED
    make.session.commit()
    sweep()
    world.run_jobs()
    assert present(make).state is AccessState.GRANTED


def test_a_full_look_has_its_turn_within_the_hour_and_mends_what_differs(
    make: Make, world: World, license: License, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody changed an account at PaperCut's own screens, where its name is as it was: only a look at it shows that."""
    row = brought_about(make, world, license)
    other = make.user("Member", organisation_id=license.organisation_id, email="sipho@example.com", first_name="Sipho")
    make.license(make.session.get_one(Organisation, license.organisation_id), license.membership, user_id=other.id)
    settle_access([other.id], by=SYSTEM)
    world.run_jobs()
    monkeypatch.setattr(print_accounts, "LEAST", 1)
    assert print_accounts.read() == "1 print accounts read, 0 of them differ; 1 of 2 were read in the last hour."
    printing = world.vendors.printing()
    printing.change_account(row.username, full_name="Somebody Else", email="else@example.com")
    printing.disable("sipho")
    assert print_accounts.read() == "1 print accounts read, 1 of them differ; 2 of 2 were read in the last hour.", "Sipho's turn"
    assert (
        "open where it should be closed"
        in make.session.scalars(select(Access).where(Access.username == "sipho", Access.system == System.PRINTING)).one().drift[0]["text"]
    )
    assert print_accounts.read() == "1 print accounts read, 1 of them differ; 1 of 1 were read in the last hour.", (
        "Sipho is being put right, so it is Thandi's turn again"
    )
    world.run_jobs()
    assert users(world)["thandi"]["full-name"] == "Thandi \u00d3'Mokoena"
    assert users(world)["sipho"]["disabled-print"] == "FALSE"
    assert not [row.drift for row in make.session.scalars(select(Access).execution_options(populate_existing=True)) if row.drift]


def test_who_changed_lately_is_looked_at_by_the_sweep(make: Make, world: World, license: License) -> None:
    brought_about(make, world, license)
    assert "printing: 0 differ" in sweep()
    world.vendors.printing().disable("thandi")
    assert "printing: 1 differ" in sweep()
    world.run_jobs()
    assert users(world)["thandi"]["disabled-print"] == "FALSE" and "printing: 0 differ" in sweep()


def hashed(row: Access) -> str:
    assert row.sealed_password is not None
    return sha256(opened(row.sealed_password).encode()).hexdigest()


@pytest.mark.parametrize("fault", ["", "429", "500_after", "cut_before", "cut_after"])
def test_a_new_password_counts_from_when_papercut_has_it(make: Make, world: World, license: License, fault: str) -> None:
    row = brought_about(make, world, license)
    old = row.sealed_password
    user = make.session.get_one(FoyerUser, license.user_id)
    user.password = generate_password_hash("mine")
    make.session.commit()
    me = the_person(user)
    shown = renew_print_password(present_password="mine", by=me)
    if fault:
        world.vendors.fault(fault, "POST */api.setUserProperties", vendor="papercut", seconds=0)
    waiting = present(make)
    assert (waiting.state, waiting.sealed_password) == (AccessState.WANTED, old), (
        "until then the old one works, and is the one that is shown"
    )
    assert show_password(System.PRINTING, present_password="mine", by=me).password != shown.password
    with pytest.raises(Refused, match="just now"):
        renew_print_password(present_password="mine", by=me)
    world.run_jobs()
    done = present(make)
    assert (done.state, done.sealed_new_password) == (AccessState.GRANTED, None), done.reason
    assert show_password(System.PRINTING, present_password="mine", by=me).password == shown.password
    assert users(world)["thandi"]["password"] == hashed(done)
    told = make.session.scalars(select(AuditEvent).where(AuditEvent.verb == "renew password")).one()
    assert told.changes == {} and told.actor_id == user.id


def test_a_new_password_that_was_on_its_way_goes_with_an_account_made_anew(make: Make, world: World, license: License) -> None:
    brought_about(make, world, license)
    user = make.session.get_one(FoyerUser, license.user_id)
    user.password = generate_password_hash("mine")
    make.session.commit()
    renew_print_password(present_password="mine", by=the_person(user))
    world.vendors.printing().delete("thandi")
    world.run_jobs()
    done = present(make)
    assert (done.state, done.sealed_new_password) == (AccessState.GRANTED, None)
    assert users(world)["thandi"]["password"] == hashed(done)
