"""Two Foyers on two databases, over real HTTP: their people compare keys, a member of one checks in at the other, and both count the same day (K4)."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from app.access.actor import SYSTEM, Actor
from app.access.permissions import Permission
from app.access.roles import MEMBER
from app.actions.peers.ask import ask_peers
from app.actions.peers.suspend import suspend_peer
from app.actions.pins.check import member_by_pin
from app.actions.pins.renew import renew_pin
from app.core import clock
from app.core.errors import Refused
from app.models import Peer, PeerRequest, WifiVoucher
from app.models.peer import Answer, Direction
from app.queries.presence.question import answer_to
from tests.make import Make

pytestmark = pytest.mark.slow


def test_a_member_of_one_is_a_visitor_of_the_other(here, home):
    here.meets("Home", home)
    home.meets("Here", here)
    with home.inside() as session:
        make = Make(session)
        organisation = make.organisation()
        ann = make.user(MEMBER, first_name="Ann", last_name="Adams", organisation_id=organisation.id)
        make.license(organisation, user_id=ann.id)
        pin, ann_id = renew_pin(ann.id, by=SYSTEM), ann.id
    with here.inside() as session:
        place_id = Make(session).location(code="KLF", wifi_network="Kloof Guests").id
        kiosk = Actor(id=None, name="Kiosk", permissions=frozenset({Permission.CHECK_IN_WRITE}), location_ids=frozenset({place_id}))
        for key in ("first", "second"):  # she goes for lunch, and comes again
            with pytest.raises(Refused):
                member_by_pin(pin, place_id, by=kiosk)
            ask_peers(pin, place_id, key, by=kiosk)
            here.world.run_jobs()
            session.expire_all()
            answer, check_in = answer_to(session, key)
            assert (answer, check_in.name, check_in.peer.name, check_in.left_at) == (Answer.OK, "Ann Adams", "Home", None)
        voucher = session.scalars(select(WifiVoucher)).one()
        assert voucher.check_in_id == check_in.id and voucher.until > clock.now() - dt.timedelta(minutes=1)
        ask_peers(f"{(int(pin) + 1) % 1000000:06d}", place_id, "wrong", by=kiosk)
        here.world.run_jobs()
        assert answer_to(session, "wrong") == (Answer.NO, None)
    ours, theirs = here.usage(Direction.OUT), home.usage(Direction.IN)
    assert (ours.days, ours.visitors, ours.stays) == (theirs.days, theirs.visitors, theirs.stays) == (1, 1, theirs.stays)
    assert here.usage(Direction.IN).days == home.usage(Direction.OUT).days == 0
    with home.inside() as session:
        assert {row.user_id for row in session.scalars(select(PeerRequest).where(PeerRequest.answer == Answer.OK))} == {ann_id}
        suspend_peer(session.scalars(select(Peer.id)).one(), by=SYSTEM)
    with here.inside() as session:
        ask_peers(pin, place_id, "third", by=kiosk)
        here.world.run_jobs()
        assert answer_to(session, "third") == (Answer.UNREACHABLE, None)
        assert "compare our keys" in session.scalars(select(Peer.trouble)).one()
