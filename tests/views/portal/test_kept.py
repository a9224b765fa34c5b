"""What a phone keeps of /my without a network: passes that are good when they are shown, the bookings of today, no money, and an end."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
import time_machine

from app.access.passes import PREFIX, pass_of
from app.access.roles import FRONT_DESK
from app.rendering.qr import qr_code
from tests.views.test_forms import Form

MORNING = dt.datetime(2026, 6, 16, 7, 30, 17, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def tuesday() -> Any:
    with time_machine.travel(MORNING, tick=False):
        yield


@pytest.fixture
def ann(make: Any, member: Any) -> Any:
    here = make.location(name="Kloof", zone="Africa/Johannesburg")
    user = member(make.organisation(here), first_name="Ann")
    room = make.room(make.space(here), name="Boardroom")
    for title, hour, day in (("Stand-up", 9, 16), ("Tomorrow's", 9, 17)):
        make.booking(
            room,
            starts_at=dt.datetime(2026, 6, day, hour, tzinfo=dt.UTC),
            user_id=user.id,
            organisation_id=user.organisation_id,
            title=title,
            charged_cents=12345,
        )
    return user


def test_the_bookings_of_today_and_no_money(ann: Any, make: Any, browser_of: Any) -> None:
    told = browser_of(ann).get("/my/kept").get_json()
    assert "Stand-up" in told["bookings"] and "Tomorrow" not in told["bookings"] and "123" not in told["bookings"]
    assert told["person"] == str(ann.id) and "codes" not in told
    assert "Stand-up" not in browser_of(make.user("Member")).get("/my/kept").get_json()["bookings"]


def test_it_is_over_with_the_session_and_with_the_day(ann: Any, browser_of: Any) -> None:
    assert browser_of(ann).get("/my/kept").get_json()["until"] == 1000 * int((MORNING + dt.timedelta(hours=8)).timestamp())
    browser = browser_of(ann)
    with time_machine.travel(MORNING + dt.timedelta(hours=5), tick=False):
        oldest = 1000 * int((MORNING + dt.timedelta(hours=12)).timestamp())
        assert browser.get("/my/kept").get_json()["until"] == oldest, "and not eight hours later"
    with time_machine.travel(MORNING + dt.timedelta(hours=7), tick=False):
        midnight = dt.datetime(2026, 6, 16, 22, tzinfo=dt.UTC)
        assert browser_of(ann).get("/my/kept").get_json()["until"] == 1000 * int(midnight.timestamp())


def test_at_every_instant_of_two_hours_the_pass_that_is_shown_is_good_on_a_clock_half_a_minute_wrong(
    ann: Any, web_app: Any, browser_of: Any
) -> None:
    codes = browser_of(ann).get("/my/kept?codes=yes").get_json()["codes"]
    assert len(codes) == 60
    with web_app.app_context():
        for second in range(0, 7100, 45):
            at = MORNING + dt.timedelta(seconds=second)
            shown = [code for since, code in codes if since <= 1000 * at.timestamp()][-1]
            for wrong in (-30, 29):
                door = at + dt.timedelta(seconds=wrong)
                assert shown in [qr_code(pass_of(ann.id, door + dt.timedelta(minutes=n))) for n in (-1, 0, 1)], (
                    second,
                    wrong,
                )  # those that member_of_pass takes


def test_the_page_and_its_worker_hold_nobody(ann: Any, browser_of: Any) -> None:
    browser = browser_of(ann)
    page, worker = browser.get("/my/without-network").get_data(as_text=True), browser.get("/my/worker.js")
    assert worker.mimetype == "text/javascript" and "/my/without-network" in worker.get_data(as_text=True)
    for text in (page, worker.get_data(as_text=True)):
        assert "Ann" not in text and "Stand-up" not in text and PREFIX not in text and "csrf" not in text


def test_strangers_get_the_name_of_the_house_alone(make: Any, client: Any) -> None:
    make.location(name="Kloof", is_headquarters=True)
    said = json.loads(client.get("/my/app.webmanifest").get_data(as_text=True))
    assert (said["name"], said["start_url"], said["display"]) == ("Kloof", "/my/", "standalone")
    assert {icon["sizes"] for icon in said["icons"]} == {"any", "192x192", "512x512"}
    for address in ("/my/kept", "/my/worker.js", "/my/without-network"):
        assert "/login/" in client.get(address).location


def test_signing_out_of_the_portal_clears_the_browser(ann: Any, make: Any, browser_of: Any) -> None:
    """Not that of staff: a tablet at the door may be the same machine, with records that are still to be told."""
    for user, said in ((ann, '"cache", "storage"'), (make.user(FRONT_DESK), None)):
        browser = browser_of(user)
        token = Form(browser, "/profile/edit").values["csrf_token"]
        assert browser.post("/logout/", data={"csrf_token": token}).headers.get("Clear-Site-Data") == said
    page = browser_of(make.user(FRONT_DESK)).get("/").get_data(as_text=True)
    assert "my.js" not in page and "manifest" not in page
