"""The whole of Foyer on fifteen machines, none of which it needs: two lead-ins, three webs, three workers, two clocks, two of each store, one watch."""

from __future__ import annotations

import json
import secrets
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from redis.exceptions import RedisError
from rq import Worker

from app.cli.programs import Program as Wanted
from app.cli.programs import in_system, provide
from app.cli.say import CannotStart
from app.cli.servers.account import server_account
from app.cli.servers.binaries import postgres_folder
from app.core.valkey import connect
from benchmarks.cluster import doors, postgres, valkey
from benchmarks.cluster.network import Machine, Net, Program, net
from benchmarks.drills.house import until
from config import HERE, Settings
from jobs.queues import hands

PROGRAMS = tuple(
    Wanted(name, "the drills of many machines", partial(in_system, program), (package,), service)
    for name, program, package, service in (
        ("etcd", "etcd", "etcd-server", "etcd"),
        ("HAProxy", "haproxy", "haproxy", "haproxy"),
        ("PgBouncer", "pgbouncer", "pgbouncer", "pgbouncer"),
        ("nftables", "nft", "nftables", "nftables"),
    )
)
WEBS, WORKERS, CLOCKS, FRONTS = (
    ("web1", "web2", "web3"),
    ("work1", "work2", "work3"),
    ("clock1", "clock2"),
    ("front1", "front2"),
)
STORES = ("pg1", "pg2", "keys1", "keys2", "watch")
MACHINES = (*STORES, *FRONTS, *WEBS, *WORKERS, *CLOCKS)
PUBLIC_NAME = "foyer.internal"
START_LIMIT = 180.0
LEADERLESS = 60.0  # seconds until a cluster without a database that takes writes is given up


