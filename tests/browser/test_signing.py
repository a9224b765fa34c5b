"""A stranger signs on a phone: read only once a finger moves, nothing asked of other sites, and done with one thumb (C7)."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Browser, expect

from app.access.paper_links import secret_of
from app.core.clock import today
from app.core.month import Month
from app.models import Paper
from app.models.paper import PaperStatus
from tests.offers import sent


def status(session: Any, paper_id: int) -> PaperStatus:
    session.rollback()
    return session.get_one(Paper, paper_id).status


def test_a_phone_reads_and_accepts(chromium: Browser, address: str, make: Any, session: Any) -> None:
    paper = sent(make, starts_on=Month.of(today("Africa/Johannesburg")).next.first)
    paper_id, path = paper.id, f"/sign/{secret_of(paper)}"
    session.rollback()
    context = chromium.new_context(viewport={"width": 360, "height": 740}, has_touch=True, locale="en-ZA", base_url=address)
    page, asked, complaints = context.new_page(), [], []
    page.on("request", lambda request: asked.append(request))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.goto(path)
    expect(page.get_by_role("heading", name="Your first invoice")).to_be_visible()
    assert status(session, paper_id) is PaperStatus.SENT, "only looked at by a program so far"

    with page.expect_response(lambda answer: answer.url.endswith("/read")) as told:
        page.touchscreen.tap(180, 200)
    assert told.value.status == 204 and status(session, paper_id) is PaperStatus.OPENED
    page.get_by_role("button", name="Accept").tap()
    expect(page.get_by_text("Type your full name.")).to_be_visible()
    page.get_by_label("Your full name").fill("Thandi Nkosi")
    page.get_by_label("I have read it").check()
    page.get_by_role("button", name="Accept").tap()
    expect(page.get_by_role("heading", name="Accepted. Thank you!")).to_be_visible()

    assert status(session, paper_id) is PaperStatus.ACCEPTED
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert {request.url.split("/")[2] for request in asked} == {address.removeprefix("http://")}
    assert not [request.url for request in asked if "/static/" in request.url and "/sign/" in (request.headers.get("referer") or "")]
    assert not complaints and context.cookies() == [each for each in context.cookies() if each["httpOnly"] or each["name"] == "session"]
    context.close()
