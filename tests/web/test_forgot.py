"""A forgotten password: the same answer and the same work for everybody, and few mails."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select

from app.core.clock import now
from app.models import FoyerUser, OutboxMessage, SignInToken
from tests.letters import path_in
from tests.make import PASSWORD, Make
from tests.web.conftest import token

FRESH = "an umbrella for every kettle"


def ask(browser: FlaskClient, address: str) -> Any:
    return browser.post("/forgot", data={"address": address, "csrf_token": token(browser, "/forgot")})


@pytest.fixture
def people(make: Make) -> dict[str, str]:
    """Addresses of which one gets mail."""
    make.user(email="ann@acme.example")
    make.user(email="gone@acme.example", active=False)
    return {"known": "ann@acme.example", "deactivated": "gone@acme.example", "unknown": "nobody@acme.example"}


def test_everybody_gets_the_same_answer_by_the_same_work(client: FlaskClient, people: dict[str, str], queries: list[str]) -> None:
    """Nobody is looked up while the asker waits: equal statements take equal time, whatever a stopwatch on this machine says."""
    told, done = {}, {}
    for name, address in people.items():
        page = token(client, "/forgot")
        queries.clear()
        answer = client.post("/forgot", data={"address": address, "csrf_token": page})
        told[name] = (answer.status_code, re.sub(r'value="[^"]+"', "", answer.get_data(as_text=True)))
        done[name] = list(queries)
    assert len({str(each) for each in told.values()}) == 1 and "Look into your mail" in told["known"][1]
    assert len({str(each) for each in done.values()}) == 1 and not any("ab_user" in statement for statement in done["known"])


def test_only_an_active_person_gets_mail(client: FlaskClient, people: dict[str, str], world: Any, session: Any) -> None:
    for address in people.values():
        ask(client, address)
    (mail,) = world.letters()
    assert mail["recipients"] == ["ann@acme.example"] and path_in(mail).startswith("/reset/")
    assert len(session.scalars(select(SignInToken)).all()) == 1


def test_the_link_works_for_one_hour_whatever_the_capitals(client: FlaskClient, people: dict[str, str], world: Any, session: Any) -> None:
    ask(client, "  ANN@Acme.example ")
    (mail,) = world.letters()
    with time_machine.travel(now() + dt.timedelta(minutes=61)):
        assert client.get(path_in(mail)).status_code == 410
    found = client.post(path_in(mail), data={"password": FRESH, "csrf_token": token(client, path_in(mail))})
    assert found.status_code == 302
    user = session.scalars(select(FoyerUser).where(FoyerUser.email == "ann@acme.example")).one()
    for password, code in ((PASSWORD, 200), (FRESH, 302)):
        data = {"username": user.username, "password": password, "csrf_token": token(client, "/login/")}
        assert client.post("/login/", data=data).status_code == code


def test_at_most_one_mail_in_five_minutes_and_its_link_goes_on_working(client: FlaskClient, people: dict[str, str], world: Any) -> None:
    for _turn in range(3):
        ask(client, people["known"])
    (first,) = world.letters()
    assert client.get(path_in(first)).status_code == 200
    with time_machine.travel(now() + dt.timedelta(minutes=6)):
        ask(client, people["known"])
        _first, second = world.letters()
        assert client.get(path_in(first)).status_code == 410 and client.get(path_in(second)).status_code == 200


def test_questions_are_limited_by_address_and_by_asker(client: FlaskClient, people: dict[str, str]) -> None:
    assert [ask(client, people["unknown"]).status_code for _turn in range(6)] == [200] * 5 + [429]
    assert [ask(client, f"somebody{turn}@acme.example").status_code for turn in range(15)][-2:] == [200, 429]


@pytest.mark.parametrize("typed", ["", "nobody", "a b@c", "a@b\x00c d", "x" * 400 + "@acme.example"])
def test_what_is_no_address_is_told_so_and_not_kept(client: FlaskClient, session: Any, app: Any, typed: str) -> None:
    assert "Look into your mail" not in ask(client, typed).get_data(as_text=True)
    assert session.scalars(select(OutboxMessage)).all() == []
