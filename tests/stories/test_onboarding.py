"""From "we have a new member" to somebody who is on the WiFi, prints and opens doors, and back again on the day the license ends."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select, text

from app.access.actor import SYSTEM
from app.access.kept_passwords import opened
from app.actions.licenses.end import end_license
from app.actions.licenses.pause import pause_license
from app.actions.licenses.resume import resume_license
from app.actions.onboarding.onboard import onboard
from app.core import clock
from app.core.month import Month
from app.models import Access, Onboarding, Organisation, XeroContact
from app.models.access import AccessState
from app.queries.license_lines import license_lines
from app.rules.access import System
from jobs.access_reconcile import sweep
from tests.freeradius import AccessPoint
from tests.letters import path_in
from tests.make import Make
from tests.views.test_forms import Form
from tests.world import World

ALL, NONE = dict.fromkeys(AccessPoint.WAYS, True), dict.fromkeys(AccessPoint.WAYS, False)


@pytest.fixture
def newcomer(make: Make, world: World) -> Onboarding:
    make.role("Member")
    membership = make.membership(door_groups="Front door", wifi_group="desks")
    day = clock.today(membership.location.zone)
    done = onboard(
        key="k1",
        organisation={"name": "Acme"},
        person={"email": "thandi@acme.example", "first_name": "Thandi", "last_name": "Mokoena"},
        license={"membership_id": membership.id, "space_id": make.space(membership.location).id, "starts_on": day - dt.timedelta(days=1)},
        by=SYSTEM,
    )
    world.run_jobs()
    return done


def rows(make: Make) -> dict[System, Access]:
    make.session.expire_all()
    return {row.system: row for row in make.session.scalars(select(Access))}


def password(make: Make) -> str:
    kept = rows(make)[System.WIFI].sealed_password
    assert kept
    return opened(kept)


def over_there(world: World) -> tuple[list[str], list[str]]:
    """Who prints, and who is in a door group with a seat."""
    printing = [user["username"] for user in world.vendors.get("/_control/papercut/users")["users"] if user["disabled-print"] == "FALSE"]
    told = world.vendors.get("/_control/salto")
    people = {user["platform_id"]: user for user in told["users"]}
    inside = [
        people[each]["first_name"]
        for group in told["groups"]
        for each in group["members"]
        if people[each]["subscription_state"] == "subscribed"
    ]
    return printing, inside


def test_a_newcomer_has_everything_and_a_line_on_the_preview(
    make: Make, world: World, newcomer: Onboarding, access_point: AccessPoint
) -> None:
    assert {row.state for row in rows(make).values()} == {AccessState.GRANTED}
    assert access_point.admits("thandi", password(make)) == ALL
    assert over_there(world) == (["thandi"], ["Thandi"])
    assert newcomer.license
    assert license_lines(make.session, newcomer.license, Month.of(newcomer.license.starts_on))


def test_a_pause_closes_all_three_and_the_end_takes_all_of_it_away(
    make: Make, world: World, newcomer: Onboarding, access_point: AccessPoint
) -> None:
    assert newcomer.license_id
    day, secret = clock.today(newcomer.location.zone), password(make)
    pause_license(newcomer.license_id, starts_on=day, by=SYSTEM)
    world.run_jobs()
    assert access_point.admits("thandi", secret) == NONE
    assert over_there(world) == ([], [])

    resume_license(newcomer.license_id, on=day, by=SYSTEM)
    world.run_jobs()
    assert access_point.admits("thandi", secret) == ALL
    assert over_there(world) == (["thandi"], ["Thandi"])

    end_license(newcomer.license_id, on=day - dt.timedelta(days=1), by=SYSTEM)
    world.run_jobs()
    assert {row.state for row in rows(make).values()} == {AccessState.GONE}
    assert access_point.admits("thandi", secret) == NONE
    assert over_there(world) == ([], [])
    assert world.vendors.get("/_control/salto")["users"] == [] == world.vendors.get("/_control/papercut/users")["users"]


def test_the_last_day_passes_by_itself(make: Make, world: World, newcomer: Onboarding) -> None:
    """Nobody clicks anything on the day: the hourly sweep sees that it has passed."""
    license = newcomer.license
    assert license
    license.ends_on = clock.today(newcomer.location.zone) - dt.timedelta(days=1)
    make.session.commit()
    sweep()
    world.run_jobs()
    assert {row.state for row in rows(make).values()} == {AccessState.GONE}


@pytest.mark.parametrize(
    ("spoil", "system", "told"),
    [
        ("DELETE FROM radius.radcheck", System.WIFI, "does not know"),
        ("UPDATE radius.radcheck SET value = repeat('A', 32) WHERE attribute = 'NT-Password'", System.WIFI, "another password"),
        ("UPDATE radius.radusergroup SET groupname = 'staff'", System.WIFI, "another group"),
        (
            "INSERT INTO radius.radcheck (username, attribute, op, value) VALUES ('thandi', 'Auth-Type', ':=', 'Reject')",
            System.WIFI,
            "closed",
        ),
        (
            "INSERT INTO radius.radreply (username, attribute, op, value) VALUES ('thandi', 'Idle-Timeout', '=', '9')",
            System.WIFI,
            "did not write",
        ),
    ],
)
def test_what_somebody_changed_in_the_tables_is_found_and_put_right(
    make: Make, world: World, newcomer: Onboarding, spoil: str, system: System, told: str
) -> None:
    assert "wifi: 0 differ" in sweep()
    make.session.execute(text(spoil))
    make.session.commit()
    assert "wifi: 1 differ" in sweep()
    assert told in rows(make)[system].drift[0]["text"]
    world.run_jobs()
    assert rows(make)[system].drift == []
    assert "wifi: 0 differ" in sweep()


def test_what_somebody_changed_at_salto_is_found_and_put_right(make: Make, world: World, newcomer: Onboarding) -> None:
    doors, row = world.vendors.doors(), rows(make)[System.DOORS]
    assert "doors: 0 differ" in sweep()
    doors.set_groups(row.platform_id or "", add=[], remove=list(doors.groups().values()))
    assert "doors: 1 differ" in sweep()
    world.run_jobs()
    assert over_there(world)[1] == ["Thandi"]
    doors.suspend(row.external_id or "")
    assert "doors: 1 differ" in sweep()
    world.run_jobs()
    assert over_there(world)[1] == ["Thandi"]
    doors.remove(row.external_id or "")
    assert "doors: 1 differ" in sweep()
    world.run_jobs()
    assert over_there(world)[1] == ["Thandi"] and "doors: 0 differ" in sweep()


def test_the_welcome_mail_brings_the_wifi_and_a_link_that_works(make: Make, world: World, newcomer: Onboarding, client: Any) -> None:
    (mail,) = world.letters()
    assert f"Password: {password(make)}" in mail["text"]
    path, chosen = path_in(mail), "four brave green umbrellas"
    assert Form(client, path).send(password=chosen).status_code in (200, 302)
    assert Form(client, "/login/").send(username="thandi@acme.example", password=chosen).status_code == 302
    assert "thandi" in client.get("/my-access/").get_data(as_text=True)


def test_the_books_know_a_newcomer_before_the_first_invoice(make: Make, world: World) -> None:
    make.role("Member")
    membership = make.membership()
    world.connect(membership.location)
    for person in ("thandi", "sipho"):
        known = make.session.scalars(select(Organisation)).first()
        who = {"organisation_id": known.id} if known else {"organisation": {"name": "Acme"}}
        onboard(
            key=person,
            person={"email": f"{person}@acme.example", "first_name": person.title(), "last_name": "Acme"},
            license={"membership_id": membership.id, "space_id": make.space(membership.location).id, "starts_on": dt.date(2026, 6, 12)},
            by=SYSTEM,
            **who,
        )
        world.run_jobs()
    (contact,) = [each for each in world.vendors.held("Contacts") if each["Name"] == "Acme"]
    assert make.session.scalars(select(XeroContact)).one().contact_id == contact["ContactID"]
