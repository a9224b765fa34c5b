"""Somebody of another network stands at our kiosk: who is asked, what is believed, and that nobody waits longer than four seconds (K4)."""

from __future__ import annotations

import datetime as dt
import json
import logging
import time
from contextlib import ExitStack

import pytest
import time_machine
from sqlalchemy import select

from app.access.actor import Actor
from app.access.permissions import Permission
from app.access.roles import FRONT_DESK
from app.actions.peers.ask import ask_peers
from app.actions.peers.hear import REST
from app.actions.peers.keys import own_keys
from app.actions.pins.check import member_by_pin
from app.core import clock
from app.core.errors import Forbidden, Missing, Refused
from app.models import CheckIn, OutboxMessage, PeerQuestion, PeerRequest, WrongPin
from app.models.check_in import LeftBy, Source
from app.models.peer import Answer, KeyUse, PeerStatus
from app.queries.presence.question import answer_to
from app.rules.federation import ANSWERS, ASKS, LOCKED, NO, OK, Ask, Reply, Visitor, read_ask
from app.rules.federation_seal import opened, signer_of, told, verified
from benchmarks.peer import Network
from tests.federation.neighbours import answering, silent

PIN = "482915"


@pytest.fixture
def place(make):
    return make.location(code="KLF")


@pytest.fixture
def kiosk(place):
    return Actor(id=None, name="Kiosk front door", permissions=frozenset({Permission.CHECK_IN_WRITE}), location_ids=frozenset({place.id}))


class House:
    """Networks on real sockets, known here as near."""

    def __init__(self, stack: ExitStack, us: str) -> None:
        self.stack, self.us = stack, us
        self.came: dict[str, list[bytes]] = {}
        self.asks: list[Ask] = []

    def network(self, name: str, result: str = OK, **how):
        """One that answers `result`; `how` changes its answer: `status`, `body`, or fields of the reply."""
        network = Network()
        ours = own_keys()  # made here, where there is a session: the socket's thread has none
        keys = {use: (row.public, row.kid) for use, row in ours.items()}
        network.base_url, self.came[name] = self.stack.enter_context(
            answering(lambda _path, body: self._says(network, keys, result, body, how))
        )
        network.peer = network.known(name, is_near=True)
        return network

    def _says(self, network, keys, result, body, how):
        if "status" in how:
            return how["status"], how.get("body", b"")
        inner, _kid = opened(body, {network.sealing[2]: network.sealing[0]})
        assert signer_of(inner, ASKS) == keys[KeyUse.SIGN][1]
        ask = read_ask(verified(inner, keys[KeyUse.SIGN][0]), issuer=self.us, audience=network.base_url, now=clock.now())
        self.asks.append(ask)
        visitor = Visitor("Vera Visitor", "r" * 32) if result == OK else None
        reply = {
            "issuer": network.base_url,
            "audience": self.us,
            "req_jti": ask.jti,
            "at": clock.now(),
            "result": result,
            "visitor": visitor,
            "wifi": result == OK,
        } | how.get("reply", {})
        signer = how.get("signer", network.signing)
        return 200, told(
            Reply(**reply).claims(),
            typ=ANSWERS,
            signer=signer[0],
            kid=signer[2],
            reader=keys[KeyUse.SEAL][0],
            reader_kid=keys[KeyUse.SEAL][1],
        ).encode()


@pytest.fixture
def house(session, us):
    with ExitStack() as stack:
        yield House(stack, us)


@pytest.fixture
def asked(world, place, kiosk, session):
    """Ask, let the job run, and say what the kiosk sees."""

    def ask(pin: str = PIN, **wishes):
        key = wishes.pop("key", f"k{time.monotonic_ns()}")
        ask_peers(pin, place.id, key, by=kiosk, **wishes)
        world.run_jobs()
        session.expire_all()
        return answer_to(session, key)

    return ask


