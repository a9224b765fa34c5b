"""The welcome mail and the second step on a person's page, as staff see them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app.access.roles import FRONT_DESK, LOCATION_MANAGER, NETWORK_ADMIN, SALES
from app.actions.accounts.begin_second_factor import begin_second_factor
from app.actions.accounts.person import the_person
from app.models import SignInToken
from tests.make import PASSWORD


@pytest.fixture
def press(client: Any) -> Any:
    """`press("/members/action/invite/5")` sends the button's form."""

    def send(address: str) -> Any:
        page = client.get("/profile/edit").get_data(as_text=True)
        token = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
        return client.post(address, data={"csrf_token": token})

    return send


def test_the_page_sends_it_and_tells_how_it_fared(make, login, client, press, world, session):
    location = make.location()
    ann = make.user("Member", organisation_id=make.organisation(location).id, location_id=location.id, email="ann@acme.example")
    login(LOCATION_MANAGER, locations=[location])
    page = f"/members/show/{ann.id}"

    def shown() -> str:
        return client.get(page).get_data(as_text=True)

    assert "No welcome mail yet" in shown() and "Send welcome mail" in shown() and "Send again" not in shown()
    press(f"/members/action/invite/{ann.id}")
    assert "on its way" in shown()
    assert [mail["recipients"] for mail in world.letters()] == [["ann@acme.example"]]
    assert "its link waits until" in shown() and "Send welcome mail" not in shown() and "Send again" in shown()
    press(f"/members/action/resend/{ann.id}")
    assert "less than a minute ago" in shown()
    session.query(SignInToken).update({"spent_at": dt.datetime.now(dt.UTC)})
    session.commit()
    assert "used or over" in shown()


def test_whoever_has_signed_in_is_only_written_to_again(make, login, client, press, world):
    """Also where their first welcome mail is forgotten: a forgotten mail is none that was never sent."""
    location = make.location()
    ann = make.user("Member", organisation_id=make.organisation(location).id, location_id=location.id, last_login=dt.datetime(2026, 1, 1))
    login(LOCATION_MANAGER, locations=[location])
    page = client.get(f"/members/show/{ann.id}").get_data(as_text=True)
    assert "Send again" in page and "Send welcome mail" not in page
    press(f"/members/action/resend/{ann.id}")
    assert len(world.letters()) == 1


def test_a_mail_that_failed_says_why(make, login, client, press, world):
    location = make.location()
    ann = make.user("Member", organisation_id=make.organisation(location).id, location_id=location.id, email="gone@acme.example")
    world.vendors.fault("550", "RCPT *", vendor="mail")
    login(NETWORK_ADMIN)
    press(f"/members/action/invite/{ann.id}")
    world.run_jobs()
    assert "The welcome mail failed" in client.get(f"/members/show/{ann.id}").get_data(as_text=True)


def test_the_front_desk_sends_it_too(make, login, client):
    location = make.location()
    ann = make.user("Member", organisation_id=make.organisation(location).id, location_id=location.id)
    login(FRONT_DESK, locations=[location])
    assert "Send welcome mail" in client.get(f"/members/show/{ann.id}").get_data(as_text=True)


def test_the_sales_team_sees_no_button(make, login, client, press):
    location = make.location()
    ann = make.user("Member", organisation_id=make.organisation(location).id, location_id=location.id)
    login(SALES, locations=[location])
    assert "Send welcome mail" not in client.get(f"/members/show/{ann.id}").get_data(as_text=True)
    assert press(f"/members/action/invite/{ann.id}").status_code == 403


def test_a_network_admin_takes_off_a_second_step(make, login, client, press):
    pat = make.user(FRONT_DESK)
    login(NETWORK_ADMIN)
    page = f"/users/show/{pat.id}"
    assert "Take off second step" not in client.get(page).get_data(as_text=True)
    begin_second_factor(pat.id, password=PASSWORD, by=the_person(pat))
    assert "Take off second step" in client.get(page).get_data(as_text=True)
    press(f"/users/action/reset_factor/{pat.id}")
    assert "may sign in with the password alone" in client.get(page).get_data(as_text=True)
