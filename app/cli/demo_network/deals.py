"""How far the deals of the demo network have come: a team that does what is due, lets a few things wait, plans its visits of the week, and has just won one."""

from __future__ import annotations

import datetime as dt
from random import Random
from zoneinfo import ZoneInfo

from sqlalchemy import select

from app.access.actor import SYSTEM
from app.actions.activities.log import log_activity
from app.actions.activities.plan import plan_meeting
from app.actions.leads.heat import set_heat
from app.actions.opportunities.abandon import abandon_opportunity
from app.actions.opportunities.change import change_opportunity
from app.actions.opportunities.move import move_opportunity
from app.actions.opportunities.open import open_opportunity
from app.actions.opportunities.win import win
from app.actions.tasks.ended import end_task
from app.actions.tasks.replan import replan, tree_of
from app.core import clock
from app.core.month import Month
from app.models import Lead, Membership, Opportunity, Space
from app.models.activity import ActivityKind
from app.models.opportunity import Stage
from app.queries.opportunities.won_places import WonPlace
from app.queries.tasks.nodes import days_of
from app.rules.lead_heat import Heat
from app.work import Work

OUTCOMES = (
    "Spoke to them: they like the light and ask about parking.",
    "Left a message.",
    "They come on Thursday at ten.",
    "Sent the price list.",
    "They compare with two others.",
)
STEPS = {
    Stage.CONTACTED: (0, 1),
    Stage.VISITED: (2, 3, 4),
    Stage.PROPOSAL: (5, 6),
    Stage.CONTRACT: (7, 8),
}  # tasks of the track, by their places, that lead to a stage
ONE_THAT_WAITS = 9  # of so many deals one has been left alone for some days
VISITS = 3


def worked_on(work: Work, lead: Lead, furthest: Stage, random: Random, *, number: int, reason_id: int) -> Opportunity:
    """Step by step from the first answer to where it stands now; the tasks that belong to each step are done with it."""
    last = (
        random.choice((Stage.CONTACTED, Stage.VISITED, Stage.PROPOSAL))
        if furthest is Stage.ABANDONED
        else Stage.CONTRACT
        if furthest is Stage.WON
        else furthest
    )
    path = [stage for stage in STEPS if list(Stage).index(stage) <= list(Stage).index(last)]
    span = clock.now() - lead.asked_at
    with clock.lived_at(lead.asked_at + span / 20):
        deal = open_opportunity(lead.id, by=SYSTEM)
        price = 29_500 if deal.currency == "EUR" else 295_000
        expected = clock.today(lead.location.zone) + dt.timedelta(days=random.randrange(30, 120))
        change_opportunity(deal.id, value_cents=price * (lead.places or 1), expected_on=expected, by=SYSTEM)
    rest = dt.timedelta(days=4) if number % ONE_THAT_WAITS == ONE_THAT_WAITS - 1 else dt.timedelta(hours=random.randrange(2, 20))
    active = span * 7 / 8 if furthest is Stage.ABANDONED else max(span - rest, span / 2)
    for step, stage in enumerate(path, 1):
        with clock.lived_at(lead.asked_at + active * step / len(path)):
            _step(work, lead, deal, stage, random.choice(OUTCOMES))
    if last is Stage.PROPOSAL or furthest is Stage.CONTRACT:
        set_heat(lead.id, Heat.HOT, "Asked when they could move in", by=SYSTEM)
    if furthest is Stage.ABANDONED:
        with clock.lived_at(lead.asked_at + active):
            abandon_opportunity(deal.id, reason_id=reason_id, note="Thanked us, and may ask again next year.", by=SYSTEM)
    return deal


def _step(work: Work, lead: Lead, deal: Opportunity, stage: Stage, outcome: str) -> None:
    log_activity(
        lead.contact_id, kind=ActivityKind.VISIT if stage is Stage.VISITED else ActivityKind.CALL, text=outcome, lead_id=lead.id, by=SYSTEM
    )
    tasks, today = tree_of(work, deal), clock.today(lead.location.zone)
    for place in STEPS[stage]:
        if place < len(tasks):
            end_task(work, tasks[place], "complete", outcome if place == STEPS[stage][-1] else "", today)
    replan(work, deal, tasks)
    move_opportunity(deal.id, stage, by=SYSTEM)


def plan_visits(work: Work) -> None:
    """Some who were called come to see the place on the next working days, at ten, one a day."""
    query = (
        select(Opportunity)
        .where(Opportunity.stage == Stage.CONTACTED, Opportunity.owner_id.is_not(None))
        .order_by(Opportunity.id)
        .limit(VISITS)
    )
    for days, deal in enumerate(work.session.scalars(query), 1):
        place, lead = deal.location, deal.lead
        on = days_of(place).shift(clock.today(place.zone), days)
        at = dt.datetime.combine(on, dt.time(10), ZoneInfo(place.zone))
        plan_meeting(
            lead.contact_id,
            kind=ActivityKind.VISIT,
            starts_at=at,
            subject=f"{lead.name} comes to see {place.name}",
            host_id=deal.owner_id,
            lead_id=lead.id,
            by=SYSTEM,
        )


def win_one(work: Work, deal: Opportunity) -> None:
    """They signed on paper, begin next month, and their first week is still to be asked about."""
    first, _space, last = deal.lead.name.partition(" ")
    membership = work.session.scalars(
        select(Membership).where(Membership.location_id == deal.location_id, Membership.is_active).order_by(Membership.code).limit(1)
    ).one()
    space = work.session.scalars(select(Space).where(Space.location_id == deal.location_id).order_by(Space.code).limit(1)).one()
    begins = Month.of(clock.today(deal.location.zone)).next.first
    win(
        deal.id,
        organisation={"name": deal.lead.company},
        person={"first_name": first, "last_name": last, "email": deal.lead.email, "phone": deal.lead.phone},
        places=[WonPlace(membership.id, space.id, begins, commitment_months=12)],
        contract_waived="Signed on paper at the tour",
        by=SYSTEM,
    )
