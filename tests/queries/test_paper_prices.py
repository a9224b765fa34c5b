"""C7: what a proposal shows is, to the cent, the first invoice that winning it makes."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.actions.deposits.ask import ask_deposit
from app.actions.discounts.create import create_discount
from app.actions.licenses.create import create_license
from app.actions.papers.lines import add_line
from app.core.month import Month
from app.models import License
from app.queries.line_json import Words, line_json
from app.queries.papers.others import others_of
from app.queries.papers.priced import differs, offer_of
from app.queries.preview import preview
from app.rules.formula import formula
from app.rules.same_customer import Why
from tests.offers import opportunity, proposal

NOON = dt.datetime(2026, 6, 10, 10, tzinfo=dt.UTC)
FIGURES = ("kind", "from", "to", "days", "of", "price", "role", "net", "vat", "vat_percent", "factors", "formula", "description")


@pytest.fixture(autouse=True)
def in_june():
    with time_machine.travel(NOON, tick=False):
        yield


def won(make, paper, organisation):
    """Licenses, discounts and deposits as winning makes them."""
    for line in paper.lines:
        for place in range(line.places):
            license = create_license(
                organisation_id=organisation.id,
                membership_id=line.membership_id,
                space_id=line.space_id,
                starts_on=line.starts_on,
                commitment_months=line.commitment_months,
                by=SYSTEM,
                **({"custom_price_cents": line.price_cents, "custom_price_reason": "Proposal"} if line.price_cents is not None else {}),
                net_price=line.net_price,
            )
            if line.discount_percent:
                given = {
                    "percent": line.discount_percent,
                    "starts_on": line.starts_on,
                    "ends_on": line.discount_until,
                    "reason": line.discount_reason,
                }
                create_discount(license_id=license.id, by=SYSTEM, **given)
            deposit = offer_of(make.session, paper.location, None, paper.lines).deposits[paper.lines.index(line)]
            if deposit:
                ask_deposit(license_id=license.id, amount_cents=deposit, key=f"d{license.id}-{place}", by=SYSTEM)


def invoiced(session, location, month, organisation):
    found = preview(session, location, month, cut_off=month.last, organisation_ids=[organisation.id])
    words = Words(found.terms)
    (row,) = found.rows
    lines = [line_json(line, words.of(line), "") | {"formula": formula(line, line.net)} for line in row.document.lines]
    return lines, row.document.totals


def figures(lines):
    """A deposit is dated on the day on which it is asked for, which nobody knows before; its amount is."""
    return [[line[name] for name in FIGURES if line["kind"] != "deposit" or name not in ("from", "to")] for line in lines]


def test_the_first_invoice_is_exactly_what_the_proposal_shows(make, session):
    location = make.location(name="Kloof")
    desk = make.membership(location, name="Desk", deposit_months=Decimal("1.5"))
    office = make.membership(location, name="Office", primary=1250000, extra=1250000, deposit_cents=2000000)
    make.discount("7.5", membership_id=desk.id, ends_on=dt.date(2026, 6, 20), reason="Winter")
    paper = proposal(make, desk, places=3, commitment_months=12)
    space = make.space(location).id
    add_line(
        paper.id,
        membership_id=office.id,
        space_id=space,
        places=1,
        starts_on=dt.date(2026, 6, 1),
        price_cents=1100000,
        net_price=True,
        by=SYSTEM,
    )
    add_line(
        paper.id,
        membership_id=desk.id,
        space_id=space,
        places=2,
        starts_on=dt.date(2026, 7, 1),
        discount_percent=Decimal(10),
        discount_reason="Start",
        by=SYSTEM,
    )
    offer = offer_of(session, paper.location, None, paper.lines)

    organisation = make.organisation(location)
    won(make, paper, organisation)

    lines, totals = invoiced(session, location, Month(2026, 6), organisation)
    assert figures(offer.first["lines"]) == figures(lines)
    assert (offer.first["net"], offer.first["vat"], offer.first["total"]) == totals
    assert offer.first["deposits"] == 2000000 + 3 * 442500 + 2 * 367500  # the further places start as extra ones
    july, sums = invoiced(session, location, Month(2026, 7), organisation)
    without = [line for line in july if line["kind"] != "deposit"]
    assert offer.monthly["month"] == "2026-07"
    assert figures(offer.monthly["lines"]) == figures(without)
    assert offer.monthly["total"] == sums.total - offer.first["deposits"]


def steps(offer):
    return [(step["from"], step["until"], step["net"]) for step in offer.monthly["steps"]]


@pytest.mark.parametrize(
    ("line", "proration", "promised"),
    [  # a discount to the end of a month; one that ends within a month; a welcome month; a commitment and its end; a first month in full
        ({"discount_until": dt.date(2026, 8, 31)}, "actual", [("2026-07", "2026-08", 147500), ("2026-09", None, 295000)]),
        (
            {"discount_until": dt.date(2026, 8, 15)},
            "actual",
            [("2026-07", "2026-07", 147500), ("2026-08", "2026-08", 223629), ("2026-09", None, 295000)],
        ),
        ({"discount_until": dt.date(2026, 6, 30), "starts_on": dt.date(2026, 6, 1)}, "actual", [("2026-07", None, 295000)]),
        (
            {"discount_until": dt.date(2026, 7, 31), "commitment_months": 3},
            "actual",
            [("2026-07", "2026-07", 143813), ("2026-08", "2026-08", 287625), ("2026-09", "2026-09", 292296), ("2026-10", None, 295000)],
        ),
        ({"discount_until": dt.date(2026, 6, 30)}, "none", [("2026-07", "2026-07", 190323), ("2026-08", None, 295000)]),
    ],
)
def test_each_month_after_the_first_bills_the_step_that_was_promised_for_it(make, session, line, proration, promised):
    location = make.location(proration=proration)
    desk = make.membership(location)
    paper = proposal(make, desk, **{"places": 1, "discount_percent": Decimal(50), "discount_reason": "Start"} | line)
    offer = offer_of(session, location, None, paper.lines)
    assert steps(offer) == promised

    organisation = make.organisation(location)
    won(make, paper, organisation)

    assert invoiced(session, location, Month(2026, 6), organisation)[1] == (offer.first["net"], offer.first["vat"], offer.first["total"])
    billed = {str(month): invoiced(session, location, month, organisation)[1] for month in (Month(2026, 7).plus(n) for n in range(6))}
    for step in offer.monthly["steps"]:
        months = [month for month in billed if step["from"] <= month <= (step["until"] or "9999")]
        assert {billed[month] for month in months} == {(step["net"], step["vat"], step["total"])}
    whole = billed[offer.monthly["month"]]
    assert (offer.monthly["net"], offer.monthly["vat"], offer.monthly["total"]) == whole


def test_a_price_that_is_known_to_rise_and_a_line_that_comes_later_are_steps_too(make, session):
    location = make.location()
    desk = make.membership(location)
    make.price(desk, primary=310000, extra=260000, valid_from=dt.date(2026, 10, 1))
    paper = proposal(make, desk, places=1)
    add_line(paper.id, membership_id=desk.id, space_id=make.space(location).id, places=1, starts_on=dt.date(2026, 8, 1), by=SYSTEM)
    offer = offer_of(session, location, None, paper.lines)
    assert steps(offer) == [("2026-07", "2026-07", 295000), ("2026-08", "2026-09", 540000), ("2026-10", None, 570000)]
    assert offer.monthly["month"] == "2026-08"  # the first in which everything is there


def test_the_licenses_that_a_customer_has_count_for_price_and_volume(make, session):
    desk = make.membership(make.location())
    customer = make.organisation(desk.location)
    for _n in range(4):
        make.license(customer, desk)
    deal = opportunity(make, desk.location, organisation_id=customer.id)
    paper = proposal(make, desk, deal=deal, places=1, starts_on=dt.date(2026, 7, 1))

    offer = offer_of(session, desk.location, customer.id, paper.lines)

    (line,) = offer.first["lines"]  # the fifth license: the further price, and 5 % for five
    assert (line["role"], line["price"], line["net"]) == ("extra", 245000, 232750)
    assert offer_of(session, desk.location, None, paper.lines).first["lines"][0]["net"] == 295000


def test_the_fifth_license_makes_the_four_that_they_have_cheaper_and_the_proposal_says_by_how_much(make, session):
    desk = make.membership(make.location())
    customer = make.organisation(desk.location, name="Nkosi Design")
    for _n in range(4):
        make.license(customer, desk)
    paper = proposal(make, desk, places=1)
    (found,) = others_of(session, paper, by=SYSTEM)
    assert (found.organisation, found.why, found.month) == ("Nkosi Design", Why.BOTH, Month(2026, 7))
    assert [(each.before, each.after) for each in found.moved] == [(295000, 280250)] + [(245000, 232750)] * 3
    assert (found.before, found.after) == (1030000, 978500)
    paper.opportunity.organisation_id = customer.id
    session.commit()
    assert others_of(session, paper, by=SYSTEM)[0].why is None

    won(make, paper, customer)

    lines, _sums = invoiced(session, desk.location, Month(2026, 7), customer)
    assert sum(line["net"] for line in lines if line["id"] in {each.id for each in customer_licenses(session, customer)[:4]}) == found.after


def customer_licenses(session, customer):
    return session.scalars(select(License).where(License.organisation_id == customer.id).order_by(License.id)).all()


def test_a_location_without_vat_shows_none(make, session):
    desk = make.membership(make.location(vat_registered=False))
    offer = offer_of(session, desk.location, None, proposal(make, desk, places=1, starts_on=dt.date(2026, 7, 1)).lines)

    assert (offer.first["net"], offer.first["vat"], offer.first["vat_percent"]) == (295000, 0, None)


def test_words_may_move_and_amounts_may_not(make, session):
    desk = make.membership(make.location())
    lines = proposal(make, desk).lines
    before = offer_of(session, desk.location, None, lines).first
    desk.name = "Desk by the window"
    session.commit()
    assert not differs(before, offer_of(session, desk.location, None, lines).first)
    make.price(desk, primary=310000, extra=245000, valid_from=dt.date(2026, 6, 1))
    assert differs(before, offer_of(session, desk.location, None, lines, month=Month(2026, 6)).first)
