"""Locations, spaces, rooms, products, taxes and settings: small rules, each at its field."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError

from app.access.roles import LOCATION_MANAGER
from app.access.staff import staff
from app.actions.locations.change import change_location
from app.actions.locations.create import create_location
from app.actions.locations.remove import remove_location
from app.actions.products.change import change_product
from app.actions.products.create import create_product
from app.actions.rooms.change import change_room
from app.actions.rooms.create import create_room
from app.actions.settings.put import put_setting
from app.actions.spaces.change import change_space
from app.actions.spaces.create import create_space
from app.actions.taxes.change import change_tax_rate
from app.actions.taxes.create import create_tax_rate
from app.actions.taxes.remove import remove_tax_rate
from app.actions.users.change import change_user
from app.core.errors import Forbidden, Missing, Refused
from app.models import Location
from app.models.location import MailMode
from app.rules.units import Unit

GOOD = {"code": "NEW", "name": "New", "zone": "Africa/Johannesburg", "currency": "ZAR", "country": "ZA", "invoice_prefix": "NEW"}


def refused_field(verb):
    with pytest.raises(Refused) as refused:
        verb()
    return refused.value.field


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"zone": "Mars/Base"}, "zone"),
        ({"zone": "localtime"}, "zone"),
        ({"zone": "Factory"}, "zone"),
        ({"currency": "XXY"}, "currency"),
        ({"country": "ZZZ"}, "country"),
        ({"country": "Z1"}, "country"),
        ({"payment_days": 366}, "payment_days"),
        ({"peak_start": dt.time(17), "peak_end": dt.time(8)}, "peak_end"),
        ({"manager_email": "x"}, "manager_email"),
        ({"staff_emails": "a@b.example; x"}, "staff_emails"),
        ({"mail_mode": MailMode.REDIRECT}, "redirect_email"),
        ({"invoice_prefix": ""}, "invoice_prefix"),
        ({"invoice_prefix": "K L"}, "invoice_prefix"),
        ({"invoice_prefix": "KLF-CN"}, "invoice_prefix"),
        ({"half_day_percent": Decimal(101)}, "half_day_percent"),
    ],
)
def test_a_location_is_real(admin, wrong, field):
    assert refused_field(lambda: create_location(**GOOD | wrong, by=admin)) == field


@pytest.mark.parametrize("prefix", ["", "klf", "KLF-", "-KLF", "K L", "KLF-CN"])
def test_the_table_takes_no_beginning_that_its_forms_refuse(make, session, prefix):
    location = make.location()
    with pytest.raises(IntegrityError, match="numbers_begin_well"):
        session.execute(update(Location).where(Location.id == location.id).values(invoice_prefix=prefix))
    session.rollback()
    session.execute(update(Location).where(Location.id == location.id).values(invoice_prefix="2026/KLF.1"))


def test_there_is_one_headquarters(make, admin):
    make.location(is_headquarters=True)
    assert refused_field(lambda: create_location(**GOOD, is_headquarters=True, by=admin)) == "is_headquarters"


def test_the_currency_stays_once_used(make, admin):
    used, free = make.organisation().location, make.location()
    assert refused_field(lambda: change_location(used.id, currency="EUR", by=admin)) == "currency"
    assert change_location(free.id, currency="eur", by=admin).currency == "EUR"
    with pytest.raises(Refused, match="still use this"):
        remove_location(used.id, by=admin)
    remove_location(free.id, by=admin)


def test_a_location_stays_while_somebody_is_limited_to_it(make, admin, session):
    """Without their last location they would work everywhere."""
    here, there = make.location(), make.location()
    pat = make.user(LOCATION_MANAGER, locations=[here], first_name="Pat", last_name="Ndlovu")
    with pytest.raises(Refused, match="Pat Ndlovu"):
        remove_location(here.id, by=admin)
    with pytest.raises(IntegrityError, match="fk_user_location_location_id_location"):
        session.execute(delete(Location).where(Location.id == here.id))
    session.rollback()
    assert staff(session, [pat.id])[0].location_ids == {here.id}
    change_user(pat.id, location_ids=[there.id], by=admin)
    remove_location(here.id, by=admin)
    assert staff(session, [pat.id])[0].location_ids == {there.id}


def test_who_is_limited_opens_no_location(make, admin):
    limited = make.actor(at=[make.location()])
    with pytest.raises(Forbidden):
        create_location(**GOOD, by=limited)
    with pytest.raises(Missing):
        change_location(make.location().id, name="x", by=limited)


def test_spaces_and_rooms(make, admin):
    location = make.location(code="KLF")
    space = create_space(location_id=location.id, name="Attic", by=admin)
    assert space.code.startswith("KLF-S")
    assert refused_field(lambda: change_space(space.id, capacity=0, by=admin)) == "capacity"
    room = create_room(space_id=space.id, name="Nook", by=admin)
    assert (room.location_id, room.max_minutes) == (location.id, 1440)
    assert refused_field(lambda: change_room(room.id, space_id=make.space().id, by=admin)) == "space"
    assert refused_field(lambda: change_room(room.id, min_minutes=60, max_minutes=30, by=admin)) == "max_minutes"
    assert refused_field(lambda: change_room(room.id, peak_rate_cents=-1, by=admin)) == "peak_rate_cents"
    assert refused_field(lambda: change_room(room.id, capacity=0, by=admin)) == "capacity"


def test_products_of_the_network_are_the_networks(make, admin):
    location = make.location()
    manager = make.manager(location)
    own = create_product(name="Coffee", type=Unit.STUFF, price_cents=3500, location_id=location.id, by=manager)
    with pytest.raises(Forbidden):
        create_product(name="Tea", type=Unit.STUFF, price_cents=3500, by=manager)
    with pytest.raises(Forbidden):
        change_product(own.id, location_id=None, by=manager)
    assert refused_field(lambda: change_product(own.id, price_cents=-1, by=admin)) == "price_cents"
    assert refused_field(lambda: change_product(own.id, type="nonsense", by=admin)) == "type"


def test_taxes(make, admin):
    rate = create_tax_rate(country="na", name="VAT", percent=Decimal(15), valid_from=dt.date(2030, 1, 1), by=admin)
    assert rate.country == "NA"
    twice = {"country": "NA", "name": "VAT", "percent": Decimal(16), "valid_from": dt.date(2030, 1, 1)}
    assert refused_field(lambda: create_tax_rate(**twice, by=admin)) == "valid_from"
    withdrawn = create_tax_rate(**twice, withdrawn=True, by=admin)
    assert refused_field(lambda: change_tax_rate(rate.id, percent=Decimal(-1), by=admin)) == "percent"
    with pytest.raises(Forbidden):
        change_tax_rate(rate.id, name="x", by=make.actor(at=[make.location()]))
    remove_tax_rate(withdrawn.id, by=admin)
    remove_tax_rate(rate.id, by=admin)


def test_settings(make, admin):
    assert put_setting("pricing.discount_mode", "best_of", by=admin).value == "best_of"
    assert put_setting("pricing.discount_mode", "multiply", by=admin).value == "multiply"
    assert refused_field(lambda: put_setting("pricing.discount_mode", "add", by=admin)) == "value"
    with pytest.raises(Missing):
        put_setting("pricing.magic", "yes", by=admin)
    with pytest.raises(Forbidden):
        put_setting("pricing.discount_mode", "best_of", by=make.manager(make.location()))
