"""C1: an assignee who leaves passes the open tasks on."""

from __future__ import annotations

from app.access.roles import FINANCE, FRONT_DESK, SALES
from app.actions.activities.write_mail import write_mail
from app.actions.opportunities.open import open_opportunity
from app.actions.tasks.complete import complete_task
from app.actions.tasks.reassign import reassign_task
from app.actions.users.change import change_user
from app.actions.users.deactivate import deactivate_user
from app.core.clock import now
from app.models import Opportunity


def test_who_is_deactivated_keeps_what_is_done_and_passes_the_rest_on(make, deal, task, seller, admin, place, session):
    other = make.user(SALES, locations=[place])
    complete_task(task("Call").id, by=seller)
    deactivate_user(seller.id, by=admin)
    assert {title: task(title).assignee_id for title in ("Call", "Tour", "Ask for news")} == {
        "Call": seller.id,
        "Tour": other.id,
        "Ask for news": other.id,
    }
    assert session.get(Opportunity, deal.id).owner_id == other.id


def test_leads_go_to_who_has_their_deal_now_or_whose_turn_it_is(make, deal, seller, admin, place, session):
    """Nobody would answer a lead of somebody who is not here; what is over stays theirs, and so does what is where they still work."""
    other, away = make.user(SALES, locations=[place]), make.location()
    change_user(seller.id, location_ids=[place.id, away.id], by=admin)
    alone, done, there = (
        make.lead(place, owner_id=seller.id),
        make.lead(place, owner_id=seller.id, status="abandoned", closed_at=now()),
        make.lead(away, owner_id=seller.id),
    )
    change_user(seller.id, location_ids=[away.id], by=admin)
    session.expire_all()
    assert [each.owner_id for each in (deal.lead, alone, done, there)] == [other.id, other.id, seller.id, seller.id]
    deactivate_user(seller.id, by=admin)
    session.expire_all()
    assert (there.owner_id, there.owned_since) == (None, None)


def test_a_deal_that_is_opened_and_a_mail_of_a_lead_are_not_of_somebody_who_left(make, seller, place, session):
    """As of a lead from before leads were passed on."""
    gone, other = make.user(SALES, locations=[place], active=False), make.user(SALES, locations=[place])
    lead = make.lead(place, owner_id=gone.id)
    assert open_opportunity(lead.id, by=seller).owner_id in (other.id, seller.id)
    assert write_mail(lead.contact_id, subject="Hello", text="Hello", key="1", lead_id=lead.id, by=seller).host_id == seller.id


def test_a_task_that_was_given_away_goes_to_the_owner(make, deal, task, seller, admin, place):
    desk = make.user(FRONT_DESK, locations=[place])
    reassign_task(task("Tour").id, desk.id, by=seller)
    deactivate_user(desk.id, by=admin)
    assert task("Tour").assignee_id == seller.id


def test_where_nobody_is_left_tasks_are_nobodys(deal, task, seller, admin, session):
    deactivate_user(seller.id, by=admin)
    assert task("Tour").assignee_id is None
    assert session.get(Opportunity, deal.id).owner_id is None


def test_who_works_elsewhere_now_leaves_tasks_behind_and_keeps_those_there(make, deal, task, seller, admin, place):
    away = make.location()
    make.role(FINANCE)
    change_user(seller.id, location_ids=[place.id, away.id], by=admin)
    assert task("Tour").assignee_id == seller.id
    there = open_opportunity(make.lead(away, owner_id=seller.id).id, by=admin)
    change_user(seller.id, location_ids=[away.id], by=admin)
    assert task("Tour").assignee_id is None
    assert there.owner_id == seller.id
    change_user(seller.id, roles=[FINANCE], by=admin)
    assert there.owner_id is None
