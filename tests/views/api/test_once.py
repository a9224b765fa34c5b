"""Idempotency-Key: one mechanism for every writing call, so that money moves once however often a program asks."""

from __future__ import annotations

import datetime as dt
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import func, select, update

from app.core import clock
from app.models import ApiCall, Lead, LedgerEntry, Wallet
from app.web.api import FoyerApi
from app.web.once import REPLAYED


@pytest.fixture
def wallet(make: Any) -> Wallet:
    found: Wallet = make.wallet()
    return found


def top_up(program: Any, wallet_id: int, key: str | None = "k-1", cents: int = 5000, **said: Any) -> Any:
    head = program.headers | ({"Idempotency-Key": key} if key else {})
    body = {"amount_cents": cents, "reason": "Paid in cash", **said}
    return program.client.post(f"/api/v1/wallet/{wallet_id}/top-up", headers=head, json=body)


def balance(session: Any, wallet_id: int) -> int:
    session.rollback()
    return int(session.scalar(select(Wallet.balance_cents).where(Wallet.id == wallet_id)))


def test_the_same_call_again_is_answered_word_for_word(program: Any, wallet: Wallet, session: Any) -> None:
    admin = program()
    first, second = (top_up(admin, wallet.id) for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.get_json() == second.get_json() and second.headers[REPLAYED] == "true"
    assert balance(session, wallet.id) == 5000
    kept = session.scalars(select(ApiCall)).one()
    assert b"balance" not in kept.sealed_answer


def test_a_key_names_one_request_of_one_person(program: Any, wallet: Wallet, session: Any) -> None:
    admin = program()
    top_up(admin, wallet.id)
    other = top_up(admin, wallet.id, cents=7000)
    assert (other.status_code, other.get_json()["field"]) == (422, "Idempotency-Key")
    assert top_up(program(), wallet.id, cents=700).status_code == 200  # somebody else's key is another key
    assert top_up(admin, wallet.id, key="x" * 300).status_code == 422
    assert balance(session, wallet.id) == 5700


def test_a_refusal_changed_nothing_and_frees_the_key(program: Any, wallet: Wallet, session: Any) -> None:
    admin = program()
    assert top_up(admin, wallet.id, cents=-1).status_code == 422
    assert top_up(admin, wallet.id).status_code == 200
    assert balance(session, wallet.id) == 5000


def test_twins_at_the_same_time_move_money_once(program: Any, wallet: Wallet, session: Any, web_app: Any) -> None:
    admin, number, start, told = program(), wallet.id, Barrier(4), []

    def ask() -> None:
        start.wait()
        answer = web_app.test_client().post(
            f"/api/v1/wallet/{number}/top-up",
            headers=admin.headers | {"Idempotency-Key": "twin"},
            json={"amount_cents": 5000, "reason": "Once"},
        )
        told.append(answer.status_code)

    twins = [Thread(target=ask) for _ in range(4)]
    for each in twins:
        each.start()
    for each in twins:
        each.join()
    assert set(told) <= {200, 409} and 200 in told
    assert balance(session, number) == 5000
    assert session.scalar(select(func.count()).select_from(LedgerEntry)) == 1


def test_while_it_is_at_work_it_is_not_begun_again_and_after_a_crash_it_is(program: Any, wallet: Wallet, session: Any) -> None:
    admin = program()
    top_up(admin, wallet.id)
    session.execute(update(ApiCall).values(status=None, sealed_answer=None, busy_until=clock.now() + dt.timedelta(minutes=1)))
    session.commit()
    assert top_up(admin, wallet.id).status_code == 409
    session.execute(update(ApiCall).values(busy_until=clock.now()))
    session.commit()
    assert top_up(admin, wallet.id).status_code == 200
    assert balance(session, wallet.id) == 5000  # the row's own key, made of the header, is kept for ever


def test_what_is_made_is_made_once_as_well(program: Any, make: Any, session: Any) -> None:
    admin, location = program(), make.location()
    admin.headers["Idempotency-Key"] = "lead-7"
    first, second = (admin.post("lead/", location_id=location.id, name="Ann Able", email="ann@example.com") for _ in range(2))
    assert (first, first[0]) == (second, 201)
    assert len(session.scalars(select(Lead)).all()) == 1


def test_every_writing_call_of_the_api_goes_this_way(web_app: Any) -> None:
    """A class of its own that writes would go past it."""
    past = {
        rule.rule
        for rule in web_app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/")
        and rule.methods & {"POST", "PUT", "DELETE", "PATCH"}
        and "/security/" not in rule.rule
        and not isinstance(getattr(web_app.view_functions[rule.endpoint], "__self__", None), FoyerApi)
    }
    assert past == set()
