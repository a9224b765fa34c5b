"""The desk in Chromium: it lives, two taps check somebody in, and without a network the list of who is in is still there, until somebody signs out."""

from __future__ import annotations

from playwright.sync_api import expect

from app.access.roles import FRONT_DESK, MEMBER


def test_the_desk_lives_finds_and_keeps_the_evacuation_list(make, visit):
    place = make.location(name="Kloof")
    anna = make.user(MEMBER, first_name="Anna", last_name="Botha", location_id=place.id)
    page = visit(FRONT_DESK, width=1024)
    page.goto("/desk/")
    expect(page.get_by_text("Nobody is in.")).to_be_visible()
    page.get_by_role("link", name="Check in", exact=True).click()
    page.keyboard.type("bot")
    page.get_by_role("button", name="Check in: Anna Botha").click()
    expect(page.get_by_role("button", name="Check out: Anna Botha")).to_be_visible()
    with page.expect_response("**/desk/state**"):
        make.check_in(make.guest("Mia Jansen"), place, host_id=anna.id)
        page.evaluate("dispatchEvent(new Event('online'))")  # looks at once, as when the network is back
    expect(page.get_by_role("button", name="Check out: Mia Jansen")).to_be_visible()
    expect(page.get_by_role("button", name="Check out all")).to_have_attribute(
        "data-confirm", "Check out all 2 people? Whoever is still here can be checked in again."
    )

    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    expect(page.locator("#verbs[data-kept-at]")).to_be_attached()
    page.context.set_offline(True)
    page.goto("/desk/evacuation/")
    expect(page.get_by_role("alert")).to_contain_text("No connection.")
    expect(page.locator("#kept-list")).to_contain_text("Mia Jansen")
    page.context.set_offline(False)

    page.goto("/desk/")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert page.evaluate("localStorage.getItem('foyer.evacuation')") is None