def test_who_is_known_elsewhere_is_in(house, asked, place, kiosk, session):
    place.wifi_network = "Foyer Guests"
    session.commit()
    house.network("There")
    with pytest.raises(Refused, match="Nobody"):
        member_by_pin(PIN, place.id, by=kiosk)
    answer, check_in = asked()
    assert (answer, check_in.name, check_in.source, check_in.peer.name) == (Answer.OK, "Vera Visitor", Source.PEER, "There")
    assert session.scalars(select(WrongPin)).all() == []  # it was right, only not here
    again, same = asked()
    assert (again, same.id) == (Answer.OK, check_in.id)
    kept = session.scalars(select(PeerRequest)).first()
    assert (kept.answer, kept.ref, kept.sealed, kept.day) == (Answer.OK, "r" * 32, "", clock.local(kept.at, place.zone).date())


def test_who_goes_says_so_and_comes_not_in_by_it(house, asked, session):
    house.network("There")
    _answer, check_in = asked()
    assert asked(leaving=True) == (Answer.OK, check_in) and check_in.left_by is LeftBy.KIOSK
    assert asked(leaving=True) == (Answer.OK, None)
    assert len(session.scalars(select(CheckIn)).all()) == 1
    assert [each.leaving for each in house.asks] == [False, True, True]


