"""Another mail address: asked with the password, confirmed from both mailboxes, stopped from the old one (issue 3, point 2)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient

from app.core.clock import now
from app.models import FoyerUser
from tests.letters import path_in
from tests.make import PASSWORD, Make
from tests.web.conftest import token

NEW = "ann@new.example"


@pytest.fixture
def ann(make: Make) -> FoyerUser:
    """Somebody whose name is the address, and who would like to advertise."""
    address = "ann@acme.example"
    return make.user("Member", email=address, username=address, first_name="Win at evil.example", last_login=dt.datetime(2026, 6, 1))


@pytest.fixture
def wish(ann: FoyerUser, browsers: Callable[..., FlaskClient]) -> Callable[..., Any]:
    browser = browsers(ann)

    def ask(address: str = NEW, password: str = PASSWORD) -> Any:
        page = token(browser, "/profile/address/")
        return browser.post("/profile/address/", data={"address": address, "present": password, "csrf_token": page})

    return ask


@pytest.fixture
def letters(wish: Callable[..., Any], world: Any) -> dict[str, dict[str, Any]]:
    """The two mails of a wish, by their recipients."""
    assert wish().status_code == 302
    return {mail["recipients"][0]: mail for mail in world.letters()}


def press(browser: FlaskClient, mail: dict[str, Any], verb: str = "confirm") -> Any:
    path = path_in(mail)
    page = token(browser, path) if browser.get(path).status_code == 200 else token(browser, "/forgot")
    return browser.post(path, data={"verb": verb, "csrf_token": page})


@pytest.mark.parametrize("first", [NEW, "ann@acme.example"])
def test_both_mailboxes_have_to_say_yes(client: FlaskClient, ann: FoyerUser, letters: Any, world: Any, session: Any, first: str) -> None:
    second = next(address for address in letters if address != first)
    assert press(client, letters[first]).status_code == 200
    session.refresh(ann)
    assert ann.email == "ann@acme.example" and press(client, letters[first]).status_code == 410
    assert "has changed" in press(client, letters[second]).get_data(as_text=True)
    session.refresh(ann)
    assert (ann.email, ann.username) == (NEW, NEW)
    told = world.letters()[2:]
    assert [(mail["recipients"], mail["subject"]) for mail in told] == [
        ([to], "Your address at Foyer has changed") for to in ("ann@acme.example", NEW)
    ]


def test_the_old_mailbox_stops_it(client: FlaskClient, ann: FoyerUser, letters: Any, session: Any) -> None:
    assert "stays as it is" in press(client, letters["ann@acme.example"], "stop").get_data(as_text=True)
    assert press(client, letters[NEW]).status_code == 410
    session.refresh(ann)
    assert ann.email == "ann@acme.example"


def test_the_new_mailbox_cannot_stop_and_is_told_nothing_of_the_asker(client: FlaskClient, letters: Any) -> None:
    mail, page = letters[NEW], client.get(path_in(letters[NEW])).get_data(as_text=True)
    for told in (mail["text"], mail["html"], mail["subject"], page):
        assert "evil.example" not in told and "ann@acme" not in told
    assert 'value="stop"' not in page and "Confirmed" in press(client, mail, "stop").get_data(as_text=True)


def test_a_new_wish_ends_the_old_one(client: FlaskClient, wish: Callable[..., Any], letters: Any, world: Any) -> None:
    assert wish("ann@third.example").status_code == 302
    assert len(world.letters()) == 4
    for mail in letters.values():
        assert press(client, mail).status_code == 410


def test_links_are_over_after_a_day(client: FlaskClient, letters: Any) -> None:
    with time_machine.travel(now() + dt.timedelta(hours=25)):
        assert [press(client, mail).status_code for mail in letters.values()] == [410, 410]


def test_an_address_that_somebody_took_meanwhile_is_refused(
    client: FlaskClient, make: Make, ann: FoyerUser, letters: Any, session: Any
) -> None:
    make.user(email="Ann@New.example")
    press(client, letters[NEW])
    assert "already has this address" in press(client, letters["ann@acme.example"]).get_data(as_text=True)
    session.refresh(ann)
    assert ann.email == "ann@acme.example"


def test_what_makes_no_sense_is_refused_at_its_field(wish: Callable[..., Any], make: Make, world: Any) -> None:
    make.user(email="taken@acme.example")
    for given, why in (
        ({"password": "wrong"}, "not your present password"), ({"address": "ANN@acme.example"}, "Which address"), ({"address": "nonsense"}, "not an e-mail"),
        ({"address": "TAKEN@acme.example"}, "already has"), ({"address": "a@b.example\r\nBcc: thief@example.com"}, "not an e-mail"),
    ):  # fmt: skip
        assert why in wish(**given).get_data(as_text=True), given
    assert world.letters() == []


def test_wishes_are_few(wish: Callable[..., Any]) -> None:
    assert [wish(f"ann{turn}@new.example").status_code for turn in range(4)] == [302, 302, 302, 200]


def test_a_deactivated_person_confirms_nothing(client: FlaskClient, ann: FoyerUser, letters: Any, session: Any) -> None:
    ann.active = False
    session.commit()
    assert [press(client, mail).status_code for mail in letters.values()] == [410, 410]


def test_strangers_are_asked_to_sign_in(client: FlaskClient) -> None:
    assert client.get("/profile/address/").status_code == 401
