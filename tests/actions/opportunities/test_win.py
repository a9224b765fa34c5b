"""A won deal becomes a customer: whom, what, at which price, once (C3); and whoever sent them is rewarded (C4)."""

from __future__ import annotations

import datetime as dt
import threading
from dataclasses import replace
from decimal import Decimal

import pytest
import time_machine
from sqlalchemy import func, select

from app.access.actor import SYSTEM
from app.access.permissions import Permission
from app.access.roles import FRONT_DESK, MEMBER, SALES
from app.actions.contracts.create import create_contract
from app.actions.licenses.end import end_license
from app.actions.licenses.remove import remove_license
from app.actions.opportunities.open import open_opportunity
from app.actions.opportunities.reward_referrer import reward_referrer
from app.actions.opportunities.take_back_referral import take_back_referral
from app.actions.opportunities.win import win
from app.actions.papers.keep import keep_paper
from app.actions.papers.lines import change_line
from app.actions.papers.send import send_paper
from app.actions.tasks.complete import complete_task
from app.actions.wallets.adjust import adjust_wallet
from app.core.entity import db
from app.core.errors import Forbidden, Refused
from app.core.month import Month
from app.models import Deposit, License, MembershipPrice, Opportunity, Organisation, OutboxMessage, StageChange, Task, Wallet
from app.models.lead import LeadStatus
from app.models.opportunity import Stage
from app.models.paper import PaperStatus
from app.models.task import TaskStatus
from app.queries.opportunities.referral import reward_of
from app.queries.opportunities.won_places import WonPlace
from app.queries.opportunities.won_preview import won_shown
from app.queries.papers.agreed import agreed_paper
from app.queries.preview import preview
from app.queries.tasks.mine import my_day
from app.rules.task_dates import Anchor
from app.work import rehearsal
from jobs.referrals import take_back
from tests import offers

NOW = dt.datetime(2026, 6, 10, 9, tzinfo=dt.UTC)
PERSON = {"first_name": "Thandi", "last_name": "Nkosi", "email": "thandi@nkosi.example"}
NEW = {"organisation": {"name": "Nkosi Design"}, "person": PERSON, "contract_waived": "A month to try"}


@pytest.fixture(autouse=True)
def june(make):
    make.role(MEMBER)
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def accepted(make, session):
    """A proposal that was accepted, of two places at a price of their own for a while."""

    def make_it(membership=None, **line):
        paper = offers.sent(make, membership, **line)
        paper.status, paper.signed_at, paper.signer_name = PaperStatus.ACCEPTED, NOW, "Thandi Nkosi"
        session.commit()
        return paper

    return make_it


def places_of(make, location, **wishes):
    membership = make.membership(location)
    return [WonPlace(membership.id, make.space(location).id, dt.date(2026, 6, 12), **wishes)]


def test_the_first_invoice_is_what_the_proposal_showed_to_the_cent(make, session, accepted):
    paper = accepted(
        price_cents=250_000,
        discount_percent=Decimal(10),
        discount_until=dt.date(2026, 12, 31),
        discount_reason="First half-year",
        deposit_cents=100_000,
    )
    deal = session.get_one(Opportunity, paper.opportunity_id)
    won = win(deal.id, **NEW, by=make.actor(SALES, at=[deal.location]))

    assert (won.stage, won.lead.status, won.contract_waived) == (Stage.WON, LeadStatus.WON, "A month to try")
    licenses = session.scalars(select(License).order_by(License.id)).all()
    assert [(each.custom_price_cents, each.starts_on, each.organisation_id == won.organisation_id) for each in licenses] == [
        (250_000, dt.date(2026, 6, 12), True)
    ] * 2
    assert [str(each.user) if each.user else None for each in licenses] == ["Thandi Nkosi", None]
    assert [each.amount_cents for each in session.scalars(select(Deposit))] == [100_000, 100_000]
    (row,) = preview(session, deal.location, Month(2026, 6), cut_off=dt.date(2026, 6, 30), organisation_ids=[won.organisation_id]).rows
    assert (row.document.totals.net, row.document.totals.vat, row.document.totals.total) == tuple(
        paper.first_invoice[name] for name in ("net", "vat", "total")
    )


