"""Who runs the servers of a var folder, and who else uses them meanwhile.

Both are kernel locks: they end with their process however it dies, so neither can be stale, unlike a pid file.
"""

from __future__ import annotations

import fcntl
import json
import os
import pwd
import time
from pathlib import Path
from typing import IO, Any

import psutil

from app.cli.say import CannotStart
from app.cli.servers import survivors
from config import Settings

PLACES = ("database_url", "redis_url", "host", "port", "sandbox_port", "sandbox_smtp_port", "radius_port", "radius_acct_port")


def claim(var: Path, purpose: str) -> IO[str] | None:
    """Become the one who runs the servers here; None when somebody already does."""
    var.mkdir(parents=True, exist_ok=True)
    if trouble := unwritable(var):
        raise CannotStart(" ".join(trouble))
    lock = (var / "lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        return None
    lock.truncate(0)
    lock.write(json.dumps({"pid": os.getpid(), "purpose": purpose}))
    lock.flush()
    withdraw(var)
    return lock


def unwritable(var: Path) -> tuple[str, str] | None:
    """What in the folder is closed to us, as after a start with sudo, and what to do. PostgreSQL's own folder has its own words."""
    inside = sorted(var.iterdir()) if os.access(var, os.R_OK | os.W_OK | os.X_OK) else [var]
    path = next((path for path in inside if path.name != "postgres" and os.path.exists(path) and not os.access(path, os.W_OK)), None)
    if path is None:
        return None
    try:
        owner = pwd.getpwuid(path.stat().st_uid).pw_name
    except KeyError:
        owner = f"number {path.stat().st_uid}"
    return (
        f"{path} belongs to the account {owner}, and this one may not write to it.",
        "Start Foyer as the user who started it first, or choose another folder with FOYER_VAR.",
    )


def holder(var: Path) -> dict[str, Any]:
    """The pid and purpose of whoever runs the servers."""
    try:
        return dict(json.loads((var / "lock").read_text()))
    except (OSError, ValueError):
        return {}


def publish(settings: Settings) -> None:
    """Say where the servers are, to the owner of the folder alone: the addresses hold passwords."""
    draft = settings.var / "running.json.new"
    draft.touch(mode=0o600)
    told = {"pid": os.getpid(), "born": psutil.Process().create_time(), "places": {name: getattr(settings, name) for name in PLACES}}
    draft.write_text(json.dumps(told))
    draft.replace(settings.var / "running.json")


def withdraw(var: Path) -> None:
    (var / "running.json").unlink(missing_ok=True)


def published(var: Path) -> dict[str, Any] | None:
    """Where the running servers are; None when they are starting, stopping, or were left behind by a killed process."""
    try:
        told = json.loads((var / "running.json").read_text())
    except (FileNotFoundError, ValueError):
        return None
    return dict(told["places"]) if survivors.same(told["pid"], told["born"]) else None


def use(var: Path) -> tuple[IO[str], dict[str, Any]] | None:
    """Use somebody else's servers: they stay until the file is closed."""
    if published(var) is None:
        return None
    guest = (var / "guests").open("a+")
    fcntl.flock(guest, fcntl.LOCK_SH)
    places = published(var)  # asked again under the lock: its owner may have begun to stop
    if places is None:
        guest.close()
        return None
    return guest, places


def wait_for_guests(var: Path, limit: float) -> bool:
    """Until nobody else uses our servers any more; False when the time is up."""
    end = time.monotonic() + limit
    with (var / "guests").open("a+") as guests:
        while True:
            try:
                fcntl.flock(guests, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return True
            except BlockingIOError:
                if time.monotonic() > end:
                    return False
                time.sleep(0.05)
