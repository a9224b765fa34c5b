"""Speaks to other networks: fetches their keys once, and carries questions there within the seconds that somebody stands at the desk (K4)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import suppress

import flask
from flask_babel import gettext as _

from app.actions.peers.hear import hear, hear_nothing, hear_refusal
from app.actions.peers.keep_keys import keep_keys, note_trouble
from app.actions.peers.send import Came, Sending, settle_question, take_requests
from app.core import clock
from app.integrations.errors import Trouble
from app.integrations.federation import Neighbour, NotTaken
from app.integrations.registry import use
from app.models.peer import Answer
from app.queries.presence.peer import where_is
from jobs import job

SOON = 0.05  # seconds that are left of a question for which nobody is asked any more


@job(queue="low", timeout=30)
def fetch_keys(peer_id: int) -> None:
    """Once: what is wrong is said on the page of the network, where somebody can ask for it again."""
    where = where_is(peer_id)
    if where is None:
        return
    try:
        shown = use(Neighbour).keys(where.base_url, is_near=where.is_near)
    except Trouble as trouble:
        note_trouble(peer_id, trouble.reason)
    else:
        keep_keys(peer_id, shown)


@job(queue="peers", timeout=20)
def ask(question_id: int, first: int) -> None:
    """Safe to run twice: what is to be sent is given out once. The hint goes first; the others are asked at one time, and not at all when it knew the PIN."""
    sendings, until = take_requests(question_id)
    came = None
    for group in ([each for each in sendings if each.peer_id == first], [each for each in sendings if each.peer_id != first]):
        answer, came = _ask_all(group, until)
        if came is not None or answer is Answer.LOCKED:
            break
    settle_question(question_id, came)


def _ask_all(sendings: Sequence[Sending], until: dt.datetime) -> tuple[Answer, Came | None]:
    """The first yes, or what was said instead. Whoever has not answered when the time is over has not answered."""
    left = (until - clock.now()).total_seconds()
    if not sendings or left < SOON:
        return Answer.NO, None
    answers: set[Answer] = set()
    pool = ThreadPoolExecutor(len(sendings), thread_name_prefix="peer")
    house = flask.current_app._get_current_object()  # type: ignore[attr-defined]
    waiting = {pool.submit(_ask_one, house, each, left): each for each in sendings}
    pool.shutdown(wait=False)  # a thread that hangs ends by its own time limit, and holds up nobody
    with suppress(TimeoutError):
        for done in as_completed(list(waiting), timeout=left):
            answer, came = _heard(waiting.pop(done), done)
            answers.add(answer)
            if came is not None:
                return answer, came
    for late in waiting.values():
        hear_nothing(late.request_id, _("It did not answer in time."))
    return (Answer.LOCKED if Answer.LOCKED in answers else Answer.NO), None


def _ask_one(house: flask.Flask, sending: Sending, seconds: float) -> bytes:
    """In a thread of its own, with the application's words but no session."""
    with house.app_context():
        return use(Neighbour).ask(sending.base_url, sending.sealed, is_near=sending.is_near, seconds=seconds)


def _heard(sending: Sending, done: Future[bytes]) -> tuple[Answer, Came | None]:
    try:
        text = done.result()
    except NotTaken:
        hear_refusal(sending.request_id)
        return Answer.REFUSED, None
    except Trouble as trouble:
        hear_nothing(sending.request_id, trouble.reason)
        return Answer.UNREACHABLE, None
    return hear(sending.request_id, text)
