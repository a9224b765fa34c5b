"""A forked process that shares the application's memory with its parent, and nothing else."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Callable

import structlog

from app.core.entity import db
from jobs.context import inside

log = structlog.get_logger("jobs")

PARENT_DEATH_SIGNAL = 1  # prctl(2)


def fork(name: str, work: Callable[[], int], *, nice: int = 0) -> int:
    """The pid of a child that does `work` and ends with its code. Call it from the main thread: see `_die_with`."""
    parent = os.getpid()
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL)
        signal.set_wakeup_fd(-1)
        _die_with(parent)
        os.nice(nice)
        with inside():
            db.engine.dispose(close=False)  # connections opened before the fork belong to the parent
        code = work()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0
    except BaseException:
        log.exception("process failed", process=name)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)  # not the parent's way out: its files and handlers are not ours


def _die_with(parent: int) -> None:
    """Linux asks this process to finish when the thread that forked it ends; elsewhere the parent's stop does."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PARENT_DEATH_SIGNAL, signal.SIGTERM, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)
