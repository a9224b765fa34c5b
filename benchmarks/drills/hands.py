"""One pair of hands at a time: a forked process that does what is due, and may be told to die at an exact point of its work."""

from __future__ import annotations

import json
import os
import signal
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.orm import Session

from app.cli.sandbox import serve
from app.cli.servers.ports import any_free
from app.core.entity import db
from app.integrations.mail.post import SmtpPost
from app.integrations.wire import Wire
from app.sandbox.xero.limits import Limits
from benchmarks.drills.house import until
from benchmarks.forked import forked
from config import Settings
from jobs import documents, runner, xero_token
from jobs.child import fork
from jobs.context import inside

NEVER = 1_000_000
MAIL = "deliver"  # the point of a yes of the mail server
OPEN = "SELECT id FROM outbox_message WHERE state IN ('due', 'queued', 'running') AND not_before <= now() AND (lease_until IS NULL OR lease_until < now()) ORDER BY id"
LEFT = "SELECT count(*) FROM outbox_message WHERE state IN ('due', 'queued', 'running')"
TIME_PASSES = """
UPDATE outbox_message SET not_before = least(not_before, now()),
    lease_until = CASE WHEN state = 'running' THEN now() - interval '1 second' END WHERE state IN ('due', 'running')"""


@contextmanager
def vendors(settings: Settings, limits: Limits) -> Iterator[tuple[Settings, Callable[..., Any]]]:
    """A sandbox in a process of its own, and the way to ask it. Made before the application is: it holds no connections."""
    http_port, smtp_port = any_free(), any_free()
    placed = settings.moved(sandbox_port=http_port, sandbox_smtp_port=smtp_port)
    folder = settings.var / f"drill-{os.getpid()}"
    pid = forked(lambda: serve(folder, http_port=http_port, smtp_port=smtp_port, limits=limits))

    def ask(path: str, body: Any = None) -> Any:
        content = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(urllib.request.Request(f"http://127.0.0.1:{http_port}{path}", content), timeout=10) as answer:
            return json.loads(answer.read()) if "json" in answer.headers["Content-Type"] else None  # a button of its page leads back there

    try:
        until(lambda: _answers(ask), 30)
        yield placed, ask
    finally:
        os.kill(pid, signal.SIGTERM)
        os.waitpid(pid, 0)
        for file in folder.iterdir():
            file.unlink()
        folder.rmdir()


def work(*, die_after: int = NEVER, only: str = "", waits: bool = False, breath: int = xero_token.BREATH) -> int:
    """Let a process do all that is due. How many points it passed, or 0 when it died at the one it was told.

    A point is a commit, an answer of Xero, a yes of the mail server, a finished PDF; `only` counts those of a kind, such as MAIL. Unless it `waits`, leases and
    pauses are over at once, as if somebody had looked away for a while. `breath`: the seconds on top of those that Xero named.
    """
    pid = fork("hands", lambda: _points(die_after, only=only, waits=waits, breath=breath))
    _pid, status = os.waitpid(pid, 0)
    code = os.waitstatus_to_exitcode(status)
    if code == -signal.SIGKILL:
        return 0
    if code < 1:
        raise RuntimeError(f"the hands ended with {code}")
    return code


def _points(die_after: int, *, only: str, waits: bool, breath: int) -> int:
    passed = [0]
    xero_token.BREATH = breath  # in this process alone

    def passing(kind: str) -> None:
        passed[0] += not only or kind == only
        if passed[0] == die_after:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Session, "after_commit", lambda _session: passing("commit"))
    for owner, name in ((Wire, "request"), (SmtpPost, MAIL), (documents, "invoice_pdf")):
        setattr(owner, name, _then(getattr(owner, name), partial(passing, name)))
    while _left():
        waiting = _due(at_once=not waits)
        for message_id in waiting:
            runner.run(message_id)
        if not waiting:
            time.sleep(0.1)
    return min(passed[0], 255) or 1


def _then(function: Callable[..., Any], after: Callable[[], None]) -> Callable[..., Any]:
    def called(*given: Any, **named: Any) -> Any:
        result = function(*given, **named)
        after()
        return result

    return called


def _left() -> int:
    with inside(), db.engine.connect() as connection:
        return int(connection.scalar(text(LEFT)) or 0)


def _due(*, at_once: bool) -> list[int]:
    with inside(), db.engine.begin() as connection:
        if at_once:
            connection.execute(text(TIME_PASSES))
        return [int(row_id) for (row_id,) in connection.execute(text(OPEN))]


def _answers(ask: Callable[[str], Any]) -> bool:
    try:
        return bool(ask("/_control"))
    except OSError:
        return False
