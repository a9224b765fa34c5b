"""The whole way of a sale in a real browser: from the form on a website to a member with a license, and a reward for who sent them (C1 to C7)."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.access.roles import MEMBER, SALES
from app.core.clock import today
from app.core.month import Month
from app.models import FoyerUser, Lead, License, Opportunity, Organisation, Task, Wallet
from app.models.lead import LeadStatus
from app.models.opportunity import Stage
from app.queries.opportunities.referral import reward_of
from app.queries.preview import preview
from app.rules.lead_heat import Heat
from tests.chromium import choose, seen
from tests.letters import path_in

pytestmark = pytest.mark.browser


@pytest.fixture
def kloof(make: Any, world: Any) -> Any:
    make.role(MEMBER)
    location = make.location(code="KLF", name="Kloof", sender_email="kloof@example.com", referral_cents=50_000)
    world.connect(location)
    make.membership(location, name="Studio")
    make.space(location, name="First floor")
    make.lead_form(location, slug="kloof", title="A desk at Kloof")
    make.track(is_default=True, tasks=(("Call back", None, "opened", 0), ("Show them round", 0, "parent_done", 2)))
    return location


def letter(world: Any, address: str) -> dict[str, Any]:
    """The last mail to them."""
    return [mail for mail in world.letters() if mail["recipients"] == [address]][-1]


def ask(page: Page) -> None:
    page.goto("/ask/kloof")
    seen(page, "ask")
    page.get_by_label("Your name").fill("Thandi Nkosi")
    page.get_by_label("Mail address").fill("thandi@nkosi.example")
    page.get_by_label("Company").fill("Nkosi Design")
    page.get_by_label("For how many people?").fill("2")
    page.get_by_label("What are you looking for?").fill("A quiet studio for two of us.")
    page.get_by_label("Did somebody send you?").fill("Lerato, on your second floor")
    page.wait_for_timeout(2100)  # who posts within two seconds is no person (S2)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()


def propose(sales: Page, starts_on: str) -> None:
    sales.get_by_role("link", name="New proposal").click()
    sales.click("main form button.btn-primary")
    sales.wait_for_url("**/proposals/show/*")
    sales.get_by_role("link", name="Add a line").click()
    choose(sales, "membership", "Studio")
    choose(sales, "space", "First floor")
    sales.fill("#starts_on", starts_on)
    sales.keyboard.press("Tab")
    expect(sales.locator("main")).to_contain_text("R 6 210.00")  # (2 950 + 2 450) and 15 %
    seen(sales, "line")
    sales.click("main form button.btn-primary")
    sales.wait_for_url("**/proposals/show/*")
    send(sales)


def send(sales: Page) -> None:
    sales.get_by_role("button", name="Send", exact=True).click()
    sales.click("#confirm-yes")
    expect(sales.locator("main")).to_contain_text("Sent")


def sign(page: Page, mail: dict[str, Any], button: str, done: str) -> None:
    page.goto(path_in(mail))
    seen(page, "paper")
    page.get_by_label("Your full name").fill("Thandi Nkosi")
    page.get_by_label("I have read it").check()
    page.get_by_role("button", name=button).click()
    expect(page.get_by_role("heading", name=done)).to_be_visible()


def test_from_the_form_of_a_website_to_a_member(kloof: Any, visit: Any, phone: Page, world: Any, make: Any) -> None:
    session = make.session
    own = make.organisation(kloof)
    lerato = make.user(MEMBER, organisation_id=own.id, location_id=kloof.id, first_name="Lerato", last_name="Dube")
    starts_on = Month.of(today(kloof.zone)).next.first
    sales = visit(SALES)

    ask(phone)
    session.rollback()
    assert session.scalar(select(Lead.id)) is None, "nothing has happened yet (S6)"
    assert letter(world, "thandi@nkosi.example")["text"].find("quiet studio") == -1, (
        "what they wrote is not sent to an address that anybody typed"
    )
    session.rollback()
    lead = session.scalars(select(Lead)).one()
    deal = session.scalars(select(Opportunity)).one()
    lead_id, deal_id = lead.id, deal.id
    assert (lead.heat, lead.owner_id is not None, deal.stage) == (Heat.COLD, True, Stage.NEW)
    assert session.scalars(select(Task).where(Task.opportunity_id == deal_id)).all(), "the track's tree stands"

    sales.goto(f"/leads/edit/{lead_id}")
    choose(sales, "referrer", "Dube")
    sales.click("main form button.btn-primary")
    sales.goto("/pipeline/")
    sales.locator("[data-stage=new] .deal-top a", has_text="Thandi").click()
    sales.wait_for_url(f"**/opportunities/{deal_id}/")
    seen(sales, "opportunity")
    propose(sales, starts_on.isoformat())
    sign(phone, letter(world, "thandi@nkosi.example"), "Accept", "Accepted. Thank you!")

    sales.goto(f"/opportunities/{deal_id}/")
    sales.get_by_role("link", name="New contract").click()
    sales.get_by_role("button", name="Make the contract").click()
    sales.wait_for_url("**/contracts/show/*")
    send(sales)
    sign(phone, letter(world, "thandi@nkosi.example"), "Sign", "Signed. Thank you!")

    sales.goto(f"/opportunities/{deal_id}/win")
    sales.keyboard.press("Tab")
    expect(sales.locator("main")).to_contain_text("Nkosi Design")
    seen(sales, "win")
    sales.dblclick("main form button.btn-primary")
    sales.wait_for_url(f"**/opportunities/{deal_id}/")
    world.run_jobs()
    session.rollback()
    organisation = session.scalars(select(Organisation).where(Organisation.name == "Nkosi Design")).one()
    user = session.scalars(select(FoyerUser).where(FoyerUser.email == "thandi@nkosi.example")).one()
    licenses = session.scalars(select(License).where(License.organisation_id == organisation.id)).all()
    assert (user.organisation_id, len(licenses), {each.starts_on for each in licenses}) == (organisation.id, 2, {starts_on})
    assert [each.user_id for each in licenses].count(user.id) == 1
    month = Month.of(starts_on)
    (row,) = preview(session, kloof, month, cut_off=month.last, organisation_ids=[organisation.id]).rows
    assert row.document.totals.net + row.document.totals.vat == 621_000, "the first invoice is what was promised"
    assert session.get_one(Lead, lead_id).status is LeadStatus.WON
    assert session.get_one(Opportunity, deal_id).stage is Stage.WON
    reward = reward_of(session, deal_id)
    assert reward is not None and (reward.given, reward.back) == (50_000, 0)
    assert session.get_one(Wallet, reward.wallet_id).user_id == lerato.id