def test_a_price_that_rose_meanwhile_does_not_reach_what_was_accepted(make, session, accepted):
    paper = accepted()
    deal, first = session.get_one(Opportunity, paper.opportunity_id), paper.first_invoice["total"]
    session.scalars(select(MembershipPrice)).one().primary_cents = 999_900
    session.commit()
    won = win(deal.id, **NEW, by=make.actor(SALES))
    assert {each.custom_price_reason for each in session.scalars(select(License))} == {paper.code, ""}, (
        "the place whose price is the same follows the membership"
    )
    (row,) = preview(session, deal.location, Month(2026, 6), cut_off=dt.date(2026, 6, 30), organisation_ids=[won.organisation_id]).rows
    assert row.document.totals.total == first


def test_what_was_agreed_at_nothing_is_not_billed_at_the_price_of_today(make, session, accepted):
    membership = make.membership(make.location(code="FREE"), primary=0, extra=0)
    paper = accepted(membership, deposit_cents=0)
    deal = session.get_one(Opportunity, paper.opportunity_id)
    session.scalars(select(MembershipPrice)).one().primary_cents = 460_000
    session.commit()
    won = win(deal.id, **NEW, by=make.actor(SALES))
    assert [each.custom_price_cents for each in session.scalars(select(License).order_by(License.id))] == [0, None], (
        "the second place still follows the membership"
    )
    assert not preview(session, deal.location, Month(2026, 6), cut_off=dt.date(2026, 6, 30), organisation_ids=[won.organisation_id]).rows


def test_winning_twice_changes_nothing_also_at_the_same_moment(make, session, app):
    deal = make.opportunity()
    said, sales, deal_id = NEW | {"places": places_of(make, deal.location)}, make.actor(SALES), deal.id
    session.commit()
    start, found = threading.Barrier(2), []

    def once():
        with app.app_context(), time_machine.travel(NOW, tick=False):
            start.wait()
            found.append(win(deal_id, **said, by=sales).organisation_id)
            db.session.remove()

    threads = [threading.Thread(target=once) for _ in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert len(found) == 2 and len(set(found)) == 1
    assert session.scalar(select(func.count(License.id))) == 1 and session.scalar(select(func.count(Organisation.id))) == 1
    assert session.scalar(select(func.count()).where(OutboxMessage.event == "OpportunityWon")) == 1
    assert [each.after for each in session.scalars(select(StageChange).order_by(StageChange.id))] == [Stage.NEW, Stage.WON]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"places": []}, "membership"),
        ({"contract_waived": " "}, "contract_waived"),
        ({"person": PERSON | {"email": "nonsense"}}, "email"),
        ({"organisation": {}}, "organisation"),
    ],
)
def test_a_refusal_leaves_nothing_half_done(make, session, said, field):
    deal = make.opportunity()
    with pytest.raises(Refused) as refused:
        win(deal.id, **NEW | {"places": places_of(make, deal.location)} | said, by=make.actor(SALES))
    assert refused.value.field == field
    session.expire_all()
    assert (deal.stage, deal.lead.status, session.scalar(select(func.count(Organisation.id)))) == (Stage.NEW, LeadStatus.OPEN, 0)


def test_an_organisation_that_is_here_gets_the_licenses(make, session):
    deal = make.opportunity()
    here = make.organisation(deal.location)
    won = win(
        deal.id,
        organisation_id=here.id,
        person=PERSON,
        contract_waived="Their old one holds",
        places=places_of(make, deal.location),
        by=make.actor(SALES),
    )
    assert won.organisation_id == here.id and session.scalars(select(License)).one().organisation_id == here.id


def test_sales_lend_themselves_no_more_than_winning(make):
    deal = make.opportunity()
    with pytest.raises(Forbidden):
        win(deal.id, **NEW, places=places_of(make, deal.location), by=make.actor(FRONT_DESK))


