"""Ad hoc and recurring charges: waiting ones may change, billed ones stay."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
import time_machine

from app.actions.charges.change_adhoc import change_adhoc
from app.actions.charges.change_line_item import change_line_item
from app.actions.charges.create_adhoc import create_adhoc
from app.actions.charges.create_line_item import create_line_item
from app.actions.charges.remove_adhoc import remove_adhoc
from app.actions.charges.remove_line_item import remove_line_item
from app.core.errors import Missing, Refused
from app.models import InvoiceLine, LineItem

JUNE = dt.date(2026, 6, 1)


def test_home_and_today_are_filled_in(make, admin):
    location = make.location(code="AKL", zone="Pacific/Auckland", currency="NZD", country="NZ")
    organisation = make.organisation(location)
    with time_machine.travel(dt.datetime(2026, 6, 30, 13, 0, tzinfo=dt.UTC), tick=False):
        charge = create_adhoc(organisation_id=organisation.id, description="Day pass", unit_price_cents=-25000, by=admin)
    assert (charge.location_id, charge.date, charge.quantity) == (location.id, dt.date(2026, 7, 1), 1)
    assert charge.code.startswith("AKL-A")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"quantity": Decimal(0)}, "quantity"),
        ({"quantity": Decimal(-1)}, "quantity"),
        ({"quantity": Decimal("0.00001")}, "quantity"),
        ({"quantity": Decimal(10) ** 9}, "quantity"),
        ({"unit_price_cents": 2**63}, "unit_price_cents"),
        ({"unit_price_cents": None}, "unit_price_cents"),
        ({"description": ""}, "description"),
        ({"description": "x" * 501}, "description"),
        ({"description": "beep\x07"}, "description"),
        ({"date": dt.date(9999, 1, 1)}, "date"),
        ({"product_id": 2**40}, "product"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(make, admin, fields, field):
    with pytest.raises(Refused) as refused:
        create_adhoc(**{"organisation_id": make.organisation().id, "description": "x", "unit_price_cents": 1} | fields, by=admin)
    assert refused.value.field == field


def test_a_price_that_no_desk_would_name_is_kept_as_it_is_typed(make, admin):
    charge = create_adhoc(organisation_id=make.organisation().id, description="=1+1", unit_price_cents=1, by=admin)
    assert charge.description == "=1+1"


def test_currencies_do_not_mix(make, admin):
    abroad = make.location(currency="EUR", country="NL")
    with pytest.raises(Refused) as refused:
        create_adhoc(organisation_id=make.organisation().id, location_id=abroad.id, description="x", unit_price_cents=1, by=admin)
    assert refused.value.field == "location"


def test_an_invoiced_charge_stays(make, admin):
    charge = make.adhoc(invoiced_at=dt.datetime(2026, 7, 1, tzinfo=dt.UTC))
    with pytest.raises(Refused, match="has been invoiced"):
        change_adhoc(charge.id, description="y", by=admin)
    with pytest.raises(Refused, match="has been invoiced"):
        remove_adhoc(charge.id, by=admin)


def test_a_waiting_charge_may_change_and_go(make, session, admin):
    charge = make.adhoc()
    assert change_adhoc(charge.id, quantity=Decimal("2.5"), by=admin).quantity == Decimal("2.5")
    with pytest.raises(Missing):
        change_adhoc(charge.id, description="y", by=make.manager(make.location()))
    remove_adhoc(charge.id, by=admin)


def test_recurring_by_hand(make, session, admin):
    item = create_line_item(organisation_id=make.organisation().id, description="Parking", price_cents=95000, starts_on=JUNE, by=admin)
    assert change_line_item(item.id, ends_on=dt.date(2026, 8, 31), by=admin).ends_on == dt.date(2026, 8, 31)
    with pytest.raises(Refused) as refused:
        change_line_item(item.id, ends_on=dt.date(2026, 5, 31), by=admin)
    assert refused.value.field == "ends_on"
    with pytest.raises(Refused) as refused:
        change_line_item(item.id, price_cents=None, by=admin)
    assert refused.value.field == "price_cents"
    remove_line_item(item.id, by=admin)
    assert session.get(LineItem, item.id) is None


def test_one_of_a_license_follows_its_license(make, session, admin):
    license = make.license()
    item = session.query(LineItem).filter_by(license_id=license.id).one()
    with pytest.raises(Refused, match=license.code):
        change_line_item(item.id, description="x", by=admin)
    with pytest.raises(Refused, match=license.code):
        remove_line_item(item.id, by=admin)


def test_a_billed_one_gets_a_last_day_instead(make, session, admin):
    item = make.line_item()
    invoice = make.invoice(item.organisation, status="draft", number=None)
    session.query(InvoiceLine).filter_by(invoice_id=invoice.id).update({"line_item_id": item.id})
    session.commit()
    with pytest.raises(Refused, match="last day instead"):
        remove_line_item(item.id, by=admin)
