"""What a peer answered to one request, believed or not; and peers that fail rest for a while (K4)."""

from __future__ import annotations

import datetime as dt

import structlog
from flask_babel import gettext as _
from sqlalchemy import update

from app.access.actor import SYSTEM
from app.access.federation_keys import opening_keys, own_address, private_half
from app.actions.peers.send import Came
from app.core import clock
from app.core.entity import table_of
from app.models import Peer, PeerRequest
from app.models.peer import Answer
from app.rules.federation import ANSWERS, OK, Reply, read_reply
from app.rules.federation_seal import NotBelieved, opened, signer_of, verified
from app.work import Work, transaction

log = structlog.get_logger("federation")

FAILURES, REST = 5, dt.timedelta(seconds=60)


def hear(request_id: int, text: bytes) -> tuple[Answer, Came | None]:
    """The answer, kept with its request. One that cannot be believed is none. Whoever answers has no failures any more."""
    with transaction(by=SYSTEM) as work:
        request = work.lock(PeerRequest, request_id)
        peer = work.session.get_one(Peer, request.peer_id)
        try:
            reply = _believed(work, request, peer, text)
        except NotBelieved as why:
            log.warning("the answer of another network was not believed", peer=peer.name, why=str(why))
            _fail(work, request, _("Its answer could not be believed."))
            return Answer.UNREACHABLE, None
        request.answer, request.answered_at = Answer(reply.result), clock.now()
        _tell(work, peer.id, failures=0, rests_until=None, trouble="")
        if reply.result != OK or reply.visitor is None:
            return request.answer, None
        request.ref = reply.visitor.ref
        return request.answer, Came(peer.id, reply.visitor, reply.wifi)


def hear_nothing(request_id: int, reason: str) -> None:
    """No answer in time. After five failures in a row the peer is not asked for a minute; the next one after that counts at once."""
    with transaction(by=SYSTEM) as work:
        _fail(work, work.lock(PeerRequest, request_id), reason)


def hear_refusal(request_id: int) -> None:
    """It does not take what we ask: it does not know us, suspended us, or our keys are not those that it compared."""
    with transaction(by=SYSTEM) as work:
        request = work.lock(PeerRequest, request_id)
        request.answer, request.answered_at = Answer.REFUSED, clock.now()
        request.reason = _("It does not take our questions: its people have to compare our keys, or to take us back.")
        _tell(work, request.peer_id, failures=0, rests_until=None, trouble=request.reason)


def _believed(work: Work, request: PeerRequest, peer: Peer, text: bytes) -> Reply:
    inner, _kid = opened(text, {kid: private_half(row) for kid, row in opening_keys(work.session).items()})
    if signer_of(inner, ANSWERS) != peer.signing_thumbprint:
        _tell(work, peer.id, trouble=_("It answers with keys that nobody compared. Fetch its keys and compare them anew."))
        raise NotBelieved("signed by another key than the one that was compared")
    return read_reply(verified(inner, peer.signing_key), issuer=peer.peer_id, audience=own_address(), req_jti=request.jti, now=clock.now())


def _fail(work: Work, request: PeerRequest, reason: str) -> None:
    request.answer, request.reason, request.answered_at = Answer.UNREACHABLE, reason[:300], clock.now()
    peer = work.lock(Peer, request.peer_id)
    failures = peer.failures + 1
    _tell(work, peer.id, failures=failures, rests_until=clock.now() + REST if failures >= FAILURES else None)


def _tell(work: Work, peer_id: int, **values: object) -> None:
    """Past the audit: nobody did it."""
    work.session.execute(update(table_of(Peer)).where(Peer.id == peer_id).values(**values))