@pytest.mark.parametrize(
    ("result", "how", "answer"),
    [
        (NO, {}, Answer.NO),
        (LOCKED, {}, Answer.LOCKED),
        (OK, {"status": 403}, Answer.UNREACHABLE),
        (OK, {"status": 500}, Answer.UNREACHABLE),
        (OK, {"status": 307, "body": b"http://127.0.0.1:9/elsewhere"}, Answer.UNREACHABLE),
        (OK, {"status": 200, "body": b"x" * 20_000}, Answer.UNREACHABLE),
        (OK, {"status": 200, "body": b'{"result": "ok"}'}, Answer.UNREACHABLE),
        (OK, {"signer": Network().signing}, Answer.UNREACHABLE),
        (OK, {"reply": {"req_jti": "another" * 3}}, Answer.UNREACHABLE),
        (OK, {"reply": {"audience": "https://elsewhere.example"}}, Answer.UNREACHABLE),
        (OK, {"reply": {"at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)}}, Answer.UNREACHABLE),
    ],
    ids=[
        "no",
        "locked",
        "not taken",
        "broken",
        "sent elsewhere",
        "too long",
        "not sealed",
        "other keys",
        "another question",
        "for another",
        "stale",
    ],
)
def test_only_a_true_yes_opens(result, how, answer, house, asked, session):
    network = house.network("There", result, **how)
    assert asked() == (answer, None)
    assert session.scalars(select(CheckIn)).all() == []
    assert len(house.came["There"]) == 1  # once, and nowhere else
    if "signer" in how:
        session.refresh(network.peer)
        assert "compare them anew" in network.peer.trouble


def test_the_hint_is_asked_first_and_then_nobody_else(house, asked, session):
    others = [house.network(f"Other {number}", NO) for number in range(4)]
    home = house.network("Home")
    assert asked(hint=str(home.peer.public_id))[0] is Answer.OK
    assert [len(house.came[name]) for name in house.came] == [0, 0, 0, 0, 1]
    assert len(session.scalars(select(PeerRequest)).all()) == 1
    assert (
        asked(hint=str(others[0].peer.public_id))[0] is Answer.OK
    )  # not theirs: then three others, of whom the last visitors' home is one
    assert [len(house.came[name]) for name in house.came][-1] == 2 and sum(map(len, house.came.values())) <= 1 + 4


def test_a_network_that_hangs_holds_nobody_longer_than_four_seconds(house, asked, session):
    peer = Network(house.stack.enter_context(silent())).known("Silent", is_near=True)
    began = time.monotonic()
    assert asked() == (Answer.UNREACHABLE, None)
    assert time.monotonic() - began < 10  # its four, and what a busy machine adds
    session.refresh(peer)
    assert peer.failures == 1


def test_whatever_hangs_the_kiosk_knows_after_four_seconds(house, place, kiosk, session, world):
    """The job never came: it is not sent later, and nobody comes in by it."""
    house.network("There")
    with time_machine.travel(clock.now(), tick=False) as june:
        ask_peers(PIN, place.id, "k1", by=kiosk)
        assert answer_to(session, "k1")[0] is Answer.ASKED
        june.shift(dt.timedelta(seconds=4))
        assert answer_to(session, "k1") == (Answer.UNREACHABLE, None)
        world.run_jobs()
        assert house.came["There"] == []
        session.expire_all()
        assert answer_to(session, "k1") == (Answer.UNREACHABLE, None)
        assert all(row.sealed == "" for row in session.scalars(select(PeerRequest)))


def test_after_five_failures_a_network_rests_for_a_minute(house, asked, session):
    peer = house.network("There", status=500).peer
    with time_machine.travel(clock.now(), tick=False) as june:
        for _ in range(6):
            assert asked()[0] is Answer.UNREACHABLE
        assert len(house.came["There"]) == 5
        june.shift(REST)
        assert asked()[0] is Answer.UNREACHABLE
        assert asked()[0] is Answer.UNREACHABLE
        assert len(house.came["There"]) == 6  # one try, and it rests again
        session.refresh(peer)
        assert peer.rests_until == clock.now() + REST


def test_one_of_two_that_is_away_leaves_the_question_open(house, asked):
    house.network("There", NO)
    Network("http://127.0.0.1:9").known("Away", is_near=True)
    assert asked()[0] is Answer.UNREACHABLE


def test_a_no_of_three_is_none_while_a_fourth_was_not_asked(house, asked):
    """The PIN may be of the fourth, whose people would read that nobody has it."""
    for number in range(3):
        house.network(f"Other {number}", NO)
    assert asked()[0] is Answer.NO
    house.network("Fourth")
    assert asked()[0] is Answer.UNREACHABLE
    assert house.came["Fourth"] == []


def test_one_that_rests_leaves_the_question_open(house, asked, session):
    house.network("There", NO)
    house.network("Resting").peer.rests_until = clock.now() + REST
    session.commit()
    assert asked()[0] is Answer.UNREACHABLE


def test_without_a_network_the_answer_is_no(asked, house, session):
    assert asked() == (Answer.NO, None)
    house.network("There").peer.status = PeerStatus.SUSPENDED
    session.commit()
    assert asked() == (Answer.NO, None)


def test_a_private_address_is_asked_only_when_it_is_near(house, asked, session):
    network = house.network("There")
    network.peer.is_near = False
    session.commit()
    assert asked()[0] is Answer.UNREACHABLE
    assert house.came["There"] == []
    assert "private network" in session.scalars(select(PeerRequest)).one().reason


def test_asking_twice_is_asking_once_and_for_that_place(house, place, kiosk, make, session):
    house.network("There")
    first = ask_peers(PIN, place.id, "k1", by=kiosk)
    assert ask_peers(PIN, place.id, "k1", by=kiosk).id == first.id
    assert len(session.scalars(select(PeerRequest)).all()) == 1
    elsewhere = make.location()
    with pytest.raises(Missing):
        ask_peers(PIN, elsewhere.id, "k2", by=kiosk)
    with pytest.raises(Refused):
        ask_peers(PIN, elsewhere.id, "k1", by=make.actor(FRONT_DESK))
    with pytest.raises(Forbidden):
        ask_peers(PIN, place.id, "k3", by=Actor(id=None, name="Somebody"))
    for typed in ("", "12345", "1234567", "12345a", "١٢٣٤٥٦"):
        with pytest.raises(Refused) as no:
            ask_peers(typed, place.id, "k4", by=kiosk)
        assert no.value.field == "pin"


def test_the_pin_is_nowhere(house, asked, session, caplog):
    caplog.set_level(logging.DEBUG)
    house.network("There", status=500)
    house.network("Here", reply={"req_jti": "another" * 3})
    asked()
    rows = [*session.scalars(select(PeerQuestion)), *session.scalars(select(PeerRequest)), *session.scalars(select(OutboxMessage))]
    kept = json.dumps([{column.key: str(getattr(row, column.key)) for column in row.__table__.columns} for row in rows])
    for text in (kept, caplog.text):
        assert PIN not in text and "eyJ" not in text
