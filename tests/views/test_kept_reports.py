"""Reports that take longer than a page may: one job works them out, the page says so, and nobody is shown what they may not see."""

from __future__ import annotations

import datetime as dt
import html
import re
from typing import Any

import pytest
import time_machine
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.access.actor import SYSTEM
from app.access.roles import FRONT_DESK, LOCATION_MANAGER, NETWORK_ADMIN
from app.actions.privacy.keep_to_term import keep_to_term
from app.models import KeptReport, OutboxMessage
from app.queries.reports import kept
from jobs import reports as jobs
from tests.make import Make
from tests.views.test_reports import FROM, NOW, NUMBER, fill
from views.reports.page import ReportScreen

REPORTS = ("overview", "occupancy", "revenue", "churn", "debt", "rooms", "credits", "next-months")
WAITS = "being worked out …"


@pytest.fixture(autouse=True)
def june() -> Any:
    with time_machine.travel(NOW, tick=False) as moved:
        yield moved


@pytest.fixture
def nothing_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    """No report at all is quick enough: one takes a millisecond at least."""
    monkeypatch.setattr(kept, "BUDGET_MS", 0)
    monkeypatch.setattr(jobs, "round", lambda number: max(1, int(number)), raising=False)


def posted(browser: Any, address: str) -> Any:
    """As the page itself does it."""
    token = browser.get("/profile/").get_data(as_text=True).split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    return browser.post(address, data={"csrf_token": token}, headers={"HX-Request": "true"})


def wanted(browser: Any, report: str) -> Any:
    return posted(browser, f"/reports/{report}/work-out{FROM}")


def somebody_else(browser: Any, login: Any, role: str, **wishes: Any) -> Any:
    """The next person, at the same browser."""
    posted(browser, "/logout/")
    return login(role, **wishes)


def told(answer: Any) -> str:
    """How the page says that the report stands."""
    return str(answer.get_data(as_text=True).split('id="kept-report"')[1].split("</section>")[0])


def jobs_of(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(OutboxMessage).where(OutboxMessage.event == "ReportWanted")) or 0


def row_of(session: Session, report: str) -> KeptReport:
    session.rollback()
    return session.scalars(select(KeptReport).where(KeptReport.report == report)).one()


def main_of(page: str) -> str:
    """Its content without what differs each time: tokens, and the words about how the report stands."""
    text = re.sub(r'<section id="kept-report".*?</section>', "", page[page.index("<main") :], flags=re.S)
    text = re.sub(
        r"(&amp;|\?)worked_out=[^\"&]*",
        "",
        re.sub(r'name="csrf_token"[^>]*|nonce="[^"]*"|<script src="[^"]*htmx[^"]*" defer></script>', "", text),
    )
    return re.sub(r"\s+", " ", text)


