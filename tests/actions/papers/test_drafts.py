"""Drafts and their lines: what they begin with, what is refused, and that what was sent stays (C7)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.access.actor import SYSTEM
from app.access.roles import FRONT_DESK, LOCATION_MANAGER, SALES
from app.actions.papers.lines import add_line, change_line, remove_line
from app.actions.papers.next_version import next_version
from app.actions.papers.remove import remove_paper
from app.actions.papers.send import send_paper
from app.actions.proposals.change import change_proposal
from app.actions.proposals.create import create_proposal
from app.actions.settings.put import put_setting
from app.actions.templates.create import create_template
from app.core.errors import Forbidden, Missing, Refused
from app.models import Opportunity, Paper
from app.models.opportunity import Stage
from app.models.paper import PaperStatus
from app.queries.papers.terms import GIVE
from app.queries.papers.view import paper_view
from tests.offers import opportunity, proposal, sent

NOON = dt.datetime(2026, 6, 10, 10, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def in_june():
    with time_machine.travel(NOON, tick=False):
        yield


def test_a_draft_begins_with_the_words_of_its_place_and_the_lead(make, session):
    deal = opportunity(make)
    assert "first invoice to the cent" in create_proposal(opportunity_id=deal.id, by=SYSTEM).body  # nobody has written a template
    words = {"kind": "proposal", "subject": "S", "body": "From everywhere"}
    create_template(**words, name="A", by=SYSTEM)
    create_template(**words | {"body": "From here"}, name="B", location_id=deal.location_id, by=SYSTEM)

    draft = create_proposal(opportunity_id=deal.id, by=SYSTEM)

    assert (draft.body, draft.addressee, draft.company, draft.email) == ("From here", "Thandi Nkosi", "Nkosi Design", deal.lead.email)
    assert (draft.valid_until, draft.currency, draft.version) == (dt.date(2026, 6, 24), "ZAR", 1)
    assert draft.code.startswith(f"{deal.location.code}-P")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"places": 0}, "places"),
        ({"starts_on": dt.date(2026, 5, 31)}, "starts_on"),
        ({"discount_percent": Decimal(10)}, "discount_reason"),
        ({"discount_percent": Decimal(101), "discount_reason": "x"}, "discount_percent"),
        ({"discount_percent": Decimal(5), "discount_reason": "x", "net_price": True}, "discount_percent"),
        ({"price_cents": -1}, "price_cents"),
        ({"commitment_months": 121}, "commitment_months"),
    ],
)
def test_a_line_that_makes_no_sense_is_refused_at_its_field(make, session, wrong, field):
    paper = proposal(make)
    (line,) = paper.lines
    with pytest.raises(Refused) as refused:
        change_line(line.id, **wrong, by=SYSTEM)
    assert refused.value.field == field


def test_lines_are_of_the_papers_location(make, session):
    paper, elsewhere = proposal(make), make.membership()
    with pytest.raises(Refused) as refused:
        add_line(paper.id, membership_id=elsewhere.id, space_id=make.space(elsewhere.location).id, starts_on=dt.date(2026, 7, 1), by=SYSTEM)
    assert refused.value.field == "membership"


def test_sending_freezes_text_figures_and_deposits(make, session):
    desk = make.membership(make.location(name="Kloof"), deposit_cents=500000)
    paper = proposal(make, desk, places=1, starts_on=dt.date(2026, 6, 1))
    change_proposal(paper.id, body="Dear {{ first_name }}, {{ first_total }} and {{ monthly_total }} for {{ first_month }}.", by=SYSTEM)

    send_paper(paper.id, by=(sales := make.actor(SALES)))

    assert paper.content.replace("\N{NO-BREAK SPACE}", " ") == "Dear Thandi, R 8 392.50 and R 3 392.50 for June 2026."
    assert (paper.first_invoice["total"], paper.monthly["total"], paper.lines[0].deposit_cents) == (839250, 339250, 500000)
    assert session.get_one(Opportunity, paper.opportunity_id).stage is Stage.PROPOSAL
    assert (paper.status, paper.sent_by) == (PaperStatus.SENT, sales.name)


def test_prices_that_move_afterwards_leave_it_as_it_is(make, session):
    desk = make.membership(make.location())
    paper = sent(make, desk, places=1, starts_on=dt.date(2026, 7, 1))
    before = paper_view(session, paper)

    make.price(desk, primary=999900, extra=999900, valid_from=dt.date(2026, 6, 1))

    assert paper_view(session, paper) == before


def test_what_was_sent_is_changed_by_its_next_version_alone(make, session):
    paper = sent(make)
    (line,) = paper.lines
    for verb in (
        lambda: change_proposal(paper.id, body="Other", by=SYSTEM),
        lambda: change_line(line.id, places=9, by=SYSTEM),
        lambda: remove_line(line.id, by=SYSTEM),
        lambda: remove_paper(paper.id, by=SYSTEM),
        lambda: send_paper(paper.id, by=SYSTEM),
    ):
        with pytest.raises(Refused, match="next version"):
            verb()

    second = next_version(paper.id, by=SYSTEM)

    assert (second.code, second.version, second.status) == (f"{paper.code}-v2", 2, PaperStatus.DRAFT)
    assert [each.places for each in second.lines] == [2]
    assert next_version(paper.id, by=SYSTEM).id == second.id  # asked twice
    assert paper.status is PaperStatus.SENT  # until the new one is sent
    send_paper(second.id, by=SYSTEM)
    assert (session.get_one(Paper, paper.id).status, second.status) == (PaperStatus.SUPERSEDED, PaperStatus.SENT)
    assert next_version(second.id, by=SYSTEM).code == f"{paper.code}-v3"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE paper SET content = 'Other'",
        "UPDATE paper SET first_invoice = '{}'",
        "UPDATE paper SET valid_until = valid_until + 1",
        "UPDATE paper SET document_hash = 'x'",
        "UPDATE paper SET status = 'draft'",
        "UPDATE paper_line SET places = 7",
        "INSERT INTO paper_line (paper_id, position, membership_id, space_id, starts_on) SELECT paper_id, 9, membership_id, space_id, starts_on FROM paper_line",
        "DELETE FROM paper_line",
        "DELETE FROM paper",
    ],
)
def test_the_database_keeps_what_was_sent(make, session, statement):
    sent(make)
    with pytest.raises(IntegrityError, match="was sent"):
        session.execute(text(statement))
    session.rollback()


def test_sending_asks_for_lines_an_address_and_days_that_are_not_past(make, session):
    bare = create_proposal(opportunity_id=opportunity(make).id, by=SYSTEM)
    with pytest.raises(Refused, match="at least one line"):
        send_paper(bare.id, by=SYSTEM)
    paper = proposal(make)
    with time_machine.travel(NOON + dt.timedelta(days=15), tick=False), pytest.raises(Refused) as refused:
        send_paper(paper.id, by=SYSTEM)
    assert refused.value.field == "valid_until"
    with time_machine.travel(NOON + dt.timedelta(days=25), tick=False):
        change_proposal(paper.id, valid_until=dt.date(2026, 7, 30), by=SYSTEM)
        with pytest.raises(Refused) as refused:
            send_paper(paper.id, by=SYSTEM)
    assert refused.value.field == "starts_on"
    change_proposal(paper.id, email="", by=SYSTEM)
    with pytest.raises(Refused) as refused:
        send_paper(paper.id, by=SYSTEM)
    assert refused.value.field == "email"


def test_whoever_works_elsewhere_or_may_not_sell_makes_none(make, session):
    deal = opportunity(make)
    with pytest.raises(Missing):
        create_proposal(opportunity_id=deal.id, by=make.actor(SALES, at=[make.location()]))
    with pytest.raises(Forbidden):
        create_proposal(opportunity_id=deal.id, by=make.actor(FRONT_DESK))
    assert create_proposal(opportunity_id=deal.id, by=make.actor(SALES, at=[deal.location])).id


def test_beyond_what_sales_may_give_away_somebody_sends_who_may_set_prices(make, session):
    desk = make.membership(make.location())
    kept, given = (
        proposal(make, desk, commitment_months=12, price_cents=265500),
        proposal(make, desk, price_cents=265500, discount_percent=Decimal("0.1"), discount_reason="Start"),
    )
    seller, manager = make.actor(SALES, at=[desk.location]), make.actor(LOCATION_MANAGER, at=[desk.location])
    put_setting(GIVE, "10", by=SYSTEM)
    assert send_paper(kept.id, by=seller).status is PaperStatus.SENT
    with pytest.raises(Refused, match=r"is 10.1\s% below its price"):
        send_paper(given.id, by=seller)
    assert send_paper(given.id, by=manager).sent_by == manager.name
