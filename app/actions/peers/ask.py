"""A PIN at our door that is none of ours: the networks that we know are asked for their member (K4, contracts.md section 8).

What is asked is signed and sealed here, in the request of the kiosk; the PIN itself is written nowhere. A job carries it there, and the kiosk
looks for the answer (app/queries/presence/question.py).
"""

from __future__ import annotations

import datetime as dt
import secrets

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor, require
from app.access.federation_keys import key_in_use, own_address, private_half
from app.access.permissions import Permission
from app.access.pins import is_pin
from app.actions.peers.events import PeersAsked
from app.core import clock
from app.core.errors import Refused
from app.core.one_at_a_time import one_at_a_time
from app.models import FederationKey, Location, Peer, PeerQuestion, PeerRequest
from app.models.peer import Answer, Direction, KeyUse
from app.queries.presence.networks import to_ask
from app.rules.federation import ASKS, Ask
from app.rules.federation_seal import told
from app.work import Work, transaction


def ask_peers(pin: str, location_id: int, key: str, *, hint: str = "", leaving: bool = False, by: Actor) -> PeerQuestion:
    """Once for each `key`, which the kiosk makes. `hint` names a network (app/queries/presence/networks.py), which is asked before the others; `leaving`: to check out.

    Raises Refused at `pin`, Forbidden, Missing.
    """
    with transaction(by=by) as work:
        require(by, Permission.CHECK_IN_WRITE)
        location = work.get(Location, location_id)
        if not is_pin(pin):
            raise Refused(_("A PIN has six digits."), field="pin")
        one_at_a_time(work.session, f"peer question {key}")
        before = work.session.scalars(select(PeerQuestion).where(PeerQuestion.key == key)).one_or_none()
        if before is not None:
            if before.location_id != location.id:
                raise Refused(_("This was asked at another place."))
            return before
        return _ask(work, pin, PeerQuestion(location_id=location.id, key=key, leaving=leaving), location, hint)


def _ask(work: Work, pin: str, question: PeerQuestion, location: Location, hint: str) -> PeerQuestion:
    now = question.asked_at = clock.now()
    work.add(question)
    peers, first, is_complete = to_ask(work.session, location.id, hint)
    if not peers:
        question.answer, question.answered_at = (Answer.NO if is_complete else Answer.UNREACHABLE), now
        return question
    signer = key_in_use(work.session, KeyUse.SIGN)
    for peer in peers:
        work.session.add(_request(question, peer, pin, location, signer, now))
    work.emit(PeersAsked(question.id, first))
    return question


def _request(question: PeerQuestion, peer: Peer, pin: str, location: Location, signer: FederationKey, now: dt.datetime) -> PeerRequest:
    day = clock.local(now, location.zone).date()
    ask = Ask(own_address(), peer.peer_id, now, secrets.token_urlsafe(16), pin, location.code, day, question.leaving)
    sealed = told(
        ask.claims(), typ=ASKS, signer=private_half(signer), kid=signer.kid, reader=peer.sealing_key, reader_kid=peer.sealing_thumbprint
    )
    at = dt.datetime.fromtimestamp(int(now.timestamp()), dt.UTC)
    place = {"place": location.code, "location_id": location.id, "day": day, "leaving": question.leaving}
    return PeerRequest(peer_id=peer.id, question_id=question.id, direction=Direction.OUT, jti=ask.jti, at=at, sealed=sealed, **place)