class Stack:
    """`settings` are those of somebody who looks at it from outside; `machines` can be killed, cut off and started again."""

    def __init__(self, wires: Net, settings: Settings, *, doubled: bool = True) -> None:
        """`doubled`: the database says yes to a write once both machines have it, as it should."""
        self.net, self.machines, self.doubled = wires, wires.machines, doubled
        self.account = server_account(wires.folder / "none")
        if self.account is None:
            raise CannotStart("PostgreSQL needs an account of its own beside root.")
        self.secrets = {name: secrets.token_hex(16) for name in ("postgres", "replicator", "foyer", "valkey", "session")}
        self.binaries = postgres_folder(self.account, settings.shared_folder)
        self.python, self.library = postgres.library(settings.shared_folder, self.account)
        self._base = {
            name: value
            for name, value in settings.environ().items()
            if not name.startswith("FOYER_") and name not in ("DATABASE_URL", "REDIS_URL")
        }
        plans: dict[str, Callable[[Machine], list[Program]]] = dict.fromkeys(STORES, self._store) | {"vendors": self._vendors}
        plans |= dict.fromkeys(FRONTS, self._front)
        plans |= dict.fromkeys((*WEBS, *WORKERS, *CLOCKS), self._foyer)
        for number, (name, plan) in enumerate(plans.items(), start=10):
            wires.add(name, number, lambda name=name, plan=plan: plan(self.machines[name]))  # type: ignore[misc]
        self.databases = [self.machines["pg1"], self.machines["pg2"]]
        self.watchers = [self.machines[name] for name in ("keys1", "keys2", "watch")]

    def start(self) -> dict[str, float]:
        """Everything at once, as after a power cut; seconds until the stores were there, the tables, and everybody."""
        began = time.monotonic()
        self.machines["vendors"].start()
        self.start_stores()
        stores = time.monotonic() - began
        self.command("migrate")
        tables = time.monotonic() - began - stores
        for name in (*FRONTS, *WEBS, *WORKERS, *CLOCKS):
            self.machines[name].start()
        until(lambda: not self.missing(), START_LIMIT, pause=0.3)
        return {"stores_seconds": stores, "tables_seconds": tables, "foyer_seconds": time.monotonic() - began - stores - tables}

    def start_stores(self) -> None:
        """PostgreSQL with an empty database for Foyer, and Valkey; each with its spare."""
        for name in STORES:
            self.machines[name].start()
        until(lambda: postgres.leader(self.databases), START_LIMIT)
        postgres.prepare(self.leader.address, self.secrets)

    @property
    def leader(self) -> Machine:
        """The database that takes writes; TimeoutError when there is none for a minute."""
        end = time.monotonic() + LEADERLESS
        while (found := postgres.leader(self.databases)) is None:
            if time.monotonic() > end:
                raise TimeoutError(f"no database leads for {LEADERLESS:g} seconds")
            time.sleep(0.05)
        return found

    @property
    def database_url(self) -> str:
        return f"postgresql://foyer:{self.secrets['foyer']}@{self.leader.address}:{postgres.PORT}/foyer"

    @property
    def redis_url(self) -> str:
        return f"redis+sentinel://:{self.secrets['valkey']}@{','.join(f'{each.address}:{valkey.SENTINEL}' for each in self.watchers)}/{valkey.NAME}"

    @property
    def settings(self) -> Settings:
        """Of the database that leads now, from our own machine."""
        return Settings.load(
            {**self._base, **self._told(self.net.folder / "ours"), "DATABASE_URL": self.database_url, "REDIS_URL": self.redis_url}
        )

    def missing(self) -> list[str]:
        """What is not as it should be when nothing is broken."""
        found = [name for name in WEBS if not self._ready(self.machines[name])]
        found += [f"the way in by {name}" for name in FRONTS if not self._answers(name)]
        if not self.has_spare():
            found.append("a second database")
        try:
            workers = Worker.count(connection=connect(self.redis_url, socket_timeout=2, socket_connect_timeout=2))
        except RedisError:
            return [*found, "Valkey"]
        return (
            found
            if workers >= len(WORKERS) * len(hands(self.settings))
            else [*found, f"{workers} workers of {len(WORKERS) * len(hands(self.settings))}"]
        )

    def has_spare(self) -> bool:
        """Is there a second database that could lead?"""
        return postgres.is_doubled(self.databases, at_once=self.doubled)

    def command(self, *words: str) -> str:
        """A command of run.py from our own machine; what it printed."""
        environment = {**self._base, **self._told(self.net.folder / "ours"), "DATABASE_URL": self.database_url, "REDIS_URL": self.redis_url}
        done = subprocess.run([sys.executable, str(HERE / "run.py"), *words], env=environment, cwd=HERE, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"run.py {words[0]}: {done.stderr[-2000:]}")
        return done.stdout

    def ask(self, path: str, body: Any = None) -> Any:
        """A question to the vendors' control side."""
        content = None if body is None else json.dumps(body).encode()
        url = f"http://{self.machines['vendors'].address}:{doors.SANDBOX[0]}{path}"
        headers = {"Host": f"127.0.0.1:{doors.SANDBOX[0]}"}  # the only name that the sandbox has
        with urllib.request.urlopen(urllib.request.Request(url, content, headers), timeout=10) as answer:
            return json.loads(answer.read())

    def _ready(self, machine: Machine) -> bool:
        return _hears(f"http://{machine.address}:{doors.WEB}/readyz")

    def _answers(self, front: str) -> bool:
        return _hears(f"http://{self.machines[front].address}:{doors.FRONT}/healthz")

    def _store(self, machine: Machine) -> list[Program]:
        members = {name: self.machines[name].address for name in ("pg1", "pg2", "watch")}
        first, password = self.machines["keys1"].address, self.secrets["valkey"]
        found = [postgres.etcd(machine, members)] if machine.name in members else []
        if machine.name.startswith("pg"):
            assert self.account is not None
            found.append(
                postgres.patroni(
                    machine,
                    self.binaries,
                    self.python,
                    self.library,
                    self.account,
                    self.secrets,
                    list(members.values()),
                    doubled=self.doubled,
                )
            )
        if machine.name.startswith("keys"):
            found.append(valkey.server(machine, password, first))
        if machine.name in ("keys1", "keys2", "watch"):
            found.append(valkey.sentinel(machine, password, first))
        return found

    def _vendors(self, machine: Machine) -> list[Program]:
        return [doors.vendors_door(machine), self._command(machine, "sandbox")]

    def _front(self, machine: Machine) -> list[Program]:
        return [doors.front(machine, [self.machines[name] for name in WEBS], PUBLIC_NAME)]

    def _foyer(self, machine: Machine) -> list[Program]:
        beside = self.way_in(machine)
        if machine.name in WEBS:
            assert self.account is not None
            return [beside, doors.pooler(machine, self.account, self.secrets["foyer"]), self._command(machine, "web", pooled=True)]
        return [beside, self._command(machine, "worker" if machine.name in WORKERS else "scheduler")]

    def way_in(self, machine: Machine) -> Program:
        """What makes the database that leads this machine's own 127.0.0.1."""
        return doors.beside(machine, self.databases, self.machines["vendors"])

    def environment(self, machine: Machine, *, pooled: bool = False) -> dict[str, str]:
        """Settings of a Foyer on that machine."""
        port = doors.POOLED if pooled else postgres.PORT
        stores = {"DATABASE_URL": f"postgresql://foyer:{self.secrets['foyer']}@127.0.0.1:{port}/foyer", "REDIS_URL": self.redis_url}
        own = {"FOYER_HOST": machine.address, "FOYER_PORT": str(doors.WEB), "FOYER_DATABASE_POOLER": "yes" if pooled else "no"}
        return {**self._base, **self._told(machine.folder / "var"), **own, **stores}

    def _command(self, machine: Machine, *words: str, pooled: bool = False) -> Program:
        return Program(words[0], [sys.executable, str(HERE / "run.py"), *words], self.environment(machine, pooled=pooled))

    def _told(self, var: Path) -> dict[str, str]:
        """What every machine's settings have in common."""
        var.mkdir(mode=0o700, exist_ok=True)
        hosts = ",".join((PUBLIC_NAME, *(self.machines[name].address for name in (*FRONTS, *WEBS))))
        return {
            "FOYER_VAR": str(var),
            "FOYER_SECRET_KEY": self.secrets["session"] * 2,
            "FOYER_PUBLIC_URL": f"http://{PUBLIC_NAME}",
            "FOYER_TRUSTED_HOSTS": hosts,
            "FOYER_PROXIES": "1",
            "FOYER_WORKERS": "1",
            "FOYER_JOB_WORKERS": "1",
            "FOYER_RADIUS": "no",
            "FOYER_LOG_LEVEL": "warning",
            "FOYER_SANDBOX_PORT": str(doors.SANDBOX[0]),
            "FOYER_SANDBOX_SMTP_PORT": str(doors.SANDBOX[1]),
        }


@contextmanager
def stack(settings: Settings, folder: Path, *, doubled: bool = True) -> Iterator[Stack]:
    """All machines, wired and switched off, gone after the block. CannotStart when this computer cannot carry them."""
    if missing := provide(settings, PROGRAMS):
        raise CannotStart("\n".join(missing))
    with net(folder) as wires:
        yield Stack(wires, settings, doubled=doubled)


def _hears(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
