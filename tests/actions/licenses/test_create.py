"""Creating a license binds what belongs together and bills it."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from app.access.roles import FINANCE, FRONT_DESK
from app.actions.licenses.create import create_license
from app.core.errors import Forbidden, Refused
from app.models import AuditEvent, LineItem
from app.models.organisation import OrganisationStatus
from app.models.space import SpaceKind

JUNE = dt.date(2026, 6, 1)


@pytest.fixture
def place(make):
    """A location with a membership, a space and an organisation."""
    location = make.location(code="KLF", name="Kloof")
    return location, make.membership(location), make.space(location), make.organisation(location)


def wanted(place, **changes):
    _, membership, space, organisation = place
    return {
        "organisation_id": organisation.id,
        "membership_id": membership.id,
        "space_id": space.id,
        "starts_on": JUNE,
    } | changes


def test_it_gets_a_code_a_location_and_a_line_item_that_follows_its_dates(place, session, admin):
    license = create_license(**wanted(place, ends_on=dt.date(2026, 9, 30)), by=admin)

    assert license.code.startswith("KLF-L")
    assert license.location_id == place[0].id
    item = session.scalars(select(LineItem).where(LineItem.license_id == license.id)).one()
    assert (item.starts_on, item.ends_on, item.price_cents) == (JUNE, dt.date(2026, 9, 30), None)
    assert item.description == place[1].name
    nouns = session.scalars(select(AuditEvent.noun).where(AuditEvent.actor == admin.name)).all()
    assert {"license", "line_item"} <= set(nouns)


def test_space_and_membership_lie_in_one_location(place, make, admin):
    with pytest.raises(Refused, match="another location") as refused:
        create_license(**wanted(place, space_id=make.space().id), by=admin)
    assert refused.value.field == "space"


def test_currencies_do_not_mix(place, make, admin):
    abroad = make.organisation(make.location(currency="EUR", country="NL", zone="Europe/Amsterdam"))
    with pytest.raises(Refused, match="pays in EUR") as refused:
        create_license(**wanted(place, organisation_id=abroad.id), by=admin)
    assert refused.value.field == "organisation"


def test_an_end_before_the_start_is_refused_at_the_end(place, admin):
    with pytest.raises(Refused) as refused:
        create_license(**wanted(place, ends_on=dt.date(2026, 5, 31)), by=admin)
    assert refused.value.field == "ends_on"


def test_one_day_is_enough(place, admin):
    assert create_license(**wanted(place, ends_on=JUNE), by=admin).ends_on == JUNE


@pytest.mark.parametrize("left_out", ["organisation_id", "membership_id", "space_id", "starts_on"])
def test_what_it_binds_must_be_said(place, admin, left_out):
    fields = wanted(place)
    del fields[left_out]
    with pytest.raises(Refused) as refused:
        create_license(**fields, by=admin)
    assert refused.value.field == left_out.removesuffix("_id")


def test_a_holder_belongs_to_the_organisation(place, make, admin):
    stranger = make.user("Member", organisation_id=make.organisation(place[0]).id)
    with pytest.raises(Refused) as refused:
        create_license(**wanted(place, user_id=stranger.id), by=admin)
    assert refused.value.field == "user"


def test_a_custom_price_has_a_reason_and_an_author(place, admin):
    with pytest.raises(Refused) as refused:
        create_license(**wanted(place, custom_price_cents=200000), by=admin)
    assert refused.value.field == "custom_price_reason"

    license = create_license(**wanted(place, custom_price_cents=0, custom_price_reason="Founders"), by=admin)
    assert (license.custom_price_cents, license.custom_price_by) == (0, admin.name)


def test_the_front_desk_may_create_but_not_name_a_price(place, make):
    desk = make.actor(FRONT_DESK, at=[place[0]])
    assert create_license(**wanted(place), by=desk).id
    with pytest.raises(Forbidden):
        create_license(**wanted(place, custom_price_cents=100, custom_price_reason="A friend"), by=desk)


def test_finance_may_not_create_one(place, make):
    with pytest.raises(Forbidden):
        create_license(**wanted(place), by=make.actor(FINANCE))


def test_a_manager_elsewhere_finds_nothing_to_choose(place, make):
    elsewhere = make.manager(make.location())
    with pytest.raises(Refused) as refused:
        create_license(**wanted(place), by=elsewhere)
    assert refused.value.field == "organisation"


def test_a_full_space_is_refused_unless_there_is_a_reason(place, make, admin):
    small = make.space(place[0], capacity=1)
    make.license(place[3], place[1], space_id=small.id, ends_on=dt.date(2026, 7, 31))

    with pytest.raises(Refused, match="room for 1") as refused:
        create_license(**wanted(place, space_id=small.id), by=admin)
    assert refused.value.field == "space"
    assert create_license(**wanted(place, space_id=small.id, starts_on=dt.date(2026, 8, 1)), by=admin).id
    assert create_license(**wanted(place, space_id=small.id, occupancy_reason="Twins"), by=admin).id


def test_a_private_office_takes_one_organisation(place, make, admin):
    office = make.space(place[0], kind=SpaceKind.PRIVATE_OFFICE)
    make.license(make.organisation(place[0]), place[1], space_id=office.id)
    with pytest.raises(Refused, match="another organisation's private office"):
        create_license(**wanted(place, space_id=office.id), by=admin)


def test_an_organisation_that_left_gets_none(place, session, admin):
    place[3].status = OrganisationStatus.OFFBOARDED
    session.commit()
    with pytest.raises(Refused) as refused:
        create_license(**wanted(place), by=admin)
    assert refused.value.field == "organisation"


def test_a_code_is_taken_once(place, admin):
    create_license(**wanted(place, code="X1"), by=admin)
    with pytest.raises(Refused) as refused:
        create_license(**wanted(place, code="X1"), by=admin)
    assert refused.value.field == "code"


def test_nothing_stays_of_a_refused_license(place, session, admin):
    with pytest.raises(Refused):
        create_license(**wanted(place, commitment_months=-1), by=admin)
    assert session.scalars(select(LineItem)).all() == []
