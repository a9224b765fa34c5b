"""A whole Foyer of a drill's own, as `run.py --empty` starts it, with the means to kill any part of it."""

from __future__ import annotations

import contextlib
import json
import random
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any

import psutil
import psycopg
from redis import Redis

from app.cli.ready import healthy
from app.cli.servers import lease, survivors
from app.cli.servers.child import dies_with_us
from app.cli.servers.ports import any_free
from config import HERE, Settings

START_LIMIT = 180.0  # seconds: a machine that does other things as well starts later, not never
PORTS = ("FOYER_PORT", "FOYER_SANDBOX_PORT", "FOYER_SANDBOX_SMTP_PORT")
SERVERS = ("DATABASE_URL", "REDIS_URL")


class House:
    """`settings` are those of the running house; its processes are found by the notes that the launcher keeps."""

    def __init__(self, var: Path, told: dict[str, str], own: Mapping[str, str]) -> None:
        self.var = var
        self.environment = (
            told
            | {"FOYER_VAR": str(var), "FOYER_LOG_LEVEL": "warning", "FOYER_RADIUS": "no", "FOYER_HOOKS_A_MINUTE": "0"}
            | dict(own)
            | {name: str(any_free()) for name in PORTS}
        )
        self._log = (var / "supervisor.log").open("ab")
        self.start()
        places = lease.published(var) or {}
        servers = {"DATABASE_URL": str(places["database_url"]), "REDIS_URL": str(places["redis_url"])}
        self.settings = Settings.load({**self.environment, **servers})

    def start(self) -> None:
        """Returns when the house says that it is up."""
        argv = [sys.executable, str(HERE / "run.py"), "up", "--empty"]
        ends = dies_with_us(signal.SIGTERM)
        self.supervisor = subprocess.Popen(argv, env=self.environment, cwd=HERE, stdout=self._log, stderr=self._log, preexec_fn=ends)
        until(lambda: lease.published(self.var) or self.supervisor.poll() is not None, START_LIMIT)
        if self.supervisor.poll() is not None:
            raise RuntimeError(f"the house did not start: {(self.var / 'supervisor.log').read_text()[-2000:]}")

    def pid(self, name: str) -> int:
        """postgres, valkey, sandbox, web, worker or scheduler."""
        return int(survivors.noted(self.var)[name][0])

    def kill(self, name: str) -> None:
        with contextlib.suppress(psutil.NoSuchProcess):
            psutil.Process(self.pid(name)).kill()

    def kill_worker(self, rng: random.Random) -> None:
        """One child of the pool: a worker, or the relay."""
        with contextlib.suppress(psutil.NoSuchProcess, IndexError):
            rng.choice(psutil.Process(self.pid("worker")).children()).kill()

    def freeze_worker(self, rng: random.Random, seconds: float) -> None:
        """One child of the pool stands still for a while, as on a machine without memory."""
        with contextlib.suppress(psutil.NoSuchProcess, IndexError):
            child = rng.choice(psutil.Process(self.pid("worker")).children())
            child.suspend()
            time.sleep(seconds)
            child.resume()

    def kill_postgres(self) -> None:
        """While a query keeps one of its processes so busy that it does not notice."""
        busy = psycopg.connect(self.settings.database_url, autocommit=True)
        busy.pgconn.send_query(b"SELECT count(*) FROM generate_series(1, 100000) a, generate_series(1, 100000) b")
        time.sleep(0.2)
        self.kill("postgres")
        busy.close()

    def kill_all(self) -> None:
        """The supervisor dies without a word, and somebody starts Foyer again."""
        self.supervisor.kill()
        self.supervisor.wait()
        self.start()

    def flush(self) -> None:
        with Redis.from_url(self.settings.redis_url) as store:
            store.flushall()

    @contextmanager
    def without_valkey(self) -> Iterator[None]:
        """It is away, and nobody starts it again before the end of the block."""
        supervisor = psutil.Process(self.supervisor.pid)
        supervisor.suspend()
        try:
            self.kill("valkey")
            yield
        finally:
            supervisor.resume()

    @contextmanager
    def without_workers(self) -> Iterator[None]:
        """Whoever is inside the block brings workers of his own: those of the house are dead, and who would start them again stands still."""
        parent = psutil.Process(self.pid("worker"))
        parent.suspend()
        try:
            kill_below(parent.pid)
            yield
        finally:
            parent.resume()

    def is_healthy(self) -> bool:
        return healthy(self.settings)

    def sandbox(self, path: str, body: Any = None) -> Any:
        """A question to the vendors' control side."""
        url = f"http://127.0.0.1:{self.settings.sandbox_port}{path}"
        content = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(urllib.request.Request(url, content), timeout=10) as answer:
            return json.loads(answer.read())

    def asked(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Rows, asked on a new connection; empty while the database is away."""
        try:
            with psycopg.connect(self.settings.database_url, connect_timeout=2, autocommit=True) as door:
                return door.execute(statement, values).fetchall()
        except psycopg.OperationalError:
            return []

    def stop(self) -> None:
        if self.supervisor.poll() is None:
            self.supervisor.send_signal(signal.SIGTERM)
            try:
                self.supervisor.wait(30)
            except subprocess.TimeoutExpired:
                self.supervisor.kill()
                self.supervisor.wait()
        survivors.clear(self.var)
        self._log.close()


@contextmanager
def house(settings: Settings, own: Mapping[str, str] = MappingProxyType({})) -> Iterator[House]:
    """In a folder of its own, gone afterwards, with settings of its own by their names. Outside servers are left alone: nobody kills what is not his."""
    told = {name: value for name, value in settings.environ().items() if not name.startswith("FOYER_") and name not in SERVERS}
    with tempfile.TemporaryDirectory(prefix="foyer-drill-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)  # the account that runs PostgreSQL must get in
        found = House(Path(folder), told, own)
        try:
            yield found
        finally:
            found.stop()


def kill_below(pid: int) -> None:
    """Every process that this one started."""
    for child in psutil.Process(pid).children():
        with contextlib.suppress(psutil.NoSuchProcess):
            child.kill()


def until(true: Callable[[], Any], limit: float, *, pause: float = 0.05) -> float:
    """Seconds until it is true; TimeoutError when it is not in time."""
    began = time.monotonic()
    while not true():
        if time.monotonic() - began > limit:
            raise TimeoutError(f"not within {limit:g} seconds")
        time.sleep(pause)
    return time.monotonic() - began
