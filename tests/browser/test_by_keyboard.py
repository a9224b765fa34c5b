"""The work of a day without a mouse: everything is reached by Tab, is seen to have the focus, and nothing holds it. Boards, plans and the calendar have theirs beside their other tests."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from app.access.roles import MEMBER
from app.core import clock
from app.models import Booking, CheckIn, Payment
from app.models.user import TeamRole
from tests.browser.test_kiosk import kloof, shown, tablet
from tests.make import PASSWORD
from tests.views.billing import two_months

__all__ = ["kloof", "tablet"]
pytestmark = pytest.mark.browser
MOST = 60  # stops on the way
# Empty when whatever has the focus can be seen to have it: it is in the window, nothing lies over it, and it is drawn otherwise than without.
UNSEEN = """() => {
    const here = document.activeElement, box = here.getBoundingClientRect();
    if (here === document.body) return "";  // from the last to the first
    if (here.matches(".skip")) return "skip";
    const name = here.outerHTML.slice(0, 120), style = getComputedStyle(here);
    if (here.type === "file" || here.closest(".ts-wrapper")) return "";  // the browser and the look-up draw it at another place
    if (!box.width || !box.height) return name + " has no size";
    if (box.bottom < 0 || box.top > innerHeight || box.right < 0 || box.left > innerWidth) return name + " is outside";
    const over = document.elementFromPoint(Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 1), Math.min(Math.max(box.top + box.height / 2, 1), innerHeight - 1));
    if (over && !here.contains(over) && !over.contains(here)) return name + " is under " + over.outerHTML.slice(0, 80);
    return style.outlineStyle !== "none" || style.boxShadow !== "none" ? "" : name + " looks as without";
}"""


class Hands:
    """A person who has a keyboard alone."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.emulate_media(reduced_motion="reduce")  # else whatever has the focus is still gliding to its place

    def to(self, target: Locator) -> Hands:
        """On and on until it has the focus, and over what every page begins with."""
        expect(target).to_be_visible()
        for _ in range(MOST):
            if target.evaluate("each => each === document.activeElement"):
                return self
            self.page.keyboard.press("Tab")
            if (unseen := self.page.evaluate(UNSEEN)) == "skip":
                self.page.keyboard.press("Enter")
            else:
                assert unseen == ""
        raise AssertionError(f"{target} is not reached")

    def press(self, target: Locator, key: str = "Enter") -> None:
        self.to(target).page.keyboard.press(key)

    def type(self, target: Locator, text: str) -> None:
        self.to(target).page.keyboard.type(text)

    def date(self, field: Locator, day: dt.date) -> None:
        """In whichever order this browser asks for month, day and year."""
        self.to(field)
        for parts in (("%m", "%d", "%Y"), ("%d", "%m", "%Y"), ("%Y", "%m", "%d")):
            for _ in range(3):
                self.page.keyboard.press("ArrowLeft")
            for at, part in enumerate(parts):
                self.page.keyboard.type(f"{day:{part}}")
                if part == "%Y" and at == 0:
                    self.page.keyboard.press("ArrowRight")
            if field.input_value() == day.isoformat():
                return
        raise AssertionError(f"{field} does not take {day}: it has {field.input_value()}")

    def choose(self, field: Locator, text: str) -> None:
        """A row of a look-up."""
        self.type(field, text)
        expect(self.page.locator(".ts-dropdown .option.active", has_text=text)).to_be_visible()
        self.page.keyboard.press("Enter")


