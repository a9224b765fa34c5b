"""Several webs and pools of workers over one database, behind HAProxy where it is installed, else on one door that stays open; each can be restarted alone."""

from __future__ import annotations

import csv
import io
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from app import create_app
from app.cli.ready import has_children, healthy
from app.cli.servers.child import dies_with_us
from app.cli.servers.ports import any_free
from app.cli.web import Gunicorn
from benchmarks.drills.house import until
from benchmarks.forked import forked
from config import Settings
from jobs import pool

START_LIMIT, STOP_LIMIT = 60.0, 60.0
DRAIN_LIMIT = 60.0  # as long as a client waits
PROGRAM = "haproxy"
CONFIGURATION = """
global
    stats socket {control} mode 600 level admin
defaults
    mode http
    timeout connect 5s
    timeout client 60s
    timeout server 60s
    timeout queue 30s
    timeout check 10s
    option http-server-close
    option redispatch
    retries 3
frontend door
    bind 127.0.0.1:{port}
    default_backend webs
backend webs
    balance roundrobin
    option httpchk
    http-check send meth GET uri /readyz ver HTTP/1.1 hdr Host {host}
    default-server check inter 500ms fall 6 rise 1
{servers}
"""


class Front(Protocol):
    """What stands before the webs: `name` in words, the `port` that people know."""

    name: str
    port: int

    def bind(self, number: int) -> str:
        """Where web number so listens, as gunicorn says it."""

    def is_up(self, number: int, pid: int, settings: Settings) -> bool: ...

    def take_out(self, number: int) -> None: ...

    def put_back(self, number: int) -> None: ...


class HaProxy:
    name = "HAProxy"

    def __init__(self, folder: Path, host: str, size: int) -> None:
        self.port, self.ports, self._control = any_free(), [any_free() for _ in range(size)], folder / "control"
        servers = "\n".join(f"    server web{number} 127.0.0.1:{port}" for number, port in enumerate(self.ports))
        self._file = folder / "haproxy.cfg"
        self._file.write_text(CONFIGURATION.format(control=self._control, port=self.port, host=host, servers=servers))

    def start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen([PROGRAM, "-db", "-q", "-f", str(self._file)], preexec_fn=dies_with_us(signal.SIGKILL))

    def bind(self, number: int) -> str:
        return f"127.0.0.1:{self.ports[number]}"

    def is_up(self, number: int, pid: int, settings: Settings) -> bool:
        return healthy(settings.moved(port=self.ports[number]))

    def take_out(self, number: int) -> None:
        self._tell(f"set server webs/web{number} state drain")
        until(lambda: not self._sessions(number), DRAIN_LIMIT)

    def put_back(self, number: int) -> None:
        self._tell(f"set server webs/web{number} state ready")

    def _sessions(self, number: int) -> int:
        """Requests that are on their way to it, or wait for it, as HAProxy counts them."""
        rows = csv.DictReader(io.StringIO(self._tell("show stat").removeprefix("# ")))
        (row,) = (row for row in rows if (row["pxname"], row["svname"]) == ("webs", f"web{number}"))
        return int(row["scur"]) + int(row["qcur"])

    def _tell(self, words: str) -> str:
        """What it answers."""
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(str(self._control))
            line.sendall(f"{words}\n".encode())
            with line.makefile() as answer:
                return answer.read()


class OneDoor:
    """As Foyer's own supervisor does it: the listening socket is the parent's, and all webs accept from it."""

    name = "one door of the supervisor"

    def __init__(self) -> None:
        self._door = socket.create_server(("127.0.0.1", 0), backlog=512)
        self._door.set_inheritable(True)
        self.port: int = self._door.getsockname()[1]

    def bind(self, number: int) -> str:
        return f"fd://{self._door.fileno()}"

    def is_up(self, number: int, pid: int, settings: Settings) -> bool:
        """Nobody can knock at one of several: it has its worker."""
        return has_children(pid)

    def take_out(self, number: int) -> None:
        """Who stops no longer accepts; the others do."""

    def put_back(self, number: int) -> None:
        """Whoever has started accepts."""


class Fleet:
    """Forked from a process that has loaded the house and runs no threads: made and restarted by its main thread."""

    def __init__(self, settings: Settings, front: Front, size: int) -> None:
        self.settings, self.front, self.size = settings.moved(workers=1, job_workers=1), front, size
        self.webs = [self._web(number) for number in range(size)]
        self.pools = [self._pool() for _ in range(size)]
        for number in range(size):
            self._until_up(number)

    def restart_web(self, number: int) -> None:
        self.front.take_out(number)
        _end(self.webs[number])
        self.webs[number] = self._web(number)
        self._until_up(number)
        self.front.put_back(number)

    def restart_pool(self, number: int) -> None:
        _end(self.pools[number])
        self.pools[number] = self._pool()
        self._until_up(number)

    def stop(self) -> None:
        for each in (*self.webs, *self.pools):
            os.kill(each, signal.SIGTERM)
        for each in (*self.webs, *self.pools):
            _end(each)

    def _web(self, number: int) -> int:
        return forked(lambda: _serve(self.settings, self.front.bind(number)))

    def _pool(self) -> int:
        return forked(lambda: pool.main(create_app(self.settings, web=False)))

    def _until_up(self, number: int) -> None:
        until(lambda: self.front.is_up(number, self.webs[number], self.settings), START_LIMIT)
        until(lambda: has_children(self.pools[number]), START_LIMIT)


def _serve(settings: Settings, bind: str) -> int:
    Gunicorn(settings, bind).run()
    return 0


def _end(pid: int) -> None:
    """It finishes what it is at; killed when that takes too long."""
    os.kill(pid, signal.SIGTERM)
    began = time.monotonic()
    while os.waitpid(pid, os.WNOHANG)[0] == 0:
        if time.monotonic() - began > STOP_LIMIT:
            os.kill(pid, signal.SIGKILL)
        time.sleep(0.05)


def has_haproxy() -> bool:
    return shutil.which(PROGRAM) is not None


@contextmanager
def fleet(settings: Settings, folder: Path, size: int = 3) -> Iterator[Fleet]:
    """So many webs and so many pools, up, and gone afterwards."""
    proxy: subprocess.Popen[bytes] | None = None
    front: Front
    if has_haproxy():
        front = HaProxy(folder, settings.trusted_hosts[0], size)
        proxy = front.start()
    else:
        front = OneDoor()
    try:
        ships = Fleet(settings, front, size)
        try:
            until(lambda: healthy(settings.moved(port=front.port)), START_LIMIT)
            yield ships
        finally:
            ships.stop()
    finally:
        if proxy is not None:
            proxy.kill()
            proxy.wait()
