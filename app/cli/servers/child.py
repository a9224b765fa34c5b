"""Starting a process that cannot outlive us, and waiting until it answers."""

from __future__ import annotations

import contextlib
import ctypes
import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from app.cli.servers import survivors
from app.cli.servers.account import identity

PARENT_DEATH_SIGNAL = 1  # prctl(2)
LOG_LIMIT = 20_000_000
Process = subprocess.Popen[bytes]


def spawn(
    name: str,
    argv: list[str],
    *,
    var: Path,
    env: Mapping[str, str] | None = None,
    stop: signal.Signals = signal.SIGTERM,
    account: pwd.struct_passwd | None = None,
    cwd: str = "/",
    keep: tuple[int, ...] = (),
    aloud: bool = False,
) -> Process:
    """Start it in a session of its own, so that Ctrl-C reaches us alone; its output goes to var/log/<name>.log, or aloud to our own.

    Only the main thread may call this: Linux sends the death signal when the thread that forked ends.
    """
    with contextlib.nullcontext(sys.stderr) if aloud else log_of(var, name).open("ab") as output:
        child = subprocess.Popen(
            argv,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd=cwd,
            env=env,
            start_new_session=True,
            pass_fds=keep,
            preexec_fn=dies_with_us(stop),
            **identity(account),
        )
    survivors.note(var, name, child.pid, stop)
    return child


def dies_with_us(stop: signal.Signals) -> Callable[[], None] | None:
    """Runs in the child after setuid, which would clear it, and before exec. Elsewhere than on Linux the next start clears up."""
    if sys.platform != "linux":
        return None
    parent, libc = os.getpid(), ctypes.CDLL(None)

    def arm() -> None:
        libc.prctl(PARENT_DEATH_SIGNAL, int(stop), 0, 0, 0)
        if os.getppid() != parent:  # we died between fork and prctl
            os._exit(1)

    return arm


def log_of(var: Path, name: str) -> Path:
    """The log file of a child; a big one is put aside first."""
    path = var / "log" / f"{name}.log"
    path.parent.mkdir(exist_ok=True)
    if path.exists() and path.stat().st_size > LOG_LIMIT:
        path.replace(path.with_suffix(".log.1"))
    return path


def last_words(var: Path, name: str, lines: int = 3) -> str:
    """The end of its log, for a message about why it is gone."""
    text = log_of(var, name).read_text(errors="replace") if log_of(var, name).exists() else ""
    return "\n".join(text.strip().splitlines()[-lines:])


def answers(child: Process, probe: Callable[[], bool], limit: float = 60) -> bool:
    """Wait for it: recovery after a crash takes its time, but a dead child ends the wait at once."""
    end = time.monotonic() + limit
    while time.monotonic() < end and child.poll() is None:
        if probe():
            return True
        time.sleep(0.02)
    return False


def end(child: Process, stop: signal.Signals, limit: float = 30) -> None:
    """Ask it to stop, wait, and kill it when it does not."""
    if child.poll() is None:
        child.send_signal(stop)
        try:
            child.wait(limit)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
