"""How long a session still stands, as its own pages ask for it."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select, update

from app.access.roles import FRONT_DESK
from app.models import SignIn

HOUR = 3600


def rested(session, hours: int) -> dt.datetime:
    session.execute(update(SignIn).values(seen_at=SignIn.seen_at - dt.timedelta(hours=hours)))
    session.commit()
    return session.scalars(select(SignIn.seen_at)).one()


def test_to_look_keeps_nobody_signed_in(login, session):
    desk = login(FRONT_DESK)
    seen_at = rested(session, 3)
    told = desk.get("/stay/look").get_json()
    assert HOUR - 60 < told["seconds"] <= HOUR
    assert "token" not in told
    session.rollback()
    assert session.scalars(select(SignIn.seen_at)).one() == seen_at


def test_to_stay_begins_the_time_again(login, session):
    desk = login(FRONT_DESK)
    seen_at = rested(session, 3)
    answer = desk.get("/stay/")
    assert answer.headers["Cache-Control"] == "no-store"
    assert 4 * HOUR - 60 < answer.get_json()["seconds"] <= 4 * HOUR
    session.rollback()
    assert session.scalars(select(SignIn.seen_at)).one() > seen_at


def test_of_a_session_that_is_over_and_of_none_nothing_is_left(login, client, session):
    desk = login(FRONT_DESK)
    rested(session, 5)
    for nobody in (desk, client):
        for address in ("/stay/", "/stay/look"):
            assert nobody.get(address).get_json() == {"seconds": 0, "person": None}
