"""From a question on a website to a customer whose first invoice is what the proposal showed, and to a lead that is archived with its reason."""

from __future__ import annotations

import datetime as dt
import re
from hashlib import sha256
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.access.roles import MEMBER, SALES
from app.actions.opportunities.abandon import abandon_opportunity
from app.actions.opportunities.open import open_opportunity
from app.actions.papers.lines import add_line
from app.actions.papers.send import send_paper
from app.actions.proposals.create import create_proposal
from app.actions.tasks.complete import complete_task
from app.core.month import Month
from app.integrations.domains import Domains
from app.integrations.registry import offer
from app.models import AbandonReason, Enquiry, Lead, LedgerEntry, License, Opportunity, OutboxMessage, Proposal, Task
from app.models.enquiry import EnquiryState
from app.models.lead import LeadStatus
from app.models.opportunity import Stage
from app.models.paper import PaperStatus
from app.queries.opportunities.referral import reward_of
from app.queries.preview import preview
from app.rules.task_dates import Anchor
from tests.letters import path_in
from tests.make import Make
from tests.views.test_forms import Form
from tests.world import World

MONDAY = dt.datetime(2026, 6, 1, 8, tzinfo=dt.UTC)
TREE = (("Call", None, Anchor.OPENED, 1), ("Tour", 0, Anchor.PARENT_DONE, 2), ("Send an offer", 1, Anchor.PARENT_DONE, 1))


class TakesMail:
    """Every domain does, as far as this machine asks: who is real is a test of its own."""

    def takes_mail(self, domain: str) -> bool:
        return True


@pytest.fixture(autouse=True)
def june(make: Make) -> Any:
    make.role(MEMBER)
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def kloof(make: Make) -> Any:
    return make.location(code="KLF", name="Kloof", sender_email="kloof@foyer.example", referral_cents=50_000)


@pytest.fixture
def lead(make: Make, world: World, client: Any, kloof: Any, june: Any) -> Lead:
    """Somebody fills in the form of the website, and the job that judges it makes a lead of it."""
    offer(Domains, TakesMail)
    make.lead_form(kloof, slug="kloof", title="Ask for a desk")
    page = client.get("/ask/kloof").get_data(as_text=True)
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    june.shift(dt.timedelta(seconds=20))
    said = {
        "name": "Thandi Nkosi",
        "email": "thandi@nkosi.example",
        "places": "2",
        "message": "A desk for the two of us, from the middle of June?",
    }
    assert "Thank you" in client.post("/ask/kloof", data=hidden | said).get_data(as_text=True)
    world.run_jobs()
    asked = make.session.scalars(select(Enquiry)).one()
    assert asked.state is EnquiryState.PASSED
    return make.session.scalars(select(Lead)).one()


def tasks(make: Make) -> dict[str, tuple[str, int, bool]]:
    make.session.expire_all()
    return {
        row.title: (row.status.value, row.due_on.day, row.is_estimate) for row in make.session.scalars(select(Task).order_by(Task.position))
    }


def done(make: Make, title: str) -> None:
    complete_task(make.session.scalars(select(Task).where(Task.title == title)).one().id, by=SYSTEM)


def test_a_question_on_the_website_becomes_a_customer_at_the_price_that_was_offered(
    make: Make, world: World, client: Any, login: Any, kloof: Any, lead: Lead, june: Any
) -> None:
    session = make.session
    make.track(kloof, tasks=TREE, is_default=True)
    seller = make.actor(SALES, at=[kloof])
    friend = make.user(MEMBER, organisation_id=make.organisation(kloof, name="Friends of Kloof").id, location_id=kloof.id)
    lead.referrer_id = friend.id
    session.commit()

    deal = open_opportunity(lead.id, by=seller)
    assert tasks(make) == {"Call": ("open", 2, False), "Tour": ("open", 4, True), "Send an offer": ("open", 5, True)}
    june.move_to(MONDAY + dt.timedelta(days=3))
    done(make, "Call")  # two days late: what follows it moves, and the first of that is no guess any more
    assert tasks(make) == {"Call": ("done", 2, False), "Tour": ("open", 8, False), "Send an offer": ("open", 9, True)}

    desk = make.membership(kloof)
    offered = create_proposal(opportunity_id=deal.id, by=SYSTEM)
    offered_id, deal_id, lead_id = offered.id, deal.id, lead.id
    add_line(
        offered.id,
        membership_id=desk.id,
        space_id=make.space(kloof).id,
        places=2,
        starts_on=dt.date(2026, 6, 12),
        price_cents=250_000,
        by=SYSTEM,
    )
    send_paper(offered.id, by=SYSTEM)
    path = path_in(
        next(
            mail for mail in world.letters() if "thandi@nkosi.example" in str(mail["to"]) and offered.code in mail["subject"] + mail["text"]
        )
    )
    page = client.get(path).get_data(as_text=True)
    shown = re.search(r'name="document_hash"[^>]*value="(\w{64})"', page)
    assert shown and sha256(client.get(f"{path}/paper.pdf").get_data()).hexdigest() == shown[1]
    assert client.post(f"{path}/yes", data={"name": "Thandi Nkosi", "consents": "y", "document_hash": shown[1]}).status_code == 303
    session.rollback()
    offered = session.get_one(Proposal, offered_id)
    assert offered.status is PaperStatus.ACCEPTED

    form = Form(login(SALES, locations=[kloof]), f"/opportunities/{deal_id}/win")
    assert form.values["email"] == "thandi@nkosi.example", "the page knows who asked"
    answers = [form.send(who="new", contract_waived="Signed on paper at the desk") for _click in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    world.run_jobs()
    session.rollback()
    deal, lead, offered = session.get_one(Opportunity, deal_id), session.get_one(Lead, lead_id), session.get_one(Proposal, offered_id)
    assert (deal.stage, lead.status) == (Stage.WON, LeadStatus.WON)
    assert {status for status, *_ in tasks(make).values()} == {"done", "cancelled"}
    assert [row.starts_on for row in session.scalars(select(License).where(License.organisation_id == deal.organisation_id))] == [
        dt.date(2026, 6, 12)
    ] * 2
    (row,) = preview(session, kloof, Month(2026, 6), cut_off=dt.date(2026, 6, 30), organisation_ids=[deal.organisation_id]).rows
    assert row.document.totals.total == offered.first_invoice["total"]

    reward = reward_of(session, deal.id)
    assert reward is not None and reward.given == 50_000
    assert session.scalars(select(LedgerEntry).where(LedgerEntry.wallet_id == reward.wallet_id)).one().cents == 50_000
    assert any("Welcome" in mail["subject"] and "thandi@nkosi.example" in str(mail["to"]) for mail in world.letters())


def test_who_stays_at_home_is_archived_with_the_reason(make: Make, world: World, kloof: Any, lead: Lead) -> None:
    make.track(kloof, tasks=TREE, is_default=True)
    reason = AbandonReason(name="Too far away")
    make.session.add(reason)
    make.session.commit()
    deal = open_opportunity(lead.id, by=SYSTEM)
    done(make, "Call")
    abandon_opportunity(deal.id, reason_id=reason.id, note="They found one next door.", by=make.actor(SALES, at=[kloof]))
    world.run_jobs()
    make.session.expire_all()
    assert (deal.stage, lead.status, str(deal.abandon_reason)) == (Stage.ABANDONED, LeadStatus.ABANDONED, "Too far away")
    assert [status for status, *_ in tasks(make).values()] == ["done", "cancelled", "cancelled"]
    assert not make.session.scalars(select(OutboxMessage).where(OutboxMessage.event == "OpportunityWon")).all()
