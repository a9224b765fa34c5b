"""Two who change the same the other way round: PostgreSQL ends one of them, who is not told of it where a second try does it."""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from flask import request
from sqlalchemy import select, text

from app.access.actor import SYSTEM
from app.access.roles import FINANCE, NETWORK_ADMIN
from app.core.entity import db
from app.core.errors import Crossed, Missing
from app.models import Location, VendorRest
from app.models.vendor_rest import FarSide
from app.web import again
from app.web.again import persistently
from app.work import transaction
from tests.make import PASSWORD
from tests.views.test_forms import Form

WAITS = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database() AND pid <> pg_backend_pid()"
HOLD = "SELECT id FROM wallet WHERE id = %s FOR UPDATE"
PATIENT = "SET LOCAL deadlock_timeout = '60s'"  # so that it is not this one whom PostgreSQL ends


@contextmanager
def crossing(url: str, first: int, second: int, *, times: int = 1) -> Iterator[list[int]]:
    """Somebody who holds wallet `second`, waits until another waits for it, and then wants `first`; so often, one time after the other. Says how often that was."""
    done: list[int] = []
    ready = threading.Event()

    def cross() -> None:
        with psycopg.connect(url, autocommit=True) as door, psycopg.connect(url, autocommit=True) as watch:
            for time_ in range(times):
                with door.transaction():
                    door.execute(PATIENT)
                    door.execute(HOLD, [second])
                    ready.set()
                    until = time.monotonic() + 60
                    while not watch.execute(WAITS).fetchone()[0]:  # type: ignore[index]
                        assert time.monotonic() < until
                        time.sleep(0.01)
                    door.execute(HOLD, [first])
                    done.append(time_)

    other = threading.Thread(target=cross)
    other.start()
    assert ready.wait(30)
    try:
        yield done
    finally:
        other.join(90)


@pytest.fixture
def pair(make: Any) -> Any:
    """Two wallets of one organisation, of which the first is locked first."""
    organisation = make.organisation(make.location())
    person = make.user("Member", organisation_id=organisation.id)
    return make.wallet(person, bought=50_000), make.wallet(organisation)


def test_a_form_that_was_crossed_is_done_all_the_same_and_once(login: Any, pair: Any, session: Any, settings: Any) -> None:
    giver, taker = pair
    form = Form(login(FINANCE), f"/wallets/transfer/{giver.id}")
    session.rollback()
    with crossing(settings.database_url, giver.id, taker.id) as crossed:
        answer = form.send(to_wallet_id=taker.id, amount_cents="100.00", reason="For all")
    assert (answer.status_code, crossed) == (302, [0])
    session.expire_all()
    assert (giver.balance_cents, taker.balance_cents) == (40_000, 10_000)


@pytest.mark.parametrize("keyed", [True, False])
def test_a_call_of_a_program_too(client: Any, make: Any, pair: Any, session: Any, settings: Any, keyed: bool) -> None:
    giver, taker = pair
    token = client.post(
        "/api/v1/security/login", json={"username": make.user(NETWORK_ADMIN).username, "password": PASSWORD, "provider": "db"}
    ).json["access_token"]
    headers = {"Authorization": f"Bearer {token}"} | ({"Idempotency-Key": "one"} if keyed else {})
    asked = {"to_wallet_id": taker.id, "amount_cents": 10_000, "key": "a", "reason": "For all"}
    session.rollback()
    with crossing(settings.database_url, giver.id, taker.id) as crossed:
        answer = client.post(f"/api/v1/wallet/{giver.id}/transfer", json=asked, headers=headers)
    assert (answer.status_code, crossed) == (200, [0]), answer.json
    session.expire_all()
    assert (giver.balance_cents, taker.balance_cents) == (40_000, 10_000)


def test_who_is_crossed_each_time_is_told_in_kind_words(
    client: Any, make: Any, pair: Any, session: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(again, "PAUSES", (1, 1))  # time for the other to be there before
    giver, taker = pair
    token = client.post(
        "/api/v1/security/login", json={"username": make.user(NETWORK_ADMIN).username, "password": PASSWORD, "provider": "db"}
    ).json["access_token"]
    asked = {"to_wallet_id": taker.id, "amount_cents": 10_000, "key": "a", "reason": "For all"}
    session.rollback()
    tries = len(again.PAUSES) + 1
    with crossing(settings.database_url, giver.id, taker.id, times=tries) as crossed:
        answer = client.post(f"/api/v1/wallet/{giver.id}/transfer", json=asked, headers={"Authorization": f"Bearer {token}"})
    assert (answer.status_code, len(crossed)) == (409, tries)
    assert answer.json["message"].startswith("Somebody else is changing the same")
    session.expire_all()
    assert (giver.balance_cents, taker.balance_cents) == (50_000, 0)


def crossed_once(told: list[str], before: Any = None) -> Any:
    """A verb that is ended by the database at its first try."""

    def verb() -> str:
        told.append("begun")
        if before is not None:
            before()
        with transaction(by=SYSTEM) as work:
            if len(told) == 1:
                work.session.execute(text("DO $$ BEGIN RAISE EXCEPTION 'crossed' USING ERRCODE = '40001'; END $$"))
        return "done"

    return verb


def test_what_was_committed_before_is_not_done_twice(make: Any, session: Any) -> None:
    place = make.location()

    def first() -> None:
        with transaction(by=SYSTEM) as work:
            work.lock(Location, place.id).name = "Kloof Nek"

    told: list[str] = []
    with pytest.raises(Crossed):
        persistently(crossed_once(told, first))
    assert told == ["begun"]


def test_what_the_other_one_removed_is_missing(session: Any, settings: Any) -> None:
    db.session.add(VendorRest(vendor=FarSide.SALTO, failures=1))
    db.session.commit()
    row = db.session.scalars(select(VendorRest)).one()

    def remove() -> None:
        with psycopg.connect(settings.database_url, autocommit=True) as other:
            other.execute("DELETE FROM vendor_rest")

    told: list[str] = []
    crossed = crossed_once(told, remove)
    with pytest.raises(Missing, match="not there any more"):
        persistently(lambda: (crossed(), row.failures))
    assert told == ["begun", "begun"]


def test_a_part_of_a_whole_leaves_it_to_the_whole(session: Any) -> None:
    told: list[str] = []
    with pytest.raises(Crossed), transaction(by=SYSTEM):
        persistently(crossed_once(told))
    assert told == ["begun"]


def test_a_file_that_was_read_is_read_from_its_beginning(web_app: Any, session: Any) -> None:
    read: list[bytes] = []
    told: list[str] = []
    with web_app.test_request_context("/", method="POST", data={"file": (io.BytesIO(b"whole"), "a.txt")}):
        done = persistently(crossed_once(told, lambda: read.append(request.files["file"].read())))
        db.session.rollback()
    assert (done, read) == ("done", [b"whole", b"whole"])
