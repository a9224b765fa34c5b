"""Discounts that people grant: reasons, authors, and what they may be for (P5)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from app.access.roles import FRONT_DESK
from app.actions.discounts.change import change_discount
from app.actions.discounts.create import create_discount
from app.actions.discounts.remove import remove_discount
from app.core.errors import Forbidden, Missing, Refused

FIVE = Decimal(5)


def test_it_carries_its_author_and_reason(make, admin):
    discount = create_discount(organisation_id=make.organisation().id, percent=FIVE, reason=" A  friend ", by=admin)
    assert (discount.granted_by, discount.reason, discount.code[0]) == (admin.name, "A friend", "D")
    other = make.actor()
    assert change_discount(discount.id, percent=Decimal("7.5"), by=other).granted_by == other.name


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"percent": Decimal(101), "reason": "x"}, "percent"),
        ({"percent": Decimal(-1), "reason": "x"}, "percent"),
        ({"percent": Decimal("NaN"), "reason": "x"}, "percent"),
        ({"percent": Decimal("1.23456"), "reason": "x"}, "percent"),
        ({"reason": "x"}, "percent"),
        ({"percent": FIVE, "reason": " "}, "reason"),
        ({"percent": FIVE, "reason": "x" * 10000}, "reason"),
        ({"percent": FIVE, "reason": "x", "starts_on": dt.date(2026, 6, 2), "ends_on": dt.date(2026, 6, 1)}, "ends_on"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(make, admin, fields, field):
    with pytest.raises(Refused) as refused:
        create_discount(organisation_id=make.organisation().id, **fields, by=admin)
    assert refused.value.field == field


def test_it_is_for_something(admin):
    with pytest.raises(Refused) as refused:
        create_discount(percent=FIVE, reason="x", by=admin)
    assert refused.value.field == "organisation"


def test_what_it_names_belongs_together(make, admin):
    license = make.license()
    with pytest.raises(Refused, match="another organisation"):
        create_discount(license_id=license.id, organisation_id=make.organisation().id, percent=FIVE, reason="x", by=admin)
    with pytest.raises(Refused, match="another membership"):
        create_discount(license_id=license.id, membership_id=make.membership().id, percent=FIVE, reason="x", by=admin)


def test_a_manager_grants_at_home_only(make):
    here, there = make.license(), make.license()
    manager = make.manager(here.location)
    discount = create_discount(license_id=here.id, percent=FIVE, reason="x", by=manager)
    with pytest.raises(Refused):
        create_discount(license_id=there.id, percent=FIVE, reason="x", by=manager)
    with pytest.raises(Missing):
        remove_discount(discount.id, by=make.manager(there.location))
    with pytest.raises(Forbidden):
        create_discount(product_id=make.product().id, percent=FIVE, reason="x", by=manager)
    with pytest.raises(Forbidden):
        create_discount(license_id=here.id, percent=FIVE, reason="x", by=make.actor(FRONT_DESK))


def test_an_organisation_of_elsewhere_with_a_desk_here_is_its_homes_to_favour(make):
    guest = make.license(membership=make.membership(), organisation=make.organisation())
    manager = make.manager(guest.location)
    assert guest.organisation.location_id != guest.location_id
    with pytest.raises(Forbidden):
        create_discount(organisation_id=guest.organisation_id, percent=FIVE, reason="x", by=manager)
