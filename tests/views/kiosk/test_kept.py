"""What a tablet kept without a network: told once each, at its time, in its order, and what is refused lies on the desk."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from sqlalchemy import select

from app.access.passes import pass_of
from app.access.roles import FRONT_DESK
from app.actions.kiosks.put_aside import take_off_refusal
from app.core.clock import now
from app.core.errors import Missing
from app.models import CheckIn, KioskRefusal

NOW = 1_000_000_000
MINUTES = 60_000


def guest(n: int = 0, ago: int = 0, **said: Any) -> dict[str, Any]:
    return {
        "kind": "arrive",
        "key": str(uuid.uuid4()),
        "at": NOW - ago * MINUTES,
        "email": f"g{n}@visitor.example",
        "name": f"Guest {n}",
        "host_name": "Acme",
    } | said


def out(n: int = 0, ago: int = 0) -> dict[str, Any]:
    return {"kind": "leave", "key": str(uuid.uuid4()), "at": NOW - ago * MINUTES, "email": f"g{n}@visitor.example"}


def rows(session: Any) -> list[CheckIn]:
    session.expire_all()
    return list(session.scalars(select(CheckIn).order_by(CheckIn.arrived_at)))


def test_each_record_is_told_once_at_its_own_time(tablet: Any, session: Any) -> None:
    records = [guest(1, ago=9), guest(2, ago=5), out(1, ago=2)]
    for _ in range(3):  # the answer was lost twice
        assert tablet.tells(*records) == [each["key"] for each in records]
    one, two = rows(session)
    assert [round((now() - row.arrived_at).total_seconds() / 60) for row in (one, two)] == [9, 5]
    assert round((now() - one.left_at).total_seconds() / 60) == 2 and two.left_at is None
    assert one.was_offline and one.left_by == "kiosk"


def test_an_old_goodbye_does_not_send_away_who_came_back(tablet: Any, session: Any) -> None:
    goodbye = out(1, ago=5)
    tablet.tells(guest(1, ago=9), goodbye)
    tablet.arrives(email="g1@visitor.example")
    tablet.tells(goodbye)
    assert [row.left_at is None for row in rows(session)] == [False, True]


def test_what_was_told_while_the_network_went_is_not_kept_as_a_second(tablet: Any, session: Any) -> None:
    record = guest(1)
    tablet.asks("arrive", **record)
    assert tablet.tells(record) == [record["key"]] and len(rows(session)) == 1


def test_passes_are_looked_at_as_of_then(tablet: Any, anna: Any, web_app: Any, session: Any) -> None:
    with web_app.app_context():
        code = pass_of(anna.id, now() - dt.timedelta(minutes=8))
    fine, forged = guest(ago=8, **{"pass": code, "email": "", "name": ""}), guest(ago=1, **{"pass": code, "email": "", "name": ""})
    assert tablet.tells(fine, forged) == [fine["key"], forged["key"]]
    assert [row.user_id for row in rows(session)] == [anna.id]
    assert session.scalars(select(KioskRefusal.who)).all() == ["Somebody with a pass"]


def test_what_is_told_more_than_a_day_later_is_no_visit_of_another_day(tablet: Any, session: Any) -> None:
    late, in_time = guest(1, ago=25 * 60), guest(2, ago=23 * 60)
    assert tablet.tells(late, in_time) == [late["key"], in_time["key"]]
    assert [row.name for row in rows(session)] == ["Guest 2"]
    kept = session.scalars(select(KioskRefusal)).one()
    assert kept.who == "Guest 1" and "24 hours" in kept.why
    assert round((now() - kept.at).total_seconds() / 3600) == 25


@pytest.mark.parametrize(
    "wrong", [{"email": "nobody"}, {"terms": None}, {"host": "forged"}, {"key": "x" * 300}, {"at": "noon", "name": ""}, {"key": ["x"]}]
)
def test_what_is_refused_lies_on_the_desk_once(tablet: Any, terms: Any, session: Any, wrong: dict[str, Any]) -> None:
    record = guest(1, ago=3, terms=terms.id) | wrong
    tablet.tells(record)
    tablet.tells(record, guest(2, terms=terms.id))
    assert [row.name for row in rows(session)] == ["Guest 2"]
    kept = session.scalars(select(KioskRefusal)).one()
    assert kept.kiosk == "Front door" and kept.why and kept.who in ("Guest 1", "nobody", "g1@visitor.example")


def test_the_desk_looks_at_it_and_takes_it_off(tablet: Any, login: Any, kloof: Any, make: Any, session: Any) -> None:
    tablet.tells(guest(1, email="nobody"))
    row = session.scalars(select(KioskRefusal.id)).one()
    with pytest.raises(Missing):
        take_off_refusal(row, by=make.actor(FRONT_DESK, at=[make.location(name="Far", code="FAR")]))

    desk = login(FRONT_DESK, locations=[kloof])
    page = desk.get("/refused-at-kiosks/list/").get_data(as_text=True)
    assert "Guest 1" in page and "Front door" in page
    token = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    desk.post("/refused-at-kiosks/action_post", data={"action": "seen", "rowid": row, "csrf_token": token})
    session.expire_all()
    assert session.scalars(select(KioskRefusal)).all() == []


def test_nobody_tells_a_thousand_at_once(tablet: Any, session: Any) -> None:
    assert "refused" in tablet.asks("keep", now=NOW, records=[guest(n) for n in range(51)])
    assert "refused" in tablet.asks("keep", now=NOW, records="all")
    assert tablet.tells(*["text", None, 7]) == [] and rows(session) == []  # type: ignore[arg-type]
