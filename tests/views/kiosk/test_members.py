"""Members at the tablet: by PIN or pass, in and out, and told what they may need (K2, K3)."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from app.access.passes import pass_of
from app.access.pins import mark_of
from app.actions.check_ins.arrive import Arrival, arrive_visitor
from app.actions.check_ins.come_back import come_back
from app.actions.check_ins.leave import leave
from app.actions.peers.keys import own_keys
from app.actions.peers.send import Came, settle_question
from app.core.clock import now
from app.core.errors import Refused
from app.core.month import Month
from app.models import Access, CheckIn, OutboxMessage, PeerQuestion, PeerRequest, Pin, WifiVoucher
from app.models.access import AccessState
from app.models.check_in import LeftBy, Source
from app.models.peer import Answer, Direction, PeerStatus
from app.queries.presence.settlement import settlement
from app.rules.access import System
from app.rules.federation import Visitor
from tests.federation.conftest import Network


@pytest.fixture
def pin(web_app: Any, session: Any, anna: Any) -> str:
    session.add(Pin(user_id=anna.id, mark=mark_of("482913"), made_at=now()))
    session.commit()
    return "482913"


def key() -> str:
    return str(uuid.uuid4())


def test_a_pin_checks_in_and_out(tablet: Any, pin: str, anna: Any, session: Any) -> None:
    said = tablet.asks("pin", pin=pin, key=key())["welcome"]
    row = session.scalars(select(CheckIn)).one()
    assert said["name"] == "Anna Smit" and (row.user_id, row.source) == (anna.id, "kiosk")

    assert set(tablet.asks("pin", pin=pin, key=key())) == {"again"}
    assert tablet.asks("pin", pin=pin, leaving=True) == {"left": True}
    assert "not checked in" in tablet.asks("pin", pin=pin, leaving=True)["refused"]
    assert pin not in tablet.page()


@pytest.mark.parametrize(
    ("state", "words"),
    [(AccessState.GRANTED, "works as always"), (AccessState.SUSPENDED, "write to kloof@foyer.example"), (None, "no WiFi here")],
)
def test_a_member_hears_of_their_wifi(tablet: Any, pin: str, anna: Any, session: Any, state: Any, words: str) -> None:
    if state is not None:
        session.add(Access(user_id=anna.id, system=System.WIFI, username="anna", state=state, wanted={}))
        session.commit()
    said = tablet.asks("pin", pin=pin, key=key())["welcome"]
    assert words in str(said["notes"]) and "wifi" not in said


def test_six_wrong_pins_lock_the_door(tablet: Any, pin: str) -> None:
    wrong = [tablet.asks("pin", pin=f"10{n}203", key=key()) for n in range(5)]
    assert all(each["field"] == "pin" for each in wrong)
    assert "Too many wrong PINs" in tablet.asks("pin", pin=pin, key=key())["refused"]


def test_a_pass_of_this_minute_checks_in_and_out(tablet: Any, anna: Any, web_app: Any, session: Any) -> None:
    with web_app.app_context():
        code = pass_of(anna.id, now())
    assert tablet.asks("pass", **{"pass": code, "key": key()})["welcome"]["name"] == "Anna Smit"
    assert tablet.asks("pass", **{"pass": code, "leaving": True}) == {"left": True}
    assert "over" in tablet.asks("pass", **{"pass": code[:-1] + "!", "key": key()})["refused"]
    assert len(session.scalars(select(CheckIn)).all()) == 1


def test_who_may_not_sign_in_any_more_does_not_come_in(tablet: Any, pin: str, anna: Any, session: Any) -> None:
    anna.active = False
    session.commit()
    assert "refused" in tablet.asks("pin", pin=pin, key=key()) and session.scalars(select(CheckIn)).all() == []


@pytest.fixture
def there(app: Any) -> Any:
    """Another network, which is known here and answers when the test says so."""
    own_keys()
    return Network().known("There")


def test_another_network_is_asked_and_nobody_waits_for_ever(tablet: Any, there: Any) -> None:
    mine = key()
    assert tablet.asks("pin", pin="739154", key=mine) == {"asking": True}
    assert tablet.asks("asked", key=mine) == {"asking": True}
    with time_machine.travel(now() + dt.timedelta(seconds=5), tick=False):
        assert tablet.asks("asked", key=mine) == {"unreached": True}
    assert "refused" in tablet.asks("asked", key=key())


def test_the_network_that_a_visitor_names_is_asked_first(tablet: Any, app: Any, session: Any) -> None:
    """Of five, of whom three are asked without it."""
    assert 'name="network"' not in tablet.page()
    own_keys()
    known = [Network(f"https://n{number}.example").known(f"Network {number}") for number in range(5)]
    page = tablet.page()
    assert all(f'<option value="{each.public_id}">{each.name}</option>' in page for each in known)

    tablet.asks("pin", pin="739154", key=key(), network=str(known[4].public_id))
    assert session.scalars(select(PeerRequest.peer_id).order_by(PeerRequest.id)).first() == known[4].id
    assert session.scalars(select(OutboxMessage).where(OutboxMessage.event == "PeersAsked")).one().payload["first"] == known[4].id


def test_a_member_of_another_network_comes_in(tablet: Any, there: Any, kloof: Any, admin: Any, session: Any) -> None:
    mine = key()
    tablet.asks("pin", pin="739154", key=mine)
    row = arrive_visitor(there.id, "ref-1", "Zola Far", Arrival(kloof.id, Source.PEER, "peer-1"), wifi=True, by=admin)
    question = session.scalars(select(PeerQuestion)).one()
    question.answer, question.check_in_id = Answer.OK, row.id
    session.commit()

    said = tablet.asks("asked", key=mine)["welcome"]
    assert said["name"] == "Zola Far" and said["wifi"]["username"].startswith("guest-")


def test_a_member_of_another_network_goes_and_comes_not_in_by_it(tablet: Any, there: Any, kloof: Any, admin: Any, session: Any) -> None:
    """A second tap on *Leave* finds nobody: it was an arrival, with WiFi, a mail and one more day that the networks settle."""
    row = arrive_visitor(there.id, "ref-1", "Zola Far", Arrival(kloof.id, Source.PEER, "peer-1"), wifi=True, by=admin)
    said = []
    for _tap in range(2):
        mine = key()
        assert tablet.asks("pin", pin="739154", key=mine, leaving=True) == {"asking": True}
        question = session.scalars(select(PeerQuestion).order_by(PeerQuestion.id.desc())).first()
        request = session.scalars(select(PeerRequest).where(PeerRequest.question_id == question.id)).one()
        request.answer, request.ref = Answer.OK, "ref-1"
        session.commit()
        settle_question(question.id, Came(there.id, Visitor("Zola Far", "ref-1"), wifi=True))
        session.expire_all()
        said.append(tablet.asks("asked", key=mine, leaving=True))
    assert said[0] == {"left": True} and "not checked in" in said[1]["refused"]
    assert [(each.id, each.left_by) for each in session.scalars(select(CheckIn))] == [(row.id, LeftBy.KIOSK)]
    assert settlement(session, there.id, Month.of(now().date()), Direction.OUT, by=admin).stays == []


@pytest.mark.parametrize("wifi", [True, False])
def test_who_comes_back_has_the_wifi_that_they_had(there: Any, kloof: Any, admin: Any, session: Any, wifi: bool) -> None:
    """Their network says what they have at home, and is not asked again; once we are no longer with it nobody of it comes in."""
    first = arrive_visitor(there.id, "ref-1", "Zola Far", Arrival(kloof.id, Source.PEER, "peer-1"), wifi=wifi, by=admin)
    leave(first.id, LeftBy.DESK, by=admin)
    again = come_back(first.id, key="again", by=admin)
    assert (again.id != first.id, again.name) == (True, "Zola Far")
    assert (session.scalar(select(WifiVoucher.id).where(WifiVoucher.check_in_id == again.id)) is not None) is wifi
    leave(again.id, LeftBy.DESK, by=admin)
    there.status = PeerStatus.SUSPENDED
    session.commit()
    with pytest.raises(Refused, match=r"Members of .* do not come in"):
        come_back(again.id, key="once more", by=admin)
