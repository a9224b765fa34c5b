"""Running the launcher as people do: as a process, in a folder of its own."""

from __future__ import annotations

import json
import os
import pwd
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from app.cli.servers.account import works_as
from config import HERE

HOLD = """
import signal, sys, time
from app.cli.servers import servers
from config import Settings
signal.signal(signal.SIGTERM, lambda *_: sys.exit())
with servers(Settings.load(), "a test") as running:
    print(running.database_url, running.redis_url, flush=True)
    time.sleep(float(sys.argv[1]))
"""


def pythons(account: pwd.struct_passwd) -> tuple[str, dict[str, str]]:
    """A Python that this account can reach, with our packages: root's own is often below a private home."""
    packages = sysconfig.get_path("purelib")
    for python in (sys.executable, *filter(None, [shutil.which(f"python3.{sys.version_info.minor}", path="/usr/bin:/usr/local/bin")])):
        if works_as(account, ["/usr/bin/env", f"PYTHONPATH={packages}", python, "-c", "import flask, psycopg, psutil"]):
            return python, {} if python == sys.executable else {"PYTHONPATH": packages}
    pytest.skip(f"the account {account.pw_name} can run no Python {sys.version_info.major}.{sys.version_info.minor} of this machine")


class Place:
    """A var folder, and what runs in it."""

    def __init__(self, var: Path, account: pwd.struct_passwd | None = None) -> None:
        self.var, self.account = var, account
        self.started: list[subprocess.Popen[str]] = []
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("FOYER_", "DATABASE_", "REDIS_"))}
        self.python, extra = (sys.executable, {}) if account is None else pythons(account)
        self.environ = {
            **kept,
            **extra,
            "FOYER_VAR": str(var),
            "FOYER_MODE": "test",
            "FOYER_SHARED_FOLDER": str(var.parent / "shared"),
            "FOYER_RADIUS": "no",
        }

    def start(self, argv: list[str], **environ: str) -> subprocess.Popen[str]:
        identity = {} if self.account is None else {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}
        child = subprocess.Popen(
            argv,
            cwd=HERE,
            env={**self.environ, **environ},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            **identity,
        )
        self.started.append(child)
        return child

    def foyer(self, *argv: str, **environ: str) -> subprocess.Popen[str]:
        """`python run.py …`, running."""
        return self.start([self.python, "run.py", *argv], **environ)

    def ask(self, *argv: str, **environ: str) -> tuple[int, str, str]:
        """`python run.py …`, done: exit status, standard output, standard error."""
        child = self.foyer(*argv, **environ)
        out, err = child.communicate(timeout=300)
        return child.returncode, out, err

    def hold(self, seconds: float = 60) -> subprocess.Popen[str]:
        """A process that uses the servers; back when they are there. `words` is what it printed, or its last words."""
        child = self.start([self.python, "-c", HOLD, str(seconds)])
        assert child.stdout
        assert child.stderr
        child.words = child.stdout.readline() or child.stderr.read()  # type: ignore[attr-defined]
        return child

    def pids(self) -> dict[str, int]:
        return {name: int(pid) for name, (pid, *_) in json.loads((self.var / "processes.json").read_text()).items()}

    def end(self) -> None:
        for child in self.started:
            if child.poll() is None:
                child.send_signal(signal.SIGTERM)
        for child in self.started:
            child.communicate(timeout=90)


def alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def gone(pids: list[int], within: float = 60) -> bool:
    """None of them runs any more. Zombies of a container without an init do not count."""
    end = time.monotonic() + within
    while time.monotonic() < end:
        if not any(alive(pid) for pid in pids):
            return True
        time.sleep(0.05)
    return False


@contextmanager
def open_place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A folder that everybody may enter, so that root's PostgreSQL can use it; what was started in it is stopped at the end."""
    folder = tmp_path_factory.mktemp("foyer")
    for way in (folder, *folder.parents[:2]):
        if way.stat().st_uid == os.geteuid() and way != Path("/tmp"):
            way.chmod(way.stat().st_mode | 0o055)
    found = Place(folder / "var")
    yield found
    found.end()


@pytest.fixture
def place(tmp_path_factory):
    """A fresh one for each test."""
    with open_place(tmp_path_factory) as found:
        yield found


@pytest.fixture
def ordinary(tmp_path_factory):
    """The same as an ordinary user with a private home; only root can become one."""
    if os.geteuid() != 0:
        pytest.skip("the suite already runs as an ordinary user")
    folder = tmp_path_factory.mktemp("home")
    for way in folder.parents[:2]:
        way.chmod(way.stat().st_mode | 0o055)
    account = pwd.getpwnam("nobody")
    os.chown(folder, account.pw_uid, account.pw_gid)
    folder.chmod(0o700)
    found = Place(folder / "var", account)
    found.environ["HOME"] = str(folder)
    yield found
    found.end()
