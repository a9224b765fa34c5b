"""The pool: one parent that imports the application once and forks a relay and the workers, kills who hangs, and forks again who dies."""

from __future__ import annotations

import contextlib
import ctypes
import functools
import gc
import importlib
import os
import select
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog
from flask import Flask

from config import Settings
from jobs import limit, relay, worker
from jobs.child import fork
from jobs.context import settle_in
from jobs.handlers import HANDLERS
from jobs.queues import FAMILIES, QUEUES, hands

log = structlog.get_logger("jobs")

LONGEST_PAUSE, STEADY = 10.0, 10.0  # seconds: between tries, and alive until a death counts as the first again
PATIENCE, LAST_WORD = 45.0, 50.0  # seconds to finish the present job; then it is cut, handed back, and at last killed
HANGS, LOOK = 60.0, 15.0  # seconds past its job's limit until a process counts as hanging, and between looks
STEP_BACK = 5  # so that a page never waits for a PDF


@dataclass
class Place:
    """One process that has to be there."""

    name: str
    work: Callable[[], int]
    nice: int = 0
    pid: int = 0
    born: float = 0.0
    deaths: int = 0
    again_at: float = 0.0
    ends: ctypes.c_double = field(default_factory=limit.shared)


def main(house: Flask) -> int:
    """Run relay and workers of this application until SIGTERM or SIGINT."""
    settle_in(house)
    preload()
    gc.collect()
    gc.freeze()  # the children share these pages as long as nobody writes into them
    settings: Settings = house.extensions["settings"]
    return Pool([*places(settings), *told(house, settings)]).run()


def preload() -> None:
    """Import what jobs need before the fork, once for all children."""
    jobs = {route.job.rpartition(".")[0] for routes in HANDLERS.values() for route in routes}
    for module in sorted(jobs | {"jobs.runner", "jobs.timetable"}):
        try:
            importlib.import_module(module)
        except ImportError as missing:
            log.error("jobs cannot be imported", module=module, reason=str(missing))  # noqa: TRY400 - its rows will say it too


def places(settings: Settings) -> list[Place]:
    """A relay, and a worker for each hand."""
    found = [Place("relay", functools.partial(relay.main, settings))]
    for number, family in enumerate(hands(settings)):
        work = functools.partial(worker.main, settings, FAMILIES[family])
        found.append(Place(f"{family}-{number}", work, nice=STEP_BACK if family == "pdf" else 0))
    return found


def told(house: Flask, settings: Settings) -> list[Place]:
    """Who serves /metrics, when anybody wants figures."""
    if not settings.metrics_port:
        return []
    from app.metrics import serve

    return [Place("metrics", functools.partial(serve.main, house, "worker", QUEUES))]


class Pool:
    def __init__(self, places: list[Place]) -> None:
        self.places = places
        self.stopping = False
        self.waker, self.sleeper = os.pipe()
        for end in (self.waker, self.sleeper):
            os.set_blocking(end, False)

    def run(self) -> int:
        """Sleeps until a child ends, somebody says stop, a pause is over, or it is time to look who hangs."""
        signal.set_wakeup_fd(self.sleeper)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
        while not self.stopping:
            self.look_after()
            waits = [place.again_at - time.monotonic() for place in self.places if not place.pid]
            self._sleep(max(0.0, min([LOOK, *waits])))
        self._end()
        return 0

    def look_after(self) -> None:
        """Notice who died, kill who hangs, and start whose time has come."""
        now = time.monotonic()
        for place in self.places:
            if place.pid and 0 < place.ends.value < now - HANGS:
                self._kill(place, now)
            if place.pid and (code := _ended(place.pid)) is not None:
                place.deaths = 1 if now - place.born > STEADY else place.deaths + 1
                pause = 0.0 if place.deaths == 1 else min(LONGEST_PAUSE, 0.25 * 2**place.deaths)
                place.pid, place.again_at = 0, now + pause
                log.warning("process ended", process=place.name, code=code, again_in=pause)
            if not place.pid and now >= place.again_at:
                place.ends.value = 0
                place.pid, place.born = fork(place.name, functools.partial(_told, place), nice=place.nice), now

    def _kill(self, place: Place, now: float) -> None:
        """A call that never comes back lets no alarm ring, and its thread renews the lease for ever. Killed, the lease ends and another attempt begins; the fence keeps what this one might still say."""
        log.error("process hangs", process=place.name, seconds=round(now - place.ends.value))
        with contextlib.suppress(ProcessLookupError):
            os.kill(place.pid, signal.SIGKILL)

    def _stop(self, _number: int, _frame: object) -> None:
        self.stopping = True

    def _sleep(self, seconds: float) -> None:
        with contextlib.suppress(InterruptedError):
            select.select([self.waker], [], [], seconds)
        with contextlib.suppress(BlockingIOError):
            os.read(self.waker, 1024)

    def _end(self) -> None:
        """Ask everybody to finish; cut those who take too long, so that their jobs go back; kill who does not even hear that."""
        began = time.monotonic()
        alive = {place.pid for place in self.places if place.pid}
        for after, number in ((0.0, signal.SIGTERM), (PATIENCE, signal.SIGTERM), (LAST_WORD, signal.SIGKILL)):
            while alive and time.monotonic() - began < after:
                self._sleep(0.2)
                alive = {pid for pid in alive if _ended(pid) is None}
            for pid in alive:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, number)
        for pid in alive:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, 0)


def _told(place: Place) -> int:
    """In the child: the limits of its jobs are said where its place has them."""
    limit.ends = place.ends
    return place.work()


def _ended(pid: int) -> int | None:
    """The exit code of a child that is over, negative for a signal; None while it lives."""
    try:
        found, status = os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return 0
    return os.waitstatus_to_exitcode(status) if found else None