def test_what_is_kept_is_what_is_told_live(make: Make, session: Session, login: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every report: the same page to the last number, and the same file."""
    fill(make, session)
    browser = login(NETWORK_ADMIN)
    live = {each: browser.get(f"/reports/{each}/{FROM}").get_data(as_text=True) for each in REPORTS}
    files = {each: re.findall(rf'href="(/reports/{each}/[^"]+\.csv[^"]*)"', page) for each, page in live.items()}
    rows = {href: browser.get(html.unescape(href)).get_data(as_text=True) for hrefs in files.values() for href in hrefs}
    assert session.scalar(select(func.count()).select_from(KeptReport)) == 0
    monkeypatch.setattr(kept, "BUDGET_MS", 0)
    monkeypatch.setattr(jobs, "round", lambda number: max(1, int(number)), raising=False)
    for each in REPORTS:
        assert WAITS in browser.get(f"/reports/{each}/{FROM}").get_data(as_text=True)
        assert WAITS in wanted(browser, each).get_data(as_text=True)
        jobs.work_out(row_of(session, each).id)
    monkeypatch.setattr(ReportScreen, "definition", None, raising=False)
    for each in REPORTS:
        page = browser.get(f"/reports/{each}/{FROM}").get_data(as_text=True)
        assert "Worked out on" in page and WAITS not in page
        assert main_of(page) == main_of(live[each]), each
    assert {href: browser.get(html.unescape(href)).get_data(as_text=True) for href in rows} == rows and len(rows) > 20


def test_whoever_works_at_one_place_never_gets_what_the_network_was_told(
    make: Make, session: Session, login: Any, nothing_fits: None
) -> None:
    kloof, nile = fill(make, session)
    admin = login(NETWORK_ADMIN)
    for each in REPORTS:
        wanted(admin, each)
        jobs.work_out(row_of(session, each).id)
    manager = somebody_else(admin, login, LOCATION_MANAGER, locations=[kloof])
    for each in REPORTS:
        for asked in (FROM, f"{FROM}&location={nile.id}"):
            page = manager.get(f"/reports/{each}/{asked}").get_data(as_text=True)
            assert WAITS in page and "Nile" not in page and "Worked out on" not in page, (each, asked)
        wanted(manager, each)
    session.rollback()
    for row in session.scalars(select(KeptReport).where(KeptReport.worked_out_at.is_(None))).all():
        jobs.work_out(row.id)
    for each in REPORTS:
        page = manager.get(f"/reports/{each}/{FROM}").get_data(as_text=True)
        assert "Worked out on" in page and "Nile" not in page and "EUR" not in page and "€" not in page, each
    assert posted(somebody_else(manager, login, FRONT_DESK, locations=[kloof]), f"/reports/revenue/work-out{FROM}").status_code in (
        302,
        403,
    )


def test_rights_that_changed_meanwhile_work_nothing_out(make: Make, session: Session, login: Any, nothing_fits: None) -> None:
    kloof, _nile = fill(make, session)
    browser = login(LOCATION_MANAGER, locations=[kloof])
    wanted(browser, "debt")
    row = row_of(session, "debt")
    row.asked_by_id = make.user(role=NETWORK_ADMIN).id
    session.commit()
    jobs.work_out(row.id)
    row = row_of(session, "debt")
    assert row.result is None and row.wanted_at is None
    page = browser.get(f"/reports/debt/{FROM}").get_data(as_text=True)
    assert "What you may see has changed meanwhile." in page and "Try again" in page


def test_however_many_ask_one_job_works_it_out(make: Make, session: Session, login: Any, nothing_fits: None, june: Any) -> None:
    fill(make, session)
    browser = login(NETWORK_ADMIN)
    assert WAITS in wanted(browser, "rooms").get_data(as_text=True)
    browser = somebody_else(browser, login, NETWORK_ADMIN)
    assert WAITS in browser.get(f"/reports/rooms/{FROM}").get_data(as_text=True)
    assert WAITS in wanted(browser, "rooms").get_data(as_text=True)
    assert "every 1s" in browser.get(f"/reports/rooms/standing{FROM}").get_data(as_text=True)
    assert jobs_of(session) == 1
    jobs.work_out(row_of(session, "rooms").id)
    ready = browser.get(f"/reports/rooms/standing{FROM}")
    assert (ready.status_code, ready.headers["HX-Refresh"]) == (204, "true")
    assert 'hx-trigger="load"' not in told(browser.get(f"/reports/rooms/{FROM}")), "what is fresh is shown, and nothing more is asked for"
    june.shift(dt.timedelta(minutes=kept.FRESH_MINUTES, seconds=1))
    old = told(browser.get(f"/reports/rooms/{FROM}"))
    assert "Worked out on" in old and 'hx-trigger="load"' in old, "what is old is shown, and worked out again meanwhile"
    again = html.unescape(re.findall(r'hx-post="([^"]+)" hx-trigger="load"', old)[0])
    for _twice in range(2):
        assert "It is being worked out again" in posted(browser, again).get_data(as_text=True)
    assert jobs_of(session) == 2
    jobs.work_out(row_of(session, "rooms").id)
    newer = browser.get(again.replace("work-out", "standing")).get_data(as_text=True)
    assert "Show the new one" in newer and "every 1s" not in newer
    assert browser.get(again.replace("work-out", "standing") + "&show=1").headers["HX-Refresh"] == "true", "who asked for it is shown it"


def test_a_job_that_was_lost_is_asked_for_again(make: Make, session: Session, login: Any, nothing_fits: None, june: Any) -> None:
    """Its worker was killed, or nobody works at all: the page would wait for it all day."""
    fill(make, session)
    browser = login(NETWORK_ADMIN)
    wanted(browser, "churn")
    june.shift(kept.LOST + dt.timedelta(seconds=1))
    assert 'hx-trigger="load"' in told(browser.get(f"/reports/churn/{FROM}"))
    assert WAITS in wanted(browser, "churn").get_data(as_text=True)
    assert jobs_of(session) == 2
    jobs.work_out(row_of(session, "churn").id)
    assert "Worked out on" in told(browser.get(f"/reports/churn/{FROM}"))


def test_a_job_that_fails_says_so_and_can_be_tried_again(
    make: Make, session: Session, login: Any, nothing_fits: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(make, session)
    browser = login(NETWORK_ADMIN)
    wanted(browser, "churn")
    with monkeypatch.context() as broken:
        broken.setattr("app.rendering.reports.churn.cohorts", lambda *_of: 1 // 0)
        jobs.work_out(row_of(session, "churn").id)
    page = browser.get(f"/reports/churn/{FROM}").get_data(as_text=True)
    assert (
        "This report could not be worked out. ZeroDivisionError: integer division or modulo by zero" in html.unescape(page)
        and "Try again" in page
        and WAITS not in page
    )
    assert WAITS in wanted(browser, "churn").get_data(as_text=True)
    assert jobs_of(session) == 2
    jobs.work_out(row_of(session, "churn").id)
    assert "Half a year" in browser.get(f"/reports/churn/{FROM}").get_data(as_text=True) or "How many of those" in browser.get(
        f"/reports/churn/{FROM}"
    ).get_data(as_text=True)
    with monkeypatch.context() as slow:
        slow.setattr(jobs, "LONGEST_MINUTES", 0)
        wanted(browser, "churn")
        jobs.work_out(row_of(session, "churn").id)
    page = browser.get(f"/reports/churn/{FROM}").get_data(as_text=True)
    assert (
        "Working it out again failed." in page
        and "Ask for fewer months, or for one location." in page
        and "Cohorts" not in page.split("kept-report")[0]
    )


def test_a_list_behind_a_kept_number_says_that_it_is_of_now(make: Make, session: Session, login: Any, nothing_fits: None) -> None:
    fill(make, session)
    browser = login(NETWORK_ADMIN)
    wanted(browser, "overview")
    jobs.work_out(row_of(session, "overview").id)
    page = browser.get(f"/reports/overview/{FROM}").get_data(as_text=True)
    found = [html.unescape(href) for href, _kind, _value in NUMBER.findall(page)]
    assert found and all("worked_out=" in href for href in found)
    assert "Of now; the report was worked out on" in browser.get(found[0]).get_data(as_text=True)
    assert "Of now" not in browser.get(re.sub(r"worked_out=[^&]*", "worked_out=yesterday", found[0])).get_data(as_text=True)


def test_who_is_quick_again_is_told_live(make: Make, session: Session, login: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A network that shrank, or a machine that was busy: nobody is shown what is old without need."""
    fill(make, session)
    browser = login(NETWORK_ADMIN)
    with monkeypatch.context() as slow:
        slow.setattr(kept, "BUDGET_MS", 0)
        wanted(browser, "debt")
        jobs.work_out(row_of(session, "debt").id)
    row = row_of(session, "debt")
    row.took_ms = kept.BUDGET_MS
    session.commit()
    assert "Worked out on" not in browser.get(f"/reports/debt/{FROM}").get_data(as_text=True)


def test_what_nobody_can_ask_for_any_more_goes(make: Make, session: Session, login: Any, nothing_fits: None, june: Any) -> None:
    fill(make, session)
    browser = login(NETWORK_ADMIN)
    wanted(browser, "debt")
    june.shift(dt.timedelta(days=1))
    browser = login(NETWORK_ADMIN)
    assert WAITS in browser.get(f"/reports/debt/{FROM}").get_data(as_text=True), "another day is another report"
    wanted(browser, "debt")
    session.rollback()
    assert session.scalar(select(func.count()).select_from(KeptReport)) == 2
    june.shift(dt.timedelta(days=1, minutes=1))
    assert keep_to_term("retention.jobs", by=SYSTEM) == 1
    session.rollback()
    assert session.scalar(select(func.count()).select_from(KeptReport)) == 1
