"""The board in a real browser: dragged, by keyboard, by the menu, and when somebody else was faster."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import expect

from app.access.roles import SALES
from app.actions.opportunities.move import move_opportunity
from app.models import Opportunity
from app.models.opportunity import Stage


def cards(page: Any, stage: str) -> list[str]:
    return page.locator(f"[data-stage={stage}] .deal-top a:first-child").all_inner_texts()


def test_a_card_is_moved_in_every_way_and_the_second_is_told(visit: Any, make: Any, session: Any) -> None:
    location = make.location()
    ann, ben, cas = (
        make.opportunity(make.lead(location, name=name, company=""), value_cents=100000, position=place)
        for place, name in enumerate(("Ann", "Ben", "Cas"))
    )
    page = visit(SALES, width=1920)
    page.goto("/pipeline/")
    assert cards(page, "new") == ["Ann", "Ben", "Cas"]
    assert page.inner_text("[data-sum=new]").replace("\u00a0", " ") == "R 3 000.00"

    with page.expect_response("**/pipeline/move*"):
        page.drag_and_drop(f"[data-card='{ann.id}']", "[data-stage=contacted]")
    expect(page.locator("[data-count=contacted]")).to_have_text("1")
    assert page.inner_text("[data-sum=new]").replace("\u00a0", " ") == "R 2 000.00"

    with page.expect_response("**/pipeline/move*"):
        page.focus(f"[data-card='{cas.id}'] .deal-top a")
        page.keyboard.press("Shift+ArrowUp")
    assert cards(page, "new") == ["Cas", "Ben"]
    expect(page.locator(f"[data-card='{cas.id}']")).not_to_have_class(re.compile("is-moving"))
    with page.expect_response("**/pipeline/move*"):
        page.keyboard.press("Shift+ArrowRight")
    expect(page.locator("[data-board-said]")).to_contain_text("Cas")
    assert cards(page, "contacted") == ["Cas", "Ann"]

    page.click(f"[data-card='{ben.id}'] .deal-move")
    with page.expect_response("**/pipeline/move*"):
        page.click("dialog button[value=proposal]")
    expect(page.locator("[data-count=proposal]")).to_have_text("1")
    page.reload()
    assert (cards(page, "new"), cards(page, "contacted"), cards(page, "proposal")) == ([], ["Cas", "Ann"], ["Ben"])

    move_opportunity(ben.id, Stage.CONTRACT, by=make.actor(SALES))
    session.commit()
    page.focus(f"[data-card='{ben.id}'] .deal-top a")
    with page.expect_response("**/pipeline/move*"):
        page.keyboard.press("Shift+ArrowLeft")
    page.wait_for_selector("[role=alert] >> text=changed Ben")
    assert cards(page, "proposal") == ["Ben"], "it is back where it was"
    session.expire_all()
    assert session.get_one(Opportunity, ben.id).stage is Stage.CONTRACT

    page.reload()
    page.drag_and_drop(f"[data-card='{cas.id}']", "[data-stage=abandoned]")
    page.wait_for_url(f"**/opportunities/{cas.id}/abandon")


def test_on_a_phone_the_stages_are_lists(visit: Any, make: Any) -> None:
    location = make.location()
    make.opportunity(make.lead(location, name="Ann"))
    page = visit(SALES, width=360)
    page.goto("/pipeline/?heat=cold")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.click(".deal-move")
    assert page.evaluate("document.querySelector('dialog').getBoundingClientRect().right") <= 360
    assert page.locator("#filter-heat").input_value() == "cold"
