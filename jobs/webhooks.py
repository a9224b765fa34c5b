"""Webhooks out: what happened becomes messages, and messages go to many addresses at one time, so that one that hangs holds up no other."""

from __future__ import annotations

import time
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Any

import flask
from flask_babel import gettext as _

from app.actions.webhooks.settle import Came, settle
from app.actions.webhooks.take import Sending, take_due, wake
from app.actions.webhooks.tell import tell_webhooks
from app.integrations.errors import Trouble
from app.integrations.registry import use
from app.integrations.webhooks import Receiver
from jobs import job

WIDTH = 32  # tries at one time
LONGEST = 60.0  # seconds of one run; what is left then is another one's
LOOK = 0.25  # seconds between looks for new messages while some are on their way


@job(queue="events", timeout=60)
def tell(event: str, row_id: int, told: dict[str, Any], message: str, at: str) -> None:
    """Safe to run twice: the id of the message was stored with what happened."""
    tell_webhooks(event, row_id, told, message, at)


@job(queue="hooks", timeout=120)
def send() -> None:
    """Everything that is due, until nothing is. A message whose answer got lost goes again, with the same id: at least once."""
    until = time.monotonic() + LONGEST
    house = flask.current_app._get_current_object()  # type: ignore[attr-defined]
    pool = ThreadPoolExecutor(WIDTH, thread_name_prefix="hook")
    flying: dict[Future[Came], Sending] = {}
    try:
        while True:
            if time.monotonic() < until and len(flying) < WIDTH:
                for each in take_due(WIDTH - len(flying), {sending.webhook_id for sending in flying.values()}):
                    flying[pool.submit(_send, house, each)] = each
            if not flying:
                break
            for done in wait(flying, timeout=LOOK, return_when=FIRST_COMPLETED).done:
                settle(flying.pop(done), done.result())
    finally:
        pool.shutdown(wait=False)
    if time.monotonic() >= until:
        wake()


def _send(house: flask.Flask, sending: Sending) -> Came:
    """In a thread of its own, with the application's words but no session."""
    began = time.monotonic()
    with house.app_context():
        try:
            reply = use(Receiver).deliver(sending.url, sending.headers, sending.body)
        except Trouble as trouble:
            return Came(_took(began), reason=trouble.reason)
    return Came(_took(began), reply.status, reply.text, wish=reply.wish)


def _took(began: float) -> int:
    return round((time.monotonic() - began) * 1000)


def follow() -> str:
    """Once a minute: messages whose next try has come."""
    return _("%(count)d wait to be sent.", count=wake())
