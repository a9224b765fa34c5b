"""Organisations: codes, addresses, money and the way through their statuses."""

from __future__ import annotations

import datetime as dt

import pytest

from app.access.roles import FINANCE
from app.actions.organisations.change import change_organisation
from app.actions.organisations.create import create_organisation
from app.actions.organisations.move import move_organisation
from app.actions.organisations.remove import remove_organisation
from app.core.errors import Forbidden, Missing, Refused
from app.models import Organisation
from app.models.organisation import OrganisationStatus as S


def test_what_nobody_said_comes_from_home(make, admin):
    home = make.location(code="KLF")
    made = create_organisation(name="Acme", location_id=home.id, invoice_email="a@b.example, c@d.example;a@b.example", by=admin)
    assert (made.currency, made.status, made.invoice_email) == ("ZAR", S.ACTIVE, "a@b.example; c@d.example")
    assert made.code.startswith("KLF-")
    other = create_organisation(name="Bcme", location_id=home.id, by=admin)
    assert other.code > made.code


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 10000}, "name"),
        ({"invoice_email": "nobody"}, "invoice_email"),
        ({"accounting_email": "a@b.example; nobody@"}, "accounting_email"),
        ({"currency": "EUR"}, "currency"),
        ({"payment_days": 400}, "payment_days"),
        ({"payment_days": 2**31}, "payment_days"),
        ({"location_id": 2**40}, "location"),
        ({"location_id": None}, "location"),
        ({"allowed_payments": "eft; Barter"}, "allowed_payments"),
        ({"allowed_payments": "eft", "auto_pay": True}, "auto_pay"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(make, admin, fields, field):
    with pytest.raises(Refused) as refused:
        create_organisation(**{"name": "Acme", "location_id": make.location().id} | fields, by=admin)
    assert refused.value.field == field


def test_a_name_is_one_line_without_tricks(make, admin):
    made = create_organisation(name=" Acme\r\nBcc: all@x.example ", location_id=make.location().id, by=admin)
    assert made.name == "Acme Bcc: all@x.example"


def test_ways_to_pay_are_words_that_the_house_knows_from_the_first_change_of_them_on(make, admin):
    """What was written when nothing read it is in nobody's way."""
    acme = make.organisation(allowed_payments="Barter", auto_pay=True)
    assert change_organisation(acme.id, name="Acme", allowed_payments="Barter", by=admin).allowed_payments == "Barter"
    assert change_organisation(acme.id, allowed_payments="Card;EFT", by=admin).allowed_payments == "eft; card"
    with pytest.raises(Refused) as refused:
        change_organisation(acme.id, allowed_payments="eft", by=admin)
    assert refused.value.field == "auto_pay"
    assert change_organisation(acme.id, allowed_payments="eft", auto_pay=False, by=admin).allowed_payments == "eft"


def test_a_home_of_another_currency_is_refused_once_charged(make, admin):
    license = make.license()
    abroad = make.location(currency="EUR", country="NL")
    with pytest.raises(Refused) as refused:
        change_organisation(license.organisation_id, location_id=abroad.id, currency="EUR", by=admin)
    assert refused.value.field == "location"
    free = make.organisation()
    assert change_organisation(free.id, location_id=abroad.id, currency="EUR", by=admin).currency == "EUR"


def test_a_manager_writes_at_home_only(make):
    here, there = make.location(), make.location()
    manager = make.manager(here)
    with pytest.raises(Refused):
        create_organisation(name="Acme", location_id=there.id, by=manager)
    with pytest.raises(Missing):
        change_organisation(make.organisation(there).id, name="x", by=manager)
    mine = make.organisation(here)
    with pytest.raises(Refused):
        change_organisation(mine.id, location_id=there.id, by=manager)
    guest = make.organisation(there)
    make.license(guest, make.membership(here))
    with pytest.raises(Forbidden):
        change_organisation(guest.id, name="x", by=manager)
    with pytest.raises(Forbidden):
        change_organisation(mine.id, name="x", by=make.actor(FINANCE))


def test_every_status_and_verb(make, session, admin):
    """Each move that the machine knows is done, each other one refused and nothing changed."""
    for status in S:
        for verb, (sources, target) in Organisation.moves.verbs.items():
            organisation = make.organisation(status=status)
            if status in sources:
                assert move_organisation(organisation.id, verb, by=admin).status is target
            else:
                with pytest.raises(Refused):
                    move_organisation(organisation.id, verb, by=admin)
                session.refresh(organisation)
                assert organisation.status is status


def test_offboarding_waits_for_the_last_day(make, session, admin):
    license = make.license()
    with pytest.raises(Refused, match=f"{license.code} still runs"):
        move_organisation(license.organisation_id, "offboard", by=admin)
    license.ends_on = dt.date(2026, 1, 31)
    session.commit()
    assert move_organisation(license.organisation_id, "offboard", by=admin).status is S.OFFBOARDED


def test_one_whose_license_runs_is_not_made_inactive(make, session, admin):
    """It would count as monthly revenue that nobody bills, and come as a correction once it is active again (I9); a pause of the license does neither."""
    license = make.license()
    with pytest.raises(Refused, match=f"{license.code} still runs and ends never: pause the license instead"):
        move_organisation(license.organisation_id, "pause", by=admin)
    session.refresh(license.organisation)
    assert (license.organisation.status, license.organisation.status_by_hand) == (S.ACTIVE, False)
    license.ends_on = dt.date(2026, 1, 31)
    session.commit()
    assert move_organisation(license.organisation_id, "pause", by=admin).status is S.INACTIVE


def test_one_with_people_stays(make, admin):
    organisation = make.organisation()
    make.user("Member", organisation_id=organisation.id)
    with pytest.raises(Refused, match="still use this"):
        remove_organisation(organisation.id, by=admin)
    remove_organisation(make.organisation().id, by=admin)