@pytest.mark.parametrize(
    ("wish", "permission"),
    [
        ({"price_cents": 1, "price_reason": "A friend"}, Permission.LICENSE_PRICE),
        ({"net_price": True, "price_reason": "A friend"}, Permission.LICENSE_PRICE),
        ({"discount_percent": Decimal(99), "discount_reason": "A friend"}, Permission.DISCOUNT_WRITE),
        ({"deposit_cents": 0, "deposit_reason": "A friend"}, Permission.DEPOSIT_WRITE),
    ],
)
def test_where_nothing_was_agreed_in_writing_a_price_takes_the_right_to_set_one(make, session, wish, permission):
    """What is lent for winning is for what the customer has agreed to."""
    deal = make.opportunity()
    membership = make.membership(deal.location, deposit_cents=500_000)
    said = NEW | {"places": [WonPlace(membership.id, make.space(deal.location).id, dt.date(2026, 6, 12), **wish)]}
    sales = make.actor(SALES)
    with pytest.raises(Forbidden, match=permission.value.split(":")[0].replace("_", " ")):
        win(deal.id, **said, by=sales)
    session.expire_all()
    assert (deal.stage, session.scalar(select(func.count(License.id)))) == (Stage.NEW, 0)
    assert win(deal.id, **said, by=replace(sales, permissions=sales.permissions | {permission})).stage is Stage.WON


def test_a_signed_contract_is_what_is_billed_also_where_it_says_something_else_than_its_proposal(make, session, accepted):
    """What was signed last is what holds; and who may win it need not have the right to set its price."""
    proposal = accepted(price_cents=250_000)
    deal = session.get_one(Opportunity, proposal.opportunity_id)
    contract = create_contract(proposal_id=proposal.id, by=SYSTEM)
    change_line(contract.lines[0].id, places=1, price_cents=199_000, by=SYSTEM)
    send_paper(contract.id, by=SYSTEM)
    assert agreed_paper(session, deal.id).id == proposal.id, "nobody has signed it"
    contract = keep_paper(contract.id, b"%PDF", by=SYSTEM)
    contract.status, contract.signed_at, contract.signer_name = PaperStatus.SIGNED, NOW - dt.timedelta(days=1), "Thandi Nkosi"
    session.commit()
    sales = make.actor(SALES)
    with rehearsal(by=sales) as work:
        shown = won_shown(work.session, win(deal.id, **NEW, by=sales), agreed_paper(work.session, deal.id))
        assert (shown.differs, len(shown.licenses)) == (False, 1)
    win(deal.id, **NEW, by=sales)
    assert [(each.custom_price_cents, each.custom_price_reason) for each in session.scalars(select(License))] == [(199_000, contract.code)]


def test_what_will_happen_is_told_and_undone(make, session, accepted):
    paper = accepted()
    deal = session.get_one(Opportunity, paper.opportunity_id)
    sales = make.actor(SALES)
    with rehearsal(by=sales) as work:
        shown = won_shown(work.session, win(deal.id, **NEW, by=sales), paper)
    assert (shown.organisation, shown.is_new, len(shown.licenses), shown.total, shown.differs) == (
        "Nkosi Design",
        True,
        2,
        paper.first_invoice["total"],
        False,
    )
    session.expire_all()
    assert deal.stage is not Stage.WON and session.scalar(select(func.count(License.id))) == 0


@pytest.fixture
def referred(make, session):
    """A won deal that a member of another team sent."""
    location = make.location(referral_cents=50_000)
    referrer = make.user(MEMBER, organisation_id=make.organisation(location).id, location_id=location.id)
    deal = make.opportunity(make.lead(location, referrer_id=referrer.id))
    return win(deal.id, **NEW, places=places_of(make, location), by=make.actor(SALES))


def test_whoever_sent_them_is_rewarded_once_and_thanked(world, session, referred):
    letters = [each for each in world.letters() if "Thank you" in each["text"]]
    assert len(letters) == 1 and "R 500.00" in letters[0]["text"] and "8 Sep 2026" in letters[0]["text"].replace("September", "Sep")
    assert not reward_referrer(referred.id, by=SYSTEM), "a second time"
    found = reward_of(session, referred.id)
    assert (found.given, found.back, found.expires_at) == (50_000, 0, NOW + dt.timedelta(days=90))
    assert session.get_one(Wallet, found.wallet_id).balance_cents == 50_000


