"""The sandbox's pages in a real browser: nothing from outside, nothing to scroll sideways on a phone, switches that work."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.vendors import Vendors

pytestmark = pytest.mark.browser


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Page]:
    page = chromium.new_page(viewport={"width": 360, "height": 740})
    yield page
    page.close()


@pytest.fixture
def mail(vendors: Vendors) -> int:
    text = "Subject: Your invoice " + "x" * 200 + "\r\nFrom: desk@foyer.example\r\nTo: pay@acme.example\r\n"
    html = "Content-Type: text/html\r\n\r\n<title>as sent</title><script>parent.document.title='taken over'</script><p>Hello</p>"
    with smtplib.SMTP("127.0.0.1", vendors.smtp_port, timeout=60) as server:
        server.sendmail("a@x.example", ["pay@acme.example"], text + html)
    number: int = vendors.mails()[0]["id"]
    return number


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("path", ["/", "/mail", "/mail/{mail}", "/identity/connect/authorize?client_id=c&redirect_uri=http://localhost/x"])
def test_pages_fit_a_phone_and_ask_nobody_else(vendors: Vendors, phone: Page, mail: int, path: str, colours: str) -> None:
    asked: list[str] = []
    problems: list[str] = []
    phone.on("request", lambda request: asked.append(request.url))
    phone.on(
        "console",
        lambda message: problems.append(message.text) if message.type == "error" and "Blocked script" not in message.text else None,
    )
    phone.emulate_media(color_scheme=colours)  # type: ignore[arg-type]

    phone.goto(vendors.url + path.format(mail=mail))

    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    assert all(url.startswith(vendors.url) for url in asked)
    assert problems == []
    assert "taken over" not in phone.title()


def test_a_fault_is_planned_and_cleared_by_hand(vendors: Vendors, phone: Page) -> None:
    phone.goto(vendors.url)
    card = phone.locator("section", has_text="Xero").first
    card.get_by_label("What goes wrong").select_option("cut_after")
    card.get_by_label("How often").fill("2")
    card.get_by_role("button", name="Plan it").click()

    phone.get_by_text("acts, then hangs up, 2 more times").wait_for()
    assert [(fault["kind"], fault["times"]) for fault in vendors.get("/_control")["faults"]] == [("cut_after", 2)]
    phone.get_by_role("button", name="Let everything work again").click()
    phone.get_by_text("None: everything works.").wait_for()
    assert vendors.get("/_control")["faults"] == []
