"""A row of a spreadsheet is refused where the verb on one row is: by the same checks, in the same words."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.access.roles import LOCATION_MANAGER
from app.actions.organisations.move import move_organisation
from app.actions.privacy.erase_person import erase_person
from app.core import clock
from app.core.errors import Refused
from app.core.month import Month
from app.models import Discount, License, Location, Organisation
from app.models.invoice import InvoiceStatus
from app.models.organisation import OrganisationStatus
from app.models.space import SpaceKind
from tests.actions.people_imports.test_people_imports import count, reasons, states
from tests.actions.sheet_imports.test_sheet_imports import K, brought, tried
from tests.make import Make

S = OrganisationStatus
FIELDS = "code,organisation,user,membership,space,start,end"


@pytest.fixture
def place(make: Make) -> Location:
    make.role("Member")
    found = make.location(code="KLF", name="Kloof")
    make.membership(found, code="DESK", name="Dedicated desk")
    make.space(found, code="FLOOR", name="First floor")
    make.organisation(found, code="ACME", name="Acme")
    return found


def test_a_license_is_refused_for_who_left_whom_nobody_employs_and_what_is_not_sold(make: Make, place: Location) -> None:
    make.organisation(place, code="GONE", name="Gone", status=S.OFFBOARDED)
    make.membership(place, code="OLD", name="Old desk", is_active=False)
    stranger = make.user("Member", organisation_id=make.organisation(place, code="OTHER", name="Other").id)
    rows = (
        "L1,GONE,,DESK,FLOOR,2026-07-01,",
        "L2,ACME,,OLD,FLOOR,2026-07-01,",
        f"L3,ACME,{stranger.email},DESK,FLOOR,2026-07-01,",
        "L4,ACME,,DESK,FLOOR,2026-07-01,",
    )
    said = reasons(make, brought(tried(K.LICENSES, FIELDS, *rows)))
    assert (
        "organisation: Gone is offboarded" in said[2]
        and "membership: Old desk is no longer sold" in said[3]
        and "user:" in said[4]
        and "does not belong to this organisation" in said[4]
    )
    assert count(make, License) == 1


def test_a_full_space_takes_nobody_more_and_those_of_the_file_count(make: Make, place: Location) -> None:
    small = make.space(place, code="TWO", name="Two desks", capacity=2)
    make.space(place, code="OFFICE", name="Corner office", kind=SpaceKind.PRIVATE_OFFICE)
    make.organisation(place, code="OTHER", name="Other")
    late = make.license(
        make.session.query(Organisation).filter_by(code="ACME").one(),
        make.membership(place),
        space_id=small.id,
        starts_on=dt.date(2027, 1, 1),
    )
    rows = (
        "A,ACME,,DESK,TWO,2026-07-01,",
        "B,ACME,,DESK,TWO,2026-07-01,2026-12-31",
        "C,ACME,,DESK,TWO,2026-08-01,",
        "D,ACME,,DESK,OFFICE,2026-07-01,",
        "E,OTHER,,DESK,OFFICE,2026-09-01,",
    )
    said = reasons(make, brought(tried(K.LICENSES, FIELDS, *rows)))
    assert set(said) == {4, 6} and "space: Two desks has room for 2" in said[4] and "another organisation's private office" in said[6]
    again = reasons(make, tried(K.LICENSES, "code,membership,start", f"{late.code},DESK,", f"{late.code},,2026-11-01"))
    assert "Cannot change" in again[2], "another membership is a move"
    reasoned = tried(
        K.LICENSES, f"{FIELDS},occupancy_reason", "C,ACME,,DESK,TWO,2026-08-01,,", "D2,ACME,,DESK,TWO,2026-08-01,,A week of squeezing"
    )
    assert states(make, reasoned) == ["bad", "good"]


def test_a_license_that_is_extended_counts_for_those_who_come_after_it(make: Make, place: Location) -> None:
    """Room for one: the database still says that the first ends in June, and the file has said until December by then."""
    one = make.space(place, code="ONE", name="One desk", capacity=1)
    acme = make.session.query(Organisation).filter_by(code="ACME").one()
    first = make.license(acme, make.membership(place), space_id=one.id, starts_on=dt.date(2026, 1, 1), ends_on=dt.date(2026, 6, 30))
    found = tried(
        K.LICENSES, FIELDS, f"{first.code},ACME,,,ONE,2026-01-01,2026-12-31", "B,ACME,,DESK,ONE,2026-07-01,", "C,ACME,,DESK,ONE,2027-01-01,"
    )
    assert states(make, found) == ["good", "bad", "good"] and "space: One desk has room for 1" in reasons(make, found)[3]
    brought(found)
    make.session.expire_all()
    assert (first.ends_on, count(make, License)) == (dt.date(2026, 12, 31), 2)


def test_a_license_that_ends_or_moves_out_leaves_its_place_to_the_other_rows(make: Make, place: Location) -> None:
    """Room for one each: the database still says that both are there."""
    make.organisation(place, code="OTHER", name="Other")
    acme = make.session.query(Organisation).filter_by(code="ACME").one()
    one, two = (make.space(place, code=code, name=code, capacity=1) for code in ("ONE", "TWO"))
    office = make.space(place, code="OFFICE", name="Corner office", kind=SpaceKind.PRIVATE_OFFICE)
    ends, moves, leaves = (
        make.license(acme, make.membership(place), space_id=space.id, starts_on=dt.date(2026, 1, 1)) for space in (one, two, office)
    )
    said = (
        "A,OTHER,,DESK,ONE,2026-07-01,",
        f"{ends.code},ACME,,,ONE,2026-01-01,2026-06-30",
        "B,OTHER,,DESK,ONE,2026-08-01,",
        f"{moves.code},ACME,,,FLOOR,2026-01-01,",
        "C,OTHER,,DESK,TWO,2026-07-01,",
        "D,OTHER,,DESK,OFFICE,2026-07-01,",
        f"{leaves.code},ACME,,,OFFICE,2026-01-01,2026-06-30",
    )
    found = tried(K.LICENSES, FIELDS, *said)
    assert states(make, found) == ["good", "good", "bad", "good", "good", "good", "good"], reasons(make, found)
    assert "space: ONE has room for 1" in reasons(make, found)[4]
    early = tried(K.LICENSES, FIELDS, f"{ends.code},ACME,,,ONE,2026-01-01,2026-06-30", "A,OTHER,,DESK,ONE,2026-06-30,")
    assert states(make, early) == ["good", "bad"], "on its last day it is there"


def test_a_license_makes_a_customer_at_once(make: Make, place: Location) -> None:
    """As one that is typed does: a preview right after the import sees its first invoice."""
    for code in ("NEW", "FAR", "KEPT"):
        make.organisation(
            place, code=code, name=code.title(), status=S.PROSPECT if code != "KEPT" else S.INACTIVE, status_by_hand=code == "KEPT"
        )
    month = Month.of(clock.today(place.zone))
    rows = (
        f"L1,NEW,,DESK,FLOOR,{month.next.first},",
        f"L2,FAR,,DESK,FLOOR,{month.next.next.first},",
        f"L3,KEPT,,DESK,FLOOR,{month.next.first},",
    )
    brought(tried(K.LICENSES, FIELDS, *rows))
    make.session.expire_all()
    became = dict(make.session.execute(select(Organisation.code, Organisation.status)).all())
    assert became == {"ACME": S.ACTIVE, "NEW": S.ACTIVE, "FAR": S.PENDING, "KEPT": S.INACTIVE}
    brought(tried(K.LICENSES, FIELDS, f"L4,FAR,,DESK,FLOOR,{month.first},"))
    make.session.expire_all()
    assert make.session.scalars(select(Organisation.status).where(Organisation.code == "FAR")).one() is S.ACTIVE


def test_an_organisation_moves_as_its_verbs_let_it(make: Make, place: Location) -> None:
    acme = make.session.query(Organisation).filter_by(code="ACME").one()
    license = make.license(acme, ends_on=None)
    acme.status_by_hand = True
    left = make.organisation(place, code="LEFT", name="Left", status=S.DECLINED)
    make.session.commit()
    with pytest.raises(Refused, match="still runs"):
        move_organisation(acme.id, "offboard", by=SYSTEM)
    said = reasons(make, tried(K.ORGANISATIONS, "code,status", "ACME,offboarded", f"{left.code},active"))
    assert "status:" in said[2] and "still runs" in said[2] and "status: Left is declined: from there it cannot become active" in said[3]
    brought(tried(K.ORGANISATIONS, "code,name", "ACME,Acme Group"))
    make.session.refresh(acme)
    assert (acme.name, acme.status, acme.status_by_hand) == ("Acme Group", S.ACTIVE, True), "a name says nothing about the status"
    assert "pause the license instead" in reasons(make, tried(K.ORGANISATIONS, "code,status", "ACME,inactive"))[2]
    license.ends_on = license.starts_on
    make.session.commit()
    brought(tried(K.ORGANISATIONS, "code,status,name,location", "ACME,inactive,,", "NEW,prospect,New,KLF"))
    make.session.refresh(acme)
    new = make.session.query(Organisation).filter_by(code="NEW").one()
    assert (acme.status, acme.status_by_hand, new.status, new.status_by_hand) == (S.INACTIVE, True, S.PROSPECT, False)


def test_what_is_being_invoiced_stays_as_it_is(make: Make, place: Location) -> None:
    acme = make.session.query(Organisation).filter_by(code="ACME").one()
    desk = make.membership(place, code="HOT", name="Hot desk")
    make.license(acme, desk)
    make.invoice(acme, status=InvoiceStatus.LOCKED)
    rows = reasons(make, tried(K.ORGANISATIONS, "code,name,status,manual_discount_percent,manual_discount_reason", "ACME,,inactive,,"))
    assert "going out just now" in rows[2]
    assert (
        "going out just now"
        in reasons(make, tried(K.ORGANISATIONS, "code,manual_discount_percent,manual_discount_reason", "ACME,10,Friend"))[2]
    )
    assert states(make, tried(K.ORGANISATIONS, "code,name", "ACME,Acme Group")) == ["good"], "issued documents keep the names of their day"
    assert (
        "going out just now"
        in reasons(
            make, tried(K.ADHOCS, "code,organisation,location,date,description,quantity,unit_price", "A1,ACME,KLF,2026-06-03,Card,1,10")
        )[2]
    )
    assert "going out just now" in reasons(make, tried(K.DISCOUNTS, "code,membership,percent,reason", "D1,HOT,10,Summer"))[2]
    assert "going out just now" in reasons(make, tried(K.MEMBERSHIPS, "code,included_primary", "HOT,3"))[2]
    assert count(make, Discount) == 0


def test_the_rest_is_said_by_the_checks_of_the_forms(make: Make, place: Location) -> None:
    printing = reasons(make, tried(K.MEMBERSHIPS, "code,quota_unit,quota_amount,quota_frequency", "DESK,printing,10,monthly"))
    assert "quota_unit: Pages at the printers are granted by PaperCut" in printing[2]
    assert (
        "days: A product brings days or a credit"
        in reasons(make, tried(K.PRODUCTS, "code,name,location,type,price,days,credit_amount", "P1,Pass,KLF,stuff,10,1,5"))[2]
    )
    assert "reason: Please fill this in" in reasons(make, tried(K.DISCOUNTS, "code,organisation,percent", "D1,ACME,10"))[2]
    price = reasons(make, tried(K.LICENSES, f"{FIELDS},custom_price", "L1,ACME,,DESK,FLOOR,2026-07-01,,100"))
    assert "custom_price_reason: Give the reason" in price[2]


def test_staff_who_work_elsewhere_too_are_above_who_works_here_alone(make: Make, place: Location) -> None:
    everywhere = make.user("Front desk", location_id=place.id)
    elsewhere_too = make.user("Front desk", location_id=place.id, locations=[place, make.location()])
    member = make.user("Member", location_id=place.id)
    by = make.actor(LOCATION_MANAGER, at=[place])
    said = reasons(
        make,
        tried(
            K.USERS, "email,name", f"{everywhere.email},Some Body", f"{elsewhere_too.email},Some Body", f"{member.email},Any Body", by=by
        ),
    )
    assert set(said) == {2, 3} and all("does not work at that location" in each for each in said.values())


def test_no_spreadsheet_leads_into_an_organisation_of_another_place(make: Make, place: Location) -> None:
    far = make.organisation(make.location(), code="FAR")
    make.license(far, make.membership(place))
    member, owner, free = (make.user("Member", location_id=place.id, organisation_id=of) for of in (far.id, far.id, None))
    rows = (
        f"{member.email},Some Body,ACME,",
        f"{owner.email},Some Body,FAR,yes",
        f"{free.email},Some Body,FAR,",
        "new@acme.example,New Body,FAR,yes",
        "fresh@acme.example,Fresh Body,FAR,",
    )
    said = reasons(make, tried(K.USERS, "email,name,organisation,owner", *rows, by=make.actor(LOCATION_MANAGER, at=[place])))
    assert set(said) == {2, 3, 4, 5} and all("at home at another location" in each for each in said.values()), said


def test_no_spreadsheet_begins_anything_with_somebody_who_is_being_erased(make: Make, place: Location) -> None:
    acme = make.session.query(Organisation).filter_by(code="ACME").one()
    gone, stays = (make.user("Member", organisation_id=acme.id) for _ in range(2))
    erase_person(gone.id, typed=gone.email, by=make.actor())
    for kind, columns, row in (
        (K.USERS, "email,name", "{0},Other Name"),
        (K.LICENSES, FIELDS, "L-{0},ACME,{0},DESK,FLOOR,2026-07-01,"),
    ):
        said = reasons(make, tried(kind, columns, *(row.format(each.email) for each in (gone, stays))))
        assert set(said) == {2} and "is being erased" in said[2], said