def test_staff(visit: Any, make: Any, admin: Any, session: Any) -> None:
    location, run = two_months(make, admin)
    acme = make.organisation(location, name="Bluegum")
    invoice = make.invoice(acme, number="KLF-00012")
    anna = make.user("Member", first_name="Anna", last_name="Botha", location_id=location.id, organisation_id=acme.id)
    ticket = make.ticket(anna, location)
    page = visit()
    hands = Hands(page)

    page.goto(f"/runs/{run.id}")
    hands.press(page.get_by_role("link", name="Approve…"))
    page.wait_for_url("**/approve")
    hands.press(page.get_by_role("button", name="Approve 3 invoices"))
    expect(page.locator(".toast-stack")).to_contain_text("3 invoices approved")

    page.goto("/payments/add")
    hands.choose(page.get_by_role("combobox", name="Organisation"), "Bluegum")
    hands.type(page.get_by_label("Amount that came in"), "100.00")
    hands.type(page.get_by_label("Reference"), "Slip 7")
    hands.press(page.get_by_role("button", name="Record the payment"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bluegum")

    page.goto("/bank/")
    page.set_input_files(
        "#file", {"name": "june.csv", "mimeType": "text/csv", "buffer": b"Date,Amount,Description\n2026-06-05,1050.00,PMT KLF-00012\n"}
    )
    page.locator("#file").focus()
    hands.type(page.get_by_label("Account number"), "62001234567")
    hands.press(page.get_by_role("button", name="Upload"))
    expect(page.get_by_role("checkbox", name="Record PMT KLF-00012")).to_be_checked()
    hands.press(page.get_by_role("button", name="Record the chosen"))
    expect(page.get_by_text("Nothing waits.")).to_be_visible()
    session.expire_all()
    assert sorted(session.scalars(select(Payment.amount_cents).where(Payment.organisation_id == invoice.organisation_id))) == [
        10_000,
        105_000,
    ]

    page.goto(f"/desk/?location={location.id}")
    hands.press(page.get_by_role("link", name="Check in", exact=True))
    page.keyboard.type("bot")
    hands.press(page.get_by_role("button", name="Check in: Anna Botha"))
    everybody = page.locator("[name=upto]")
    hands.press(everybody)
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(page.locator("#confirm")).to_be_focused()
    page.keyboard.press("Escape")
    expect(everybody).to_be_focused()

    page.goto(f"/tickets/show/{ticket.id}")
    hands.type(page.get_by_label("Answer"), "A new one is on its way.")
    hands.press(page.get_by_role("button", name="Answer", exact=True))
    expect(page.locator(".talk")).to_contain_text("A new one is on its way.")


def test_a_related_list_comes_with_the_arrow_that_shows_its_tab(visit: Any, make: Any) -> None:
    acme = make.organisation(name="Acme")
    make.user("Member", first_name="Nomsa", last_name="Dlamini", organisation_id=acme.id)
    page = visit()
    page.goto(f"/organisations/show/{acme.id}")
    hands, tabs = Hands(page), page.get_by_role("tab")
    hands.to(tabs.first)
    page.keyboard.press("ArrowRight")
    expect(tabs.nth(1)).to_be_focused()
    expect(page.locator("#pane-MemberView")).to_contain_text("Dlamini")


def test_a_member_books_and_pays_on_a_phone(phone: Page, make: Any, session: Any) -> None:
    location = make.location(name="Kloof", opening_hours="mon-sun 08:00-18:00")
    room = make.room(make.space(location), name="Boardroom")
    acme = make.organisation(location, name="Acme")
    invoice = make.invoice(acme, sent_at=clock.now())
    owner = make.user(MEMBER, organisation_id=acme.id, location_id=location.id, team_role=TeamRole.OWNER)
    make.license(acme, user_id=owner.id)
    day = clock.today(location.zone) + dt.timedelta(days=1)
    hands = Hands(phone)

    phone.goto("/")
    hands.type(phone.locator("#username"), owner.username)
    hands.type(phone.locator("#password"), PASSWORD)
    phone.keyboard.press("Enter")
    phone.wait_for_url("**/my/")
    hands.press(phone.get_by_role("link", name="Book a room"))
    phone.wait_for_url("**/my/bookings/")
    hands.date(phone.locator("#day"), day)
    hands.press(phone.get_by_role("button", name="Find a room"))
    hands.press(phone.get_by_role("link", name="Book Boardroom").first)
    hands.press(phone.get_by_role("button", name="Book for"))
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Boardroom")
    made = session.scalars(select(Booking)).one()
    assert (made.room_id, made.user_id, clock.local(made.starts_at, location.zone).date()) == (room.id, owner.id, day)

    phone.goto("/my/invoices/")
    hands.press(phone.get_by_role("link", name="Pay now"))
    phone.wait_for_url(f"**/my/invoices/{invoice.id}/pay")
    hands.press(phone.get_by_role("checkbox", name="Keep this card for the next time"), "Space")
    hands.to(phone.get_by_role("button", name="Pay with PayFast"))

    phone.goto("/my/guests/invite")
    hands.type(phone.get_by_label("Who comes?"), "Nomsa Dlamini")
    hands.date(phone.locator("#day"), day)
    hands.press(
        phone.get_by_role("button", name="Invite", exact=True)
    )  # the last of a page that is longer than the phone: it must not end under the bar
    expect(phone.locator("main")).to_contain_text("Nomsa Dlamini")


def test_a_guest_at_the_tablet(tablet: Page, session: Any) -> None:
    """A tablet with a keyboard, or a switch that acts as one."""
    hands = Hands(tablet)
    hands.press(tablet.get_by_role("button", name="I am a guest"))
    hands.type(shown(tablet, "email").locator("[name=email]"), "nomsa@visitor.example")
    tablet.keyboard.press("Enter")
    hands.type(shown(tablet, "name").locator("[name=name]"), "Nomsa Dlamini")
    tablet.keyboard.press("Enter")
    hands.type(shown(tablet, "host").locator("[name=host_name]"), "ann")
    hands.press(tablet.locator("#found").get_by_role("button", name="Anna Smit"))
    hands.press(shown(tablet, "terms").get_by_role("button", name="I have read them and accept"))
    hands.press(shown(tablet, "welcome").get_by_text("Done"))
    expect(tablet.get_by_role("button", name="I am a guest")).to_be_visible()
    assert [row.name for row in session.scalars(select(CheckIn))] == ["Nomsa Dlamini"]
