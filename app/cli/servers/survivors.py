"""Processes of an earlier life of the same var folder: each is noted when it starts, and stopped at the next start if it still runs.

The caller holds the folder's lock, so nobody else may run here.
"""

from __future__ import annotations

import contextlib
import json
import signal
import time
from pathlib import Path

import psutil

NOTES = "processes.json"


def note(var: Path, name: str, pid: int, stop: signal.Signals) -> None:
    """Remember a process by its number and its birth, because numbers come round again."""
    try:
        write(var, {**noted(var), name: [pid, psutil.Process(pid).create_time(), int(stop)]})
    except psutil.NoSuchProcess:
        return


def clear(var: Path) -> list[str]:
    """Stop what is left over; the names of what was."""
    found = {name: (process, stop) for name, (pid, born, stop) in noted(var).items() if (process := same(int(pid), born))}
    for process, stop in found.values():
        with contextlib.suppress(psutil.NoSuchProcess):
            process.send_signal(signal.Signals(int(stop)))
    for process in ended([process for process, _ in found.values()], within=15):
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    ended([process for process, _ in found.values()], within=5)
    if noted(var):
        write(var, {})
    return list(found)


def ended(processes: list[psutil.Process], within: float) -> list[psutil.Process]:
    """Wait for their end; those that still run. One that is dead but not yet buried by its parent has ended."""
    end = time.monotonic() + within
    while (left := [process for process in processes if same(process.pid, process.create_time())]) and time.monotonic() < end:
        time.sleep(0.02)
    return left


def same(pid: int, born: float) -> psutil.Process | None:
    """The running process with that number and that birth."""
    try:
        process = psutil.Process(pid)
        alive = abs(process.create_time() - born) < 1 and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return None
    return process if alive else None


def noted(var: Path) -> dict[str, list[float]]:
    try:
        return dict(json.loads((var / NOTES).read_text()))
    except (OSError, ValueError):
        return {}


def write(var: Path, notes: dict[str, list[float]]) -> None:
    draft = var / f"{NOTES}.new"
    draft.write_text(json.dumps(notes))
    draft.replace(var / NOTES)
