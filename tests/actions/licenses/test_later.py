"""What happens to a running license: changed, paused, resumed, ended, moved, removed."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from app.access.roles import FRONT_DESK
from app.actions.licenses.change import change_license
from app.actions.licenses.end import end_license
from app.actions.licenses.move import move_license
from app.actions.licenses.pause import pause_license
from app.actions.licenses.remove import remove_license
from app.actions.licenses.resume import resume_license
from app.core.errors import Forbidden, Missing, Refused
from app.models import License, LicensePause, LineItem


def day(month: int, number: int) -> dt.date:
    return dt.date(2026, month, number)


@pytest.fixture
def license(make):
    return make.license()


def item_of(session, license):
    return session.scalars(select(LineItem).where(LineItem.license_id == license.id)).one()


def test_a_manager_elsewhere_is_told_it_does_not_exist(license, make):
    elsewhere = make.manager(make.location())
    for verb in (
        lambda: change_license(license.id, commitment_months=6, by=elsewhere),
        lambda: pause_license(license.id, starts_on=day(6, 1), by=elsewhere),
        lambda: resume_license(license.id, on=day(6, 1), by=elsewhere),
        lambda: end_license(license.id, on=day(6, 1), by=elsewhere),
        lambda: move_license(license.id, on=day(6, 1), membership_id=1, space_id=1, by=elsewhere),
        lambda: remove_license(license.id, by=elsewhere),
    ):
        with pytest.raises(Missing):
            verb()


def test_it_may_change_space_only_within_its_location(license, make, admin):
    inside = make.space(license.location)
    assert change_license(license.id, space_id=inside.id, by=admin).space_id == inside.id
    with pytest.raises(Refused) as refused:
        change_license(license.id, space_id=make.space().id, by=admin)
    assert refused.value.field == "space"


def test_a_new_price_needs_a_reason_and_permission(license, make, admin):
    with pytest.raises(Refused) as refused:
        change_license(license.id, custom_price_cents=1000, by=admin)
    assert refused.value.field == "custom_price_reason"
    with pytest.raises(Forbidden):
        change_license(license.id, net_price=True, by=make.actor(FRONT_DESK))
    kept = change_license(license.id, custom_price_cents=1000, custom_price_reason="Summer", by=admin)
    assert kept.custom_price_by == admin.name
    gone = change_license(license.id, custom_price_cents=None, by=admin)
    assert (gone.custom_price_reason, gone.custom_price_by) == ("", "")


def test_a_negative_price_is_refused(license, admin):
    with pytest.raises(Refused) as refused:
        change_license(license.id, custom_price_cents=-1, custom_price_reason="A slip", by=admin)
    assert refused.value.field == "custom_price_cents"


def test_pauses_do_not_overlap(license, session, admin):
    pause_license(license.id, starts_on=day(6, 10), ends_on=day(6, 20), by=admin)
    with pytest.raises(Refused, match="already paused from 10 Jun 2026") as refused:
        pause_license(license.id, starts_on=day(6, 20), by=admin)
    assert refused.value.field == "starts_on"
    pause_license(license.id, starts_on=day(6, 21), by=admin)
    with pytest.raises(Refused):
        pause_license(license.id, starts_on=day(12, 1), by=admin)
    assert len(session.scalars(select(LicensePause)).all()) == 2


@pytest.mark.parametrize(
    ("first", "last", "field"), [((6, 10), (6, 9), "ends_on"), ((1, 1), None, "starts_on"), ((9, 1), None, "starts_on")]
)
def test_a_pause_lies_within_the_term(make, admin, first, last, field):
    license = make.license(starts_on=day(2, 1), ends_on=day(8, 31))
    with pytest.raises(Refused) as refused:
        pause_license(license.id, starts_on=day(*first), ends_on=day(*last) if last else None, by=admin)
    assert refused.value.field == field


def test_resuming_ends_the_pause_the_day_before(license, session, admin):
    pause = pause_license(license.id, starts_on=day(6, 10), by=admin)
    resume_license(license.id, on=day(6, 15), by=admin)
    session.refresh(pause)
    assert pause.ends_on == day(6, 14)
    with pytest.raises(Refused, match="not paused"):
        resume_license(license.id, on=day(6, 16), by=admin)


def test_a_pause_without_a_day_left_never_was(license, session, admin):
    pause_license(license.id, starts_on=day(6, 10), by=admin)
    resume_license(license.id, on=day(6, 10), by=admin)
    assert session.scalars(select(LicensePause)).all() == []


def test_its_line_item_ends_with_it_and_runs_on_with_it(license, session, admin):
    end_license(license.id, on=day(6, 20), by=admin)
    assert item_of(session, license).ends_on == day(6, 20)
    end_license(license.id, on=None, by=admin)
    assert item_of(session, license).ends_on is None


def test_it_cannot_end_before_it_starts(license, admin):
    with pytest.raises(Refused) as refused:
        end_license(license.id, on=dt.date(2025, 12, 31), by=admin)
    assert refused.value.field == "on"


def test_it_runs_on_only_while_its_place_is_free(make, admin):
    location = make.location()
    space = make.space(location, capacity=1)
    membership = make.membership(location)
    first = make.license(membership=membership, space_id=space.id, ends_on=day(6, 30))
    make.license(membership=membership, space_id=space.id, starts_on=day(7, 1))
    with pytest.raises(Refused, match="room for 1"):
        end_license(first.id, on=day(7, 1), by=admin)


def test_moving_ends_the_old_one_and_begins_a_linked_new_one(make, session, admin):
    old = make.license(commitment_months=12, ends_on=day(12, 31), custom_price_cents=5, custom_price_reason="x")
    pause_license(old.id, starts_on=day(6, 10), ends_on=day(6, 20), by=admin)
    target = make.location()
    membership, space = make.membership(target), make.space(target)

    new = move_license(old.id, on=day(6, 16), membership_id=membership.id, space_id=space.id, by=admin)

    session.refresh(old)
    assert (old.ends_on, item_of(session, old).ends_on) == (day(6, 15), day(6, 15))
    assert (new.starts_on, new.ends_on, new.location_id, new.replaces_id) == (day(6, 16), day(12, 31), target.id, old.id)
    assert (new.commitment_months, new.commitment_start) == (12, day(1, 1))
    assert new.custom_price_cents is None
    assert [(pause.starts_on, pause.ends_on) for pause in new.pauses] == [(day(6, 16), day(6, 20))]
    assert item_of(session, new).location_id == target.id


def test_a_refused_move_leaves_the_old_one_running(license, make, session, admin):
    abroad = make.location(currency="EUR", country="NL", zone="Europe/Amsterdam")
    with pytest.raises(Refused, match="pays in ZAR"):
        move_license(license.id, on=day(6, 1), membership_id=make.membership(abroad).id, space_id=make.space(abroad).id, by=admin)
    session.refresh(license)
    assert license.ends_on is None
    assert len(session.scalars(select(License)).all()) == 1


def test_a_license_nobody_billed_can_be_taken_back(license, session, admin):
    pause_license(license.id, starts_on=day(6, 10), by=admin)
    remove_license(license.id, by=admin)
    assert session.scalars(select(License)).all() == []
    assert session.scalars(select(LineItem)).all() == []


def test_one_with_a_discount_stays(license, make, session, admin):
    make.discount("5", license_id=license.id)
    with pytest.raises(Refused, match="still use this"):
        remove_license(license.id, by=admin)
    assert len(session.scalars(select(LineItem)).all()) == 1
