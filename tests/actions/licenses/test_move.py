"""A license goes to another organisation: history, prices, access and people follow; and what is repeated or stale does no harm."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from sqlalchemy import func, select

from app.access.actor import SYSTEM
from app.access.roles import FRONT_DESK, MEMBER
from app.actions.access.settle import settle_access
from app.actions.licenses.change import change_license
from app.actions.licenses.end import end_license
from app.actions.licenses.move import move_license
from app.actions.licenses.pause import pause_license
from app.actions.licenses.resume import resume_license
from app.core.errors import Missing, Refused, Stale
from app.core.month import Month
from app.models import Access, License, LicensePause
from app.models.organisation import OrganisationStatus
from app.queries.license_lines import license_lines
from jobs.organisations import follow


def day(month: int, number: int) -> dt.date:
    return dt.date(2026, month, number)


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel(dt.datetime(2026, 6, 10, 12, tzinfo=dt.UTC), tick=False) as clock:
        yield clock


@pytest.fixture
def license(make):
    """Thandi's desk at Acme."""
    acme = make.organisation(name="Acme")
    thandi = make.user(MEMBER, first_name="Thandi", last_name="Mokoena", organisation_id=acme.id)
    return make.license(acme, user_id=thandi.id, commitment_months=12)


@pytest.fixture
def beta(make, license):
    return make.organisation(license.location, name="Beta")


def same_place(license, **wishes):
    return {"membership_id": license.membership_id, "space_id": license.space_id} | wishes


def test_to_another_organisation_with_its_person(license, beta, session):
    new = move_license(license.id, on=day(6, 10), **same_place(license, organisation_id=beta.id), by=SYSTEM)
    session.expire_all()
    assert (license.ends_on, new.starts_on, new.organisation_id, new.user_id) == (day(6, 9), day(6, 10), beta.id, license.user_id)
    assert new.user.organisation_id == beta.id and [row.id for row in license.replaced_by] == [new.id] and new.replaces is license
    assert change_license(license.id, custom_price_cents=1000, custom_price_reason="Agreed in May", by=SYSTEM).user_id == new.user_id


def test_prices_are_those_of_the_new_organisation(license, beta, make, session):
    """The second license of Beta is an extra one (P2), and the month is shared by days (P4)."""
    make.license(beta, license.membership)
    new = move_license(license.id, on=day(6, 16), **same_place(license, organisation_id=beta.id), keep_commitment=False, by=SYSTEM)
    assert [line.net for line in license_lines(session, license, Month(2026, 6))] == [132750]  # 2 950 x 15/30 less 10 %
    assert [line.net for line in license_lines(session, new, Month(2026, 6))] == [122500]  # 2 450 x 15/30


def test_a_later_day_brings_the_person_then_and_not_before(license, beta, june, session):
    move_license(license.id, on=day(7, 1), **same_place(license, organisation_id=beta.id), by=SYSTEM)
    for when, home in ((dt.datetime(2026, 6, 30, 12), license.organisation_id), (dt.datetime(2026, 7, 1, 1), beta.id)):
        june.move_to(when)
        follow()
        session.expire_all()
        assert license.user.organisation_id == home


def test_somebody_else_of_the_new_organisation(license, beta, make):
    sipho, thandi = make.user(MEMBER, organisation_id=beta.id), license.user
    new = move_license(license.id, on=day(6, 10), **same_place(license, organisation_id=beta.id, user_id=sipho.id), by=SYSTEM)
    assert new.user_id == sipho.id and thandi.organisation_id == license.organisation_id


@pytest.mark.parametrize("reason", ["another license", "staff", "stranger", "gone"])
def test_who_or_what_cannot_go_is_said_at_its_field(license, beta, make, session, reason):
    wishes, field = {}, "user"
    if reason == "another license":
        make.license(license.organisation, license.membership, user_id=license.user_id)
    elif reason == "staff":
        license.user.roles = [make.role(FRONT_DESK)]
    elif reason == "stranger":
        wishes = {"user_id": make.user(MEMBER).id}
    else:
        beta.status, field = OrganisationStatus.OFFBOARDED, "organisation"
    session.commit()
    with pytest.raises(Refused) as refused:
        move_license(license.id, on=day(6, 10), **same_place(license, organisation_id=beta.id, **wishes), by=SYSTEM)
    assert refused.value.field == field
    session.refresh(license)
    assert license.ends_on is None and license.user.organisation_id == license.organisation_id


def test_nobody_moves_it_where_they_do_not_work(license, make):
    elsewhere = make.organisation()
    with pytest.raises(Missing):
        move_license(license.id, on=day(6, 10), **same_place(license, organisation_id=elsewhere.id), by=make.manager(license.location))


def test_access_follows_to_the_new_license(license, beta, make, session):
    settle_access([license.user_id], by=SYSTEM)
    new = move_license(license.id, on=day(6, 10), **same_place(license, organisation_id=beta.id), by=SYSTEM)
    settle_access([license.user_id], by=SYSTEM)
    wifi = session.scalars(select(Access).where(Access.system == "wifi")).one()
    assert wifi.wanted["groups"] == {"members": [new.code]}


VERBS = {
    "move": lambda license, **more: move_license(license.id, on=day(6, 16), **same_place(license), **more),
    "end": lambda license, **more: end_license(license.id, on=day(6, 30), **more),
    "pause": lambda license, **more: pause_license(license.id, starts_on=day(6, 20), ends_on=day(6, 25), **more),
    "resume": lambda license, **more: resume_license(license.id, on=day(6, 5), **more),
    "change": lambda license, **more: change_license(license.id, commitment_months=24, **more),
}


@pytest.mark.parametrize("verb", VERBS)
def test_sent_twice_is_done_once(license, make, session, verb):
    make.pause(license, day(6, 1), day(6, 8))
    session.expire_all()
    seen = license.version
    first = VERBS[verb](license, version=seen, by=SYSTEM)
    session.expire_all()
    counted = [session.scalar(select(func.count()).select_from(model)) for model in (License, LicensePause)]
    done = license.version
    again = VERBS[verb](license, version=seen, by=SYSTEM)
    session.expire_all()
    assert again.id == first.id and license.version == done
    assert counted == [session.scalar(select(func.count()).select_from(model)) for model in (License, LicensePause)]


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("meanwhile", ["end", "pause"])
def test_a_page_that_is_old_is_told_so_with_who_and_when(license, make, session, verb, meanwhile):
    make.pause(license, day(6, 1), day(6, 8))
    session.expire_all()
    seen, pat = license.version, make.actor(FRONT_DESK)
    if meanwhile == "end":
        end_license(license.id, on=day(9, 30), by=pat)
    else:
        pause_license(license.id, starts_on=day(8, 1), by=pat)
    session.expire_all()
    now = license.version
    with pytest.raises(Stale, match=rf"{pat.name} changed {license.code} at \d\d:\d\d"):
        VERBS[verb](license, version=seen, by=SYSTEM)
    session.expire_all()
    assert license.version == now
    VERBS[verb](license, version=now, by=SYSTEM)  # looked at, and decided again
