"""Webhooks out: what happened becomes messages, and messages go to many addresses at one time, so that one that hangs holds up no other."""

from __future__ import annotations

import time
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Any

import flask
import structlog
from flask_babel import gettext as _

from app.actions.webhooks.settle import Came, settle
from app.actions.webhooks.take import Sending, take_due, wake
from app.actions.webhooks.tell import tell_webhooks
from app.integrations.errors import Trouble
from app.integrations.registry import use
from app.integrations.webhooks import Receiver
from jobs import job

log = structlog.get_logger("jobs")
WIDTH = 32  # tries at one time
LONGEST = 60.0  # seconds of one run; what is left then is another one's
TIMES = 3  # that an outcome is tried to be written down; then its message goes again when its lease is over
LOOK = 0.25  # seconds between looks for new messages while some are on their way


@job(queue="events", timeout=60)
def tell(event: str, row_id: int, told: dict[str, Any], message: str, at: str) -> None:
    """Safe to run twice: the id of the message was stored with what happened."""
    tell_webhooks(event, [(row_id, message)], at, told=told)


@job(queue="events", timeout=60)
def tell_many(event: str, rows: list[list[Any]], at: str) -> None:
    """What came in by a file, a hundred at a time. Safe to run twice as well."""
    tell_webhooks(event, [(row_id, message) for row_id, message in rows], at)


@job(queue="hooks", timeout=120)
def send() -> None:
    """Everything that is due, until nothing is. A message whose answer got lost goes again, with the same id: at least once.

    What fails on our side of one message keeps no other: it is raised when what is on its way has come back and is written down.
    """
    until, flight = time.monotonic() + LONGEST, Flight()
    try:
        while True:
            if time.monotonic() < until:
                flight.take()
            if not flight.wait():
                break
    finally:
        flight.pool.shutdown(wait=False)
    if flight.trouble is not None:
        raise flight.trouble
    if time.monotonic() >= until:
        wake()


class Flight:
    """Messages on their way, and what came of those that are back until it is written down."""

    def __init__(self) -> None:
        self.house = flask.current_app._get_current_object()  # type: ignore[attr-defined]
        self.pool = ThreadPoolExecutor(WIDTH, thread_name_prefix="hook")
        self.flying: dict[Future[Came], Sending] = {}
        self.back: list[tuple[int, Sending, Came]] = []  # how often it could not be written down
        self.trouble: Exception | None = None

    def take(self) -> None:
        busy = {each.webhook_id for each in self.flying.values()} | {each.webhook_id for _times, each, _came in self.back}
        if self.trouble is not None or len(self.flying) >= WIDTH:
            return
        try:
            for each in take_due(WIDTH - len(self.flying), busy):
                self.flying[self.pool.submit(_send, self.house, each)] = each
        except Exception as failure:  # noqa: BLE001 - what is on its way comes first
            self.trouble = failure

    def wait(self) -> bool:
        """Until some are back, a moment at most, and written down. Whether there is anything left to wait for."""
        for done in wait(self.flying, timeout=LOOK, return_when=FIRST_COMPLETED).done if self.flying else ():
            self.back.append((0, self.flying.pop(done), done.result()))
        waiting, self.back = self.back, []
        for times, sending, came in waiting:
            try:
                settle(sending, came)
            except Exception as failure:
                log.exception("outcome not written down", message=sending.id)
                self.trouble = failure
                if times + 1 < TIMES:
                    self.back.append((times + 1, sending, came))
        return bool(self.flying or self.back)


def _send(house: flask.Flask, sending: Sending) -> Came:
    """In a thread of its own, with the application's words but no session. Whatever goes wrong is a try that failed."""
    began = time.monotonic()
    with house.app_context():
        try:
            reply = use(Receiver).deliver(sending.url, sending.headers, sending.body)
        except Trouble as trouble:
            return Came(_took(began), reason=trouble.reason)
        except Exception:
            log.exception("message not sent", message=sending.id)
            return Came(_took(began), reason=_("Foyer could not send it: look into its log."))
    return Came(_took(began), reply.status, reply.text, wish=reply.wish)


def _took(began: float) -> int:
    return round((time.monotonic() - began) * 1000)


def follow() -> str:
    """Once a minute: messages whose next try has come."""
    return _("%(count)d wait to be sent.", count=wake())
