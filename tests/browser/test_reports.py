"""A report that takes longer than a page may: the page asks for it by itself, waits, and shows itself; and shows what is old while it is worked out again."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import KeptReport
from app.queries.reports import kept
from jobs import reports as jobs
from tests.chromium import seen
from tests.make import Make

pytestmark = pytest.mark.browser


def work_out(page: Page, session: Session) -> None:
    """What the job does, once the page has asked for it."""
    expect(page.locator("#kept-report[hx-trigger='every 1s']")).to_be_visible()
    session.rollback()
    jobs.work_out(session.scalars(select(KeptReport.id)).one())


def test_a_report_that_takes_long_shows_itself(visit: Any, make: Make, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    place = make.location(name="Kloof")
    floor = make.space(place, capacity=10)
    make.license(make.organisation(place), make.membership(place), space_id=floor.id)
    monkeypatch.setattr(kept, "BUDGET_MS", 0)
    monkeypatch.setattr(jobs, "round", lambda number: max(1, int(number)), raising=False)
    page = visit()
    page.goto("/reports/occupancy/")
    stands = page.locator("#kept-report")
    expect(stands.get_by_role("progressbar")).to_be_visible()
    expect(page.get_by_text("desks are sold")).to_have_count(0)
    seen(page, "a report that is worked out")
    work_out(page, session)
    expect(page.get_by_text("1 of 10 desks are sold")).to_be_visible()
    expect(stands).to_contain_text("Worked out on")
    seen(page, "a report that was worked out")
    stands.get_by_role("button", name="Work out again").click()
    expect(stands).to_contain_text("It is being worked out again")
    make.license(make.organisation(place), make.membership(place), space_id=floor.id)
    work_out(page, session)
    expect(page.get_by_text("2 of 10 desks are sold")).to_be_visible()
    page.get_by_role("link", name="20 %").first.click()
    expect(page.get_by_text("Of now; the report was worked out on")).to_be_visible()
