"""What a job does with a question to other networks: takes what is to be sent, writes down what came back, and settles it (K4)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select

from app.access.actor import SYSTEM
from app.actions.check_ins.arrive import Arrival, arrive_visitor
from app.actions.check_ins.leave import visitor_leaves
from app.actions.pins.check import forgive
from app.core import clock
from app.models import Peer, PeerQuestion, PeerRequest
from app.models.check_in import Source
from app.models.peer import Answer
from app.queries.presence.networks import all_were_asked
from app.rules.federation import Visitor
from app.work import transaction

ASKED_FOR = dt.timedelta(seconds=3.6)  # so long others have to answer, from when the kiosk asked
SETTLED_BY = dt.timedelta(seconds=3.8)  # later the kiosk may have been told already that nobody answered


@dataclass(frozen=True, slots=True)
class Sending:
    """One request to carry, in plain values. `sealed` is for that peer alone."""

    request_id: int
    peer_id: int
    base_url: str
    is_near: bool
    sealed: str


@dataclass(frozen=True, slots=True)
class Came:
    """Whose member the visitor is."""

    peer_id: int
    visitor: Visitor
    wifi: bool


def take_requests(question_id: int) -> tuple[list[Sending], dt.datetime]:
    """What is to be sent, and until when it makes sense. It is given out once, and what was sealed is forgotten with that: a job that runs again, or
    too late, sends nothing."""
    with transaction(by=SYSTEM) as work:
        question = work.lock(PeerQuestion, question_id)
        until = question.asked_at + ASKED_FOR
        rows = work.session.execute(
            select(PeerRequest, Peer)
            .join(Peer)
            .where(PeerRequest.question_id == question.id, PeerRequest.sealed != "")
            .order_by(PeerRequest.id)
        ).all()
        found = [Sending(request.id, peer.id, peer.base_url, peer.is_near, request.sealed) for request, peer in rows]
        for request, _peer in rows:
            request.sealed = ""
        is_open = question.answer is Answer.ASKED and clock.now() < until
    return (found if is_open else []), until


def settle_question(question_id: int, came: Came | None) -> Answer:
    """The visitor arrives, or leaves if that is what was asked, or the question ends without. What was not asked in the end is forgotten."""
    with transaction(by=SYSTEM) as work:
        question = work.lock(PeerQuestion, question_id)
        if question.answer is not Answer.ASKED:
            return question.answer
        answers = work.session.scalars(select(PeerRequest.answer).where(PeerRequest.question_id == question.id)).all()
        is_complete = all_were_asked(work.session, question.id)
        work.session.execute(delete(PeerRequest).where(PeerRequest.question_id == question.id, PeerRequest.answer == Answer.ASKED))
        now = clock.now()
        question.answered_at = now
        if came is None or now > question.asked_at + SETTLED_BY:
            question.answer = Answer.UNREACHABLE if came is not None else _without(answers, is_complete=is_complete)
            return question.answer
        if question.leaving:
            check_in = visitor_leaves(work, came.peer_id, came.visitor.ref, location_id=question.location_id)
        else:
            arrival = Arrival(question.location_id, Source.PEER, f"peer-question-{question.id}")
            check_in = arrive_visitor(came.peer_id, came.visitor.ref, came.visitor.name, arrival, wifi=came.wifi, by=SYSTEM)
        question.answer, question.check_in_id = Answer.OK, check_in.id if check_in is not None else None
        forgive(work, question.location_id)  # it was tried as one of ours first, and noted as a wrong one
        return question.answer


def _without(answers: Sequence[Answer], *, is_complete: bool) -> Answer:
    """Nobody said yes. A no counts only when every network was asked and said it: else the PIN may be of the one that was not, or could not."""
    told = {answer for answer in answers if answer is not Answer.ASKED}
    if not told or told & {Answer.UNREACHABLE, Answer.REFUSED}:
        return Answer.UNREACHABLE
    if Answer.LOCKED in told:
        return Answer.LOCKED
    return Answer.NO if is_complete else Answer.UNREACHABLE
