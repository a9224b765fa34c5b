"""Another network asks whose PIN this is (K4, contracts.md section 8): who may not ask learns nothing, not even why."""

from __future__ import annotations

from typing import NamedTuple

import structlog
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from app.access.actor import SYSTEM
from app.access.federation_keys import opening_keys, own_address, private_half, signer_beside
from app.actions.peers.forget import forget_old
from app.core import clock
from app.core.entity import table_of
from app.core.errors import FoyerError
from app.core.one_at_a_time import one_at_a_time
from app.models import FederationKey, Peer, PeerRequest, WrongPin
from app.models.peer import Answer, Direction, PeerStatus
from app.queries.presence.visiting import Visiting, visiting
from app.rules.federation import ANSWERS, ASKS, LOCKED, NO, OK, Ask, Reply, read_ask
from app.rules.federation_seal import NotBelieved, opened, signer_of, told, verified
from app.rules.pin_lock import LOCKED_FOR, WITHIN, locked_until
from app.work import Work, transaction

log = structlog.get_logger("federation")

MOST_WRONG = 30  # of one network within 15 minutes, whatever places it names


class NotAnswered(Exception):
    """Who asks is told no more than that they are not answered."""


class Asked(NamedTuple):
    ask: Ask
    peer: Peer
    opener: FederationKey


def answer_request(body: bytes) -> str:
    """The answer, signed by us and sealed for whoever asked; it is as long for a yes as for a no. The request is kept before its PIN is looked
    at, so that the same one is never answered twice. Raises NotAnswered."""
    try:
        with transaction(by=SYSTEM) as work:
            asked = _believed(work, body)
            request_id = _kept(work, asked)
            result, found = _result(work, asked)
            work.session.execute(
                table_of(PeerRequest)
                .update()
                .where(PeerRequest.id == request_id)
                .values(
                    answer=Answer(result),
                    answered_at=clock.now(),
                    user_id=found.user_id if found else None,
                    ref=found.visitor.ref if found else "",
                )
            )
            forget_old(work.session, asked.peer.id)
            return _sealed(work, asked, result, found)
    except NotBelieved as why:
        log.info("a request of another network was refused", why=str(why))
        raise NotAnswered from why
    except FoyerError as why:
        log.warning("a request of another network could not be answered", why=type(why).__name__)
        raise NotAnswered from why


def _believed(work: Work, body: bytes) -> Asked:
    """Opened, of an active peer, signed by it, fresh, and to us."""
    openers = opening_keys(work.session)
    inner, kid = opened(body, {kid: private_half(row) for kid, row in openers.items()})
    signer = signer_of(inner, ASKS)
    peer = work.session.scalars(select(Peer).where(Peer.signing_thumbprint == signer, Peer.status == PeerStatus.ACTIVE)).one_or_none()
    if peer is None:
        raise NotBelieved("of nobody whose keys were compared")
    claims = verified(inner, peer.signing_key)
    return Asked(read_ask(claims, issuer=peer.peer_id, audience=own_address(), now=clock.now()), peer, openers[kid])


def _kept(work: Work, asked: Asked) -> int:
    """Raises NotBelieved for a request that was here before."""
    values = {"peer_id": asked.peer.id, "direction": Direction.IN, "jti": asked.ask.jti, "at": asked.ask.at, "place": asked.ask.place}
    values |= {"day": asked.ask.day, "leaving": asked.ask.leaving}
    written = insert(table_of(PeerRequest)).values(**values).on_conflict_do_nothing(index_elements=["peer_id", "direction", "jti"])
    found = work.session.scalar(written.returning(PeerRequest.id))
    if found is None:
        raise NotBelieved("said before")
    return int(found)


def _result(work: Work, asked: Asked) -> tuple[str, Visiting | None]:
    """Guesses of one network wait for each other, so that five are five however many come at once."""
    peer, ask, now = asked.peer, asked.ask, clock.now()
    one_at_a_time(work.session, f"wrong PINs of peer {peer.id}")
    recent = (
        select(WrongPin.at, WrongPin.place)
        .where(WrongPin.peer_id == peer.id, WrongPin.at > now - WITHIN - LOCKED_FOR)
        .order_by(WrongPin.at.desc())
    )
    wrong = work.session.execute(recent).all()
    found = visiting(work.session, ask.pin, peer)
    if len([at for at, _ in wrong if at > now - WITHIN]) >= MOST_WRONG or locked_until(
        [at for at, place in wrong if place == ask.place], now
    ):
        return LOCKED, None
    if found is None:
        work.session.add(WrongPin(peer_id=peer.id, place=ask.place, at=now))
        return NO, None
    return OK, found


def _sealed(work: Work, asked: Asked, result: str, found: Visiting | None) -> str:
    signer = signer_beside(work.session, asked.opener)
    peer, visitor = asked.peer, found.visitor if found else None
    reply = Reply(own_address(), peer.peer_id, asked.ask.jti, clock.now(), result, visitor, wifi=bool(found and found.wifi))
    return told(
        reply.claims(),
        typ=ANSWERS,
        signer=private_half(signer),
        kid=signer.kid,
        reader=peer.sealing_key,
        reader_kid=peer.sealing_thumbprint,
    )