def test_nobody_is_rewarded_for_the_own_team(make, session):
    location = make.location()
    own = make.organisation(location)
    referrer = make.user(MEMBER, organisation_id=own.id, location_id=location.id)
    deal = make.opportunity(make.lead(location, referrer_id=referrer.id))
    win(deal.id, organisation_id=own.id, person=PERSON, contract_waived="-", places=places_of(make, location), by=make.actor(SALES))
    assert not reward_referrer(deal.id, by=SYSTEM) and reward_of(session, deal.id) is None


@pytest.mark.parametrize(("last", "back"), [(dt.date(2026, 8, 9), 30_000), (dt.date(2026, 8, 10), 0)])
def test_who_leaves_within_sixty_days_costs_the_referrer_what_is_not_spent(make, session, referred, last, back):
    reward_referrer(referred.id, by=SYSTEM)
    wallet = reward_of(session, referred.id).wallet_id
    adjust_wallet(wallet, -20_000, key="spent", reason="As if it were spent", by=make.actor())
    session.commit()
    with time_machine.travel(dt.datetime(2026, 8, 9, 22, 30, tzinfo=dt.UTC), tick=False):
        end_license(session.scalars(select(License)).one().id, on=last, end_reason="They leave", by=make.actor())
        assert take_back_referral(referred.id, by=SYSTEM) == 0 if last == dt.date(2026, 8, 10) else True
    with time_machine.travel(dt.datetime(2026, 8, 12, 9, tzinfo=dt.UTC), tick=False):
        take_back()
        take_back()
    session.expire_all()
    assert reward_of(session, referred.id).back == back
    assert session.get_one(Wallet, wallet).balance_cents == 30_000 - back


@pytest.mark.parametrize("stays", [False, True])
def test_who_never_came_costs_the_referrer_the_reward(make, session, referred, stays):
    """Their licenses are removed instead of ended. An organisation that has another one is still there."""
    reward_referrer(referred.id, by=SYSTEM)
    if stays:
        make.license(session.get_one(Organisation, referred.organisation_id))
    remove_license(session.scalars(select(License).order_by(License.id)).first().id, by=make.actor())
    take_back()
    session.expire_all()
    assert reward_of(session, referred.id).back == (0 if stays else 50_000)


def test_open_tasks_end_with_the_deal_and_those_of_onboarding_go_on_from_that_day(make, session):
    """My day, the mail of the morning and the board never nag about a won deal."""
    sales, place = make.user(SALES), make.location()
    after = {"is_onboarding": True}
    make.track(
        tasks=(
            ("Call", None, Anchor.OPENED, 0),
            ("Contract", 0, Anchor.PARENT_DONE, 2),
            ("First week", 1, Anchor.PARENT_DONE, 5, after),
            ("Fob", 1, Anchor.PARENT_DUE, -1),
        ),
        is_default=True,
    )
    deal = open_opportunity(make.lead(place, owner_id=sales.id).id, by=SYSTEM)
    tasks = session.scalars(select(Task).order_by(Task.position)).all()
    complete_task(tasks[0].id, by=SYSTEM)
    with time_machine.travel(NOW + dt.timedelta(days=20), tick=False):
        win(deal.id, **NEW, places=places_of(make, place), by=make.actor(SALES))
        session.expire_all()
        assert [each.status for each in tasks] == [TaskStatus.DONE, TaskStatus.CANCELLED, TaskStatus.OPEN, TaskStatus.CANCELLED]
        assert {each.outcome for each in tasks[1::2]} == {"No longer needed: the deal is won."}
        assert (tasks[2].due_on, tasks[2].is_estimate) == (dt.date(2026, 7, 7), False), (
            "five working days after the day of winning, 30 June"
        )
        day = my_day(session, sales.id, by=SYSTEM)
        assert [each.task.title for each in (*day.overdue, *day.today, *day.week)] == ["First week"]
