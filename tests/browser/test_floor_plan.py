"""A person puts spaces on a plan, one by keyboard and one with the mouse, and then sees who sits there."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from app.access.roles import LOCATION_MANAGER

pytestmark = pytest.mark.browser


def test_places_are_put_on_the_plan_and_show_who_sits_there(visit, make):
    location = make.location(name="Kloof")
    plan = make.floor_plan(location, name="Ground floor")
    membership, acme = make.membership(location), make.organisation(location, name="Acme Labs")
    studio, office = make.space(location, name="Studio", capacity=1), make.space(location, name="Office", capacity=4)
    ann = make.user("Member", first_name="Ann", last_name="Other", organisation_id=acme.id)
    make.license(acme, membership, space_id=studio.id, user_id=ann.id)
    page = visit(LOCATION_MANAGER)
    page.goto(f"/floor-plans/{plan.id}/arrange")

    row = page.locator(f"[data-place=s{studio.id}]")
    row.get_by_role("button", name="Put on the plan").press("Enter")
    mark = page.locator(".plan-mark", has_text="Studio")
    expect(mark).to_be_focused()
    for key in ("ArrowLeft", "ArrowLeft", "ArrowUp", "Shift+ArrowRight", "Shift+ArrowDown"):
        mark.press(key)
    values = [row.locator(f"[data-side={side}]").input_value() for side in ("x", "y", "width", "height")]
    assert values == ["42", "43", "13", "13"]

    other = page.locator(f"[data-place=s{office.id}]")
    other.get_by_role("button", name="Put on the plan").click()
    dragged = page.locator(".plan-mark", has_text="Office")
    dragged.hover(position={"x": 15, "y": 15})  # once the page has come to rest
    box, picture = dragged.bounding_box(), page.locator("[data-plan]").bounding_box()
    page.mouse.down()
    page.mouse.move(box["x"] + 15 - picture["width"] * 0.3, box["y"] + 15 - picture["height"] * 0.2, steps=5)
    page.mouse.up()
    moved = [float(other.locator(f"[data-side={side}]").input_value()) for side in ("x", "y", "width", "height")]
    assert moved == pytest.approx([14, 24, 12, 12], abs=0.5)
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_role("heading", name="Ground floor")).to_be_visible()
    expect(page.locator(".plan-mark", has_text="Office")).to_contain_text("4 free")
    page.locator(".plan-mark", has_text="Studio").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Acme Labs")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
