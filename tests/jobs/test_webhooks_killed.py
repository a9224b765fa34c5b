"""A sender of webhooks that is killed in the middle: every event arrives all the same, under the id that it had."""

from __future__ import annotations

import os
import signal
import threading
from collections import Counter
from typing import Any

import time_machine
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.actions.webhooks.message import send_test
from app.actions.webhooks.take import LEASE
from app.core import clock
from app.core.entity import db
from app.models import WebhookAttempt, WebhookMessage
from app.models.webhook import MessageState
from jobs import webhooks as jobs
from jobs.child import fork
from tests.federation.neighbours import answering
from tests.jobs.test_webhooks import listening

__all__ = ["listening"]
COUNT, ANSWERED = 6, 2


def test_who_is_killed_while_sending_loses_nothing_and_renames_nothing(world: Any, session: Any, listening: Any) -> None:
    came, seen, held, killed = threading.Semaphore(0), Counter[str](), threading.Event(), threading.Event()
    heads: list[dict[str, str]] = []

    def says(_path: str, body: bytes) -> tuple[int, bytes]:
        if not body:  # killed between head and body: nothing was told
            return 400, b""
        seen[body.decode()] += 1
        if len(seen) > ANSWERED and not killed.is_set():
            held.set()
            killed.wait(20)  # it has the message, and who sent it never hears so
        came.release()
        return 204, b""

    with answering(says, heads) as (url, _came):
        hook = listening(url, [])
        for _number in range(COUNT):
            send_test(hook.id, by=SYSTEM)
        told = {row.message_id: row.body for row in session.execute(select(WebhookMessage.message_id, WebhookMessage.body))}
        db.session.remove()  # no connection of ours goes into the child
        pid = fork("hooks", lambda: jobs.send() or 0)
        assert held.wait(20)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        killed.set()
        left = db.session.scalars(select(WebhookMessage).where(WebhookMessage.state == MessageState.DUE)).all()
        assert len(left) >= COUNT - ANSWERED
        assert any(each.lease_until for each in left)  # what had gone out is leased to the dead, and nobody else sends it meanwhile
        db.session.commit()
        with time_machine.travel(clock.now() + LEASE, tick=True):
            jobs.follow()
            world.run_jobs()
    db.session.expire_all()
    assert set(db.session.scalars(select(WebhookMessage.state))) == {MessageState.DELIVERED}
    assert {head["webhook-id"] for head in heads} == set(told), "an event is missing, or came under another id"
    assert set(seen) == set(told.values()), "a message that goes again is what it was, byte for byte"
    assert sum(seen.values()) > COUNT  # the kill was in the middle
    assert set(db.session.scalars(select(WebhookAttempt.message_id))) == set(db.session.scalars(select(WebhookMessage.id)))
