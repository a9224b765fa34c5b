"""All rows that match, on the real screens: shown first, done at once or in the background, told on a page of its own."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select

from app.access.roles import FINANCE, FRONT_DESK, NETWORK_ADMIN
from app.actions.batches.carry_on import carry_on
from app.actions.batches.verbs import name_of
from app.core.errors import Missing
from app.models import Batch, FoyerUser
from app.queries.batches import batch_of
from app.web.wide import Wide
from tests.views.billing import press, text_of


class Asked(Wide):
    """Notes which verb an action would run."""

    def __init__(self) -> None:
        self.verb: Any = None

    def answer(self, verb: Any, *, done: Any, given: dict[str, Any]) -> Any:
        self.verb = verb


def test_every_verb_of_a_list_can_be_done_in_the_background(web_app: Any) -> None:
    names = []
    with web_app.test_request_context():
        for view in web_app.appbuilder.baseviews:
            for action in (getattr(view, "actions", None) or {}).values():
                if action.multiple and view.routed("action_post"):
                    asked = Asked()
                    action.func(asked)
                    names.append(name_of(asked.verb)[0])
    assert len(names) > 20


def test_all_that_match_are_shown_and_then_done(login: Any, make: Any, session: Any) -> None:
    people = [make.user(FRONT_DESK, last_name=f"Kalo {number:02}") for number in range(55)]
    stays = make.user(FRONT_DESK, last_name="Zuha")
    browser = login(NETWORK_ADMIN)
    address = "/users/action_post?" + re.search(r'name="(_flt_\d+_username)"', browser.get("/users/list/").text)[1] + "="
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', browser.get("/users/list/").text)[1]
    form = {"action": "deactivate", "all": "yes", "csrf_token": token}

    one = browser.post(f"{address}{stays.username}", data=form)
    assert "Tried out on the 1 row: 1 can be done, 0 would be refused." in one.text and "“Let sign in again”" in one.text
    session.expire_all()
    assert session.get(FoyerUser, stays.id).active
    stale = browser.post(f"{address}{stays.username}", data=form | {"go": "yes", "expected": "2"})
    assert "The list has changed: it is 1 rows now." in stale.text
    assert browser.post(f"{address}{stays.username}", data=form | {"go": "yes", "expected": "1"}).status_code == 302
    session.expire_all()
    assert not session.get(FoyerUser, stays.id).active

    many = browser.post("/users/action_post", data=form | {"rowid": [str(each.id) for each in people], "all": ""})
    assert "Tried out on" in many.text and many.text.count('name="rowid"') == 55
    ordered = browser.post(
        "/users/action_post", data=form | {"rowid": [str(each.id) for each in people], "all": "", "go": "yes", "expected": "55"}
    )
    batch = session.scalars(select(Batch)).one()
    assert ordered.location == f"/batches/{batch.id}"
    assert "0 of 55 are done." in browser.get(ordered.location).text
    assert carry_on(batch.id, seconds=30) is False
    page = browser.get(ordered.location).text
    assert "55 of 55 are done." in page and "Every row was done." in page
    assert browser.get(f"{ordered.location}/result.csv").text.count("Done") == 55
    with pytest.raises(Missing):
        batch_of(session, batch.id, by=make.actor(FRONT_DESK))
    assert browser.get("/batches/").status_code == 200


def test_a_preview_names_what_the_list_was_asked(login: Any, make: Any) -> None:
    location = make.location(name="Kloof")
    acme = make.organisation(location, name="Acme")
    make.invoice(acme, status="part_paid", paid_cents=100)
    browser = login(FINANCE)
    asked = f"_flt_0_organisation={acme.id}&_flt_0_status=part_paid&_flt_1_issued_on=2026-05-01&_flt_0_location={location.id}"
    page = text_of(press(browser, f"/invoices/action_post?{asked}", "/profile/edit", action="charge", all="yes"))
    assert (
        "Organisation is Acme · Kloof" in page
        and "Status is Part paid" in page
        and "after 1 May 2026" in page
        and "Location is Kloof" in page
    )
    assert f"is {acme.id} " not in page and "part_paid" not in page


def test_a_preview_names_instants_on_the_clock_that_was_meant(login: Any, make: Any) -> None:
    location = make.location(name="London", zone="Europe/London")
    make.check_in(make.guest("Ann"), location)
    browser = login(NETWORK_ADMIN, location_id=location.id)
    page = text_of(
        press(browser, "/check-ins/action_post?_flt_1_arrived_at=2026-06-02T10:00", "/profile/edit", action="check_out", all="yes")
    )
    assert "after Tue 2 Jun 2026, 10:00" in page
