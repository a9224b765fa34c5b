"""Bringing somebody in: all of it or nothing, and once."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import func, select

from app.access.actor import Actor
from app.access.roles import FRONT_DESK, SALES
from app.actions.onboarding.onboard import onboard
from app.core.errors import Forbidden, Missing, Refused
from app.models import Delivery, FoyerUser, License, LineItem, Membership, Onboarding, Organisation, OutboxMessage, Space
from app.work import rehearsal
from tests.make import Make

START = dt.date(2026, 6, 12)


@pytest.fixture
def membership(make: Make) -> Membership:
    make.role("Member")
    return make.membership()


@pytest.fixture
def space(make: Make, membership: Membership) -> Space:
    return make.space(membership.location)


@pytest.fixture
def desk(make: Make, membership: Membership) -> Actor:
    return make.actor(FRONT_DESK, at=[membership.location])


def newcomer(membership: Membership, space: Space, **wishes: Any) -> dict[str, Any]:
    return {
        "organisation": {"name": "Acme (Pty) Ltd"},
        "person": {"email": "Thandi@Acme.example", "first_name": "Thandi", "last_name": "Mokoena"},
        "license": {"membership_id": membership.id, "space_id": space.id, "starts_on": START},
    } | wishes


def counts(make: Make) -> tuple[int, ...]:
    make.session.rollback()
    return tuple(
        make.session.scalar(select(func.count()).select_from(model)) or 0 for model in (Organisation, FoyerUser, License, Onboarding)
    )


def test_all_of_it_in_one_go(make: Make, membership: Membership, space: Space, desk: Actor) -> None:
    done = onboard(key="k1", by=desk, **newcomer(membership, space))

    assert done.organisation.invoice_email.lower() == "thandi@acme.example"
    assert (done.user.email, done.user.organisation_id) == ("thandi@acme.example", done.organisation_id)
    assert [role.name for role in done.user.roles] == ["Member"]
    assert (done.license.starts_on, done.license.user_id) == (START, done.user_id)
    assert make.session.scalars(select(LineItem).where(LineItem.license_id == done.license_id)).one()
    events = set(make.session.scalars(select(OutboxMessage.event)))
    assert "LicenseCreated" in events


def test_the_same_key_answers_with_the_first(make: Make, membership: Membership, space: Space, desk: Actor) -> None:
    first = onboard(key="k1", by=desk, **newcomer(membership, space))
    before = counts(make)
    assert onboard(key="k1", by=desk, **newcomer(membership, space)).id == first.id
    assert counts(make) == before


def test_a_colleague_joins_the_organisation(make: Make, membership: Membership, space: Space, desk: Actor) -> None:
    first = onboard(key="k1", by=desk, **newcomer(membership, space))
    person = {"email": "sipho@acme.example", "first_name": "Sipho", "last_name": "Dube"}
    second = onboard(key="k2", by=desk, **newcomer(membership, space, organisation_id=first.organisation_id, person=person))

    assert second.organisation_id == first.organisation_id
    assert second.user_id != first.user_id


def test_a_person_of_the_organisation_gets_another_license(make: Make, membership: Membership, space: Space, desk: Actor) -> None:
    first = onboard(key="k1", by=desk, **newcomer(membership, space))
    again = onboard(key="k2", by=desk, **newcomer(membership, space, organisation_id=first.organisation_id))

    assert (again.user_id, again.license_id != first.license_id) == (first.user_id, True)


def test_whoever_came_in_long_ago_gets_another_license_and_no_second_welcome(
    make: Make, membership: Membership, space: Space, desk: Actor
) -> None:
    """The row of the first welcome mail went after its term."""
    known = make.user(
        "Member", organisation_id=make.organisation(membership.location).id, email="thandi@acme.example", last_login=dt.datetime(2025, 6, 1)
    )
    onboard(key="k2", by=desk, **newcomer(membership, space, organisation_id=known.organisation_id))
    assert make.session.scalars(select(Delivery.id)).all() == []


@pytest.mark.parametrize("role", [None, "Member"])
def test_an_address_of_somebody_else_is_refused_and_nothing_is_left(
    make: Make, membership: Membership, space: Space, desk: Actor, role: str | None
) -> None:
    other = make.organisation(membership.location)
    make.user(*([role] if role else []), email="thandi@acme.example", organisation_id=other.id)
    before = counts(make)

    with pytest.raises(Refused) as refusal:
        onboard(key="k1", by=desk, **newcomer(membership, space))
    assert refusal.value.field == "email"
    assert counts(make) == before


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"organisation": {"name": "  "}}, "organisation"),
        ({"person": {"email": "no address", "first_name": "A", "last_name": "B"}}, "email"),
        ({"person": {"email": "a@b.example", "first_name": "", "last_name": "B"}}, "first_name"),
        ({"person": {"email": "a@b.example", "first_name": "A" * 10_000, "last_name": "B"}}, "first_name"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(
    make: Make, membership: Membership, space: Space, desk: Actor, change: dict[str, Any], field: str
) -> None:
    before = counts(make)
    with pytest.raises(Refused) as refusal:
        onboard(key="k1", by=desk, **newcomer(membership, space, **change))
    assert refusal.value.field == field
    assert counts(make) == before


def test_a_space_of_another_location_is_refused(make: Make, membership: Membership, desk: Actor) -> None:
    elsewhere = make.space(make.location())
    with pytest.raises((Refused, Missing)):
        onboard(key="k1", by=desk, **newcomer(membership, elsewhere))


def test_who_may_not_onboard_is_told(make: Make, membership: Membership, space: Space) -> None:
    with pytest.raises(Forbidden):
        onboard(key="k1", by=make.actor(SALES), **newcomer(membership, space))
    with pytest.raises(Refused, match="one of the list") as refused:
        onboard(key="k1", by=make.actor(FRONT_DESK, at=[make.location()]), **newcomer(membership, space))
    assert refused.value.field == "membership"


def test_names_of_every_script(make: Make, membership: Membership, space: Space, desk: Actor) -> None:
    person = {"email": "oneill@acme.example", "first_name": 'Siobhán "Shiv"', "last_name": "O'Neill 何"}
    done = onboard(key="k1", by=desk, **newcomer(membership, space, person=person))
    assert str(done.user) == 'Siobhán "Shiv" O\'Neill 何'


def test_a_rehearsal_leaves_nothing(make: Make, membership: Membership, space: Space, desk: Actor) -> None:
    before = counts(make)
    with rehearsal(by=desk):
        assert onboard(key="k1", by=desk, **newcomer(membership, space)).license_id
    assert counts(make) == before


def test_nobody_is_taken_over_whom_the_desk_may_not_see(make: Make, membership: Membership, space: Space, desk: Actor) -> None:
    """A person of another location, also one without an organisation: nothing tells that they are there, switched off or not."""
    far = make.location()
    ours = make.organisation(membership.location)
    people = [
        make.user("Member", email="thandi@acme.example", location_id=far.id),
        make.user("Member", email="gone@acme.example", location_id=far.id, active=False),
    ]
    before = counts(make)
    for who in people:
        for organisation in ({}, {"organisation_id": ours.id, "organisation": {}}):
            person = {"email": who.email, "first_name": "Thandi", "last_name": "Mokoena"}
            with pytest.raises(Refused, match="belongs to somebody else already") as refused:
                onboard(key="k1", by=desk, **newcomer(membership, space, person=person, **organisation))
            assert refused.value.field == "email"
    assert counts(make) == before
    make.session.refresh(people[0])
    assert people[0].organisation_id is None
    here = make.user("Member", email="here@acme.example", location_id=membership.location_id)
    person = {"email": here.email, "first_name": "Thandi", "last_name": "Mokoena"}
    assert onboard(key="k2", by=desk, **newcomer(membership, space, person=person)).user_id == here.id


def test_who_has_an_account_comes_into_no_organisation_of_another_location(
    make: Make, membership: Membership, space: Space, desk: Actor
) -> None:
    """Whoever set their password would come into it with them; somebody new is invited by mail, and that stays open."""
    elsewhere = make.organisation(make.location())
    make.license(elsewhere, membership, space_id=space.id)
    make.user("Member", email="Thandi@Acme.example", location_id=membership.location_id)
    make.session.commit()
    into = newcomer(membership, space, organisation_id=elsewhere.id)
    with pytest.raises(Forbidden, match="at home at another location"):
        onboard(key="k1", by=desk, **into)
    new = {"person": {"email": "new@acme.example", "first_name": "New", "last_name": "One"}}
    assert onboard(key="k2", by=desk, **into | new).user.organisation_id == elsewhere.id
