"""Setting a house up: each step says what is wrong at its field, saves at once, and is not asked again."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.access.roles import FINANCE, LOCATION_MANAGER
from app.actions.set_up.add_offers import Offer, Wanted, add_offers
from app.actions.set_up.ask_cards import ask_cards
from app.actions.set_up.invite_colleague import invite_colleague
from app.actions.set_up.note import finish_set_up, leave_for_later
from app.actions.set_up.put_company import put_company
from app.actions.set_up.put_location import put_location
from app.actions.set_up.put_numbers import put_numbers
from app.actions.set_up.put_tax import put_tax
from app.actions.set_up.send_test_mail import send_test_mail
from app.core.errors import Forbidden, Refused
from app.models import FoyerUser, Location, Membership, Product, Room, Space, TaxRate
from app.models.delivery import DeliveryState
from app.queries.numbering import numbering
from app.queries.set_up.cards import cards_asked
from app.queries.set_up.missing import Lack, missing
from app.queries.set_up.progress import Step, StepState, is_open, progress
from tests.actions.locations.test_places import refused_field

COMPANY = {
    "name": "Kloof Works",
    "legal_name": "Kloof Works (Pty) Ltd",
    "address": "1 Kloof Street",
    "country": "ZA",
    "currency": "ZAR",
    "zone": "Africa/Johannesburg",
    "language": "en",
    "registration_number": "2019/1",
}
TAX = {"vat_registered": True, "vat_number": "4123456789", "percent": None, "name": "", "valid_from": None}


@pytest.fixture
def house(admin) -> Location:
    return put_company(by=admin, **COMPANY)


def test_the_company_opens_the_first_location_and_is_changed_there(admin, session):
    assert is_open(session) and progress(session).next is Step.COMPANY
    house = put_company(by=admin, **COMPANY)
    assert (house.code, house.invoice_prefix, house.is_headquarters) == ("KW", "KW", True)
    assert put_company(by=admin, **COMPANY | {"name": "Kloof"}).id == house.id
    assert [(each.name, each.code) for each in session.scalars(select(Location))] == [("Kloof", "KW")]
    assert progress(session).states[Step.COMPANY] is StepState.DONE and progress(session).next is Step.TAX


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"address": ""}, "address"),
        ({"zone": "Mars/Base"}, "zone"),
        ({"logo": b"x"}, "logo"),
        ({"legal_name": "x" * 201}, "legal_name"),
    ],
)
def test_a_company_that_cannot_be_leaves_nothing(admin, session, wrong, field):
    assert refused_field(lambda: put_company(by=admin, **COMPANY | wrong)) == field
    assert session.scalar(select(Location.id)) is None and is_open(session)


def test_nothing_begins_before_the_company(admin):
    with pytest.raises(Refused, match="Company"):
        put_tax(by=admin, **TAX)


def test_tax_is_said_once_and_put_right(admin, session):
    house = put_company(by=admin, **COMPANY | {"country": "BW"})  # a country without a rate
    day = dt.date(2026, 3, 1)
    for wrong, field in (
        ({"vat_number": " "}, "vat_number"),
        ({}, "percent"),
        ({"percent": Decimal(15)}, "valid_from"),
        ({"percent": Decimal(101), "valid_from": day}, "percent"),
    ):
        assert refused_field(lambda said=TAX | wrong: put_tax(by=admin, **said)) == field
    for percent in (15, 16):
        put_tax(by=admin, **TAX | {"percent": Decimal(percent), "valid_from": day})
    assert [rate.percent for rate in session.scalars(select(TaxRate).where(TaxRate.country == "BW"))] == [16]
    put_tax(by=admin, **TAX)  # the rate is known
    put_tax(by=admin, **TAX | {"vat_registered": False, "vat_number": ""})
    session.refresh(house)
    assert not house.vat_registered and progress(session).states[Step.TAX] is StepState.DONE


def test_numbers_and_the_location_are_said(house, admin, session):
    put_numbers(prefix="klf", next_invoice=413, next_credit_note=1, by=admin)
    session.refresh(house)
    assert (house.invoice_prefix, numbering(session, house).next_invoice) == ("KLF", 413)
    assert refused_field(lambda: put_location(Step.LOCATION, "address", address="", by=admin)) == "address"
    assert refused_field(lambda: put_location(Step.LOCATION, "address", opening_hours="whenever", by=admin)) == "opening_hours"
    put_location(Step.LOCATION, "address", opening_hours="mon-fri 07:00-20:00", payment_days=14, by=admin)
    assert [progress(session).states[step] for step in (Step.TAX, Step.NUMBERS, Step.LOCATION)] == [
        StepState.TODO,
        StepState.DONE,
        StepState.DONE,
    ]


def test_what_is_ticked_is_sold_all_or_nothing(house, admin, session):
    wanted = [Wanted(offer, offer.value, 100, 4 if offer is not Offer.DAY_PASS else None) for offer in Offer]
    for wrong, field in (
        (Wanted(Offer.OFFICE, "", 1, None), "office_name"),
        (Wanted(Offer.DAY_PASS, "Day", None, None), "day_pass_cents"),
        (Wanted(Offer.MEETING_ROOM, "Room", -1, 1), "meeting_room_cents"),
        (Wanted(Offer.HOT_DESK, "Desk", 1, 0), "hot_desk_places"),
    ):
        assert refused_field(lambda wrong=wrong: add_offers([wanted[1], wrong], by=admin)) == field
    with pytest.raises(Refused):
        add_offers([], by=admin)
    assert session.scalar(select(Membership.id)) is None
    assert missing(session, by=admin)[0].lacks == (Lack.VAT_NUMBER, Lack.MEMBERSHIPS)

    assert add_offers(wanted, by=admin) == 5
    assert sorted(session.scalars(select(Membership.name))) == ["dedicated_desk", "hot_desk", "office"]
    assert [(space.name, space.capacity) for space in session.scalars(select(Space).order_by(Space.id))] == [
        ("hot_desk", 4),
        ("dedicated_desk", 4),
        ("office", 4),
    ]
    assert session.scalars(select(Product)).one().days == 1 and session.scalars(select(Room)).one().capacity == 4
    assert refused_field(lambda: add_offers(wanted[:1], by=admin)) == "hot_desk_name"  # it is there already


def test_a_test_mail_goes_to_whoever_asks_once_at_a_time(house, make, world, session):
    by = make.actor()
    sent = send_test_mail(by=by)
    assert send_test_mail(by=by).id == sent.id
    world.run_jobs()
    session.refresh(sent)
    assert (sent.state, sent.address) == (DeliveryState.SENT, session.get_one(FoyerUser, by.id).email)
    assert progress(session).states[Step.MAIL] is StepState.DONE
    assert send_test_mail(by=by).id != sent.id


def test_payfast_is_asked_whether_it_knows_the_account(house, admin, world, session):
    for fault in "", "500":
        ask_cards(by=admin)
        assert cards_asked(session).answered_at is None
        if fault:
            world.vendors.fault(fault, "GET */history", vendor="payfast")
        world.run_jobs()
        session.rollback()
        assert cards_asked(session).answered_at and bool(cards_asked(session).trouble) is bool(fault)


def test_a_colleague_is_invited_with_a_role_of_staff(house, make, admin, session):
    make.role(FINANCE)
    said = {"first_name": "Zoe", "last_name": "Zulu", "email": "zoe@kloof.example", "role": FINANCE}
    assert refused_field(lambda: invite_colleague(**said | {"role": "Member"}, by=admin)) == "role"
    assert refused_field(lambda: invite_colleague(**said | {"email": "x"}, by=admin)) == "email"
    assert session.scalar(select(FoyerUser.id).where(FoyerUser.first_name == "Zoe")) is None
    assert [role.name for role in invite_colleague(**said, by=admin).roles] == [FINANCE]


def test_what_waits_is_not_asked_and_the_house_goes_quiet(house, admin, session):
    for step in Step:
        leave_for_later(step, by=admin)
    found = progress(session)
    assert (found.next, found.done, found.states[Step.XERO]) == (None, 1, StepState.LATER) and is_open(session)
    finish_set_up(by=admin)
    assert not is_open(session)


def test_only_who_may_say_what_the_network_goes_by(house, make):
    limited = make.actor(at=[house])
    for by in (make.actor(LOCATION_MANAGER), make.actor(FINANCE), limited):
        for verb in (
            lambda by=by: put_company(by=by, **COMPANY),
            lambda by=by: finish_set_up(by=by),
            lambda by=by: send_test_mail(by=by),
            lambda by=by: add_offers([], by=by),
        ):
            with pytest.raises(Forbidden):
                verb()
