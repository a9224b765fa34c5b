"""PostgreSQL that survives its machine: two servers under Patroni, one of them always written to as well, with etcd to say who leads."""

from __future__ import annotations

import json
import os
import pwd
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path

import psycopg
from psycopg import sql

from app.cli.say import CannotStart, step
from app.cli.servers.account import opened, works_as
from benchmarks.cluster.network import PREFIX, Machine, Program

PATRONI = "patroni[etcd3,psycopg3]==4.1.5"
PORT, REST, ETCD, ETCD_PEER = 5432, 8008, 2379, 2380
LOOK = 2  # seconds between two looks of Patroni
LEASE = 20  # seconds until the others take over from a leader that is silent; Patroni allows no less
EXTENSIONS = ("btree_gist", "pg_trgm")


def etcd(machine: Machine, members: dict[str, str]) -> Program:
    """A member of etcd; `members` are names and addresses of all of them."""
    mine = f"http://{machine.address}"
    argv = ["etcd", "--name", machine.name, "--data-dir", str(machine.folder / "etcd"), "--log-level", "warn"]
    argv += ["--listen-client-urls", f"{mine}:{ETCD}", "--advertise-client-urls", f"{mine}:{ETCD}"]
    argv += ["--listen-peer-urls", f"{mine}:{ETCD_PEER}", "--initial-advertise-peer-urls", f"{mine}:{ETCD_PEER}"]
    argv += ["--initial-cluster", ",".join(f"{name}=http://{address}:{ETCD_PEER}" for name, address in members.items())]
    argv += ["--initial-cluster-state", "new"]
    return Program("etcd", argv)


def patroni(
    machine: Machine,
    programs: Path,
    python: str,
    library: Path,
    account: pwd.struct_passwd,
    secrets: dict[str, str],
    stores: list[str],
    *,
    doubled: bool,
) -> Program:
    """A PostgreSQL under Patroni. `secrets`: passwords of `postgres` and `replicator`; `stores`: the addresses of etcd; `doubled`: a yes waits for the spare."""
    told = machine.folder / "patroni.json"  # YAML reads JSON
    told.touch(mode=0o600)
    told.write_text(json.dumps(_configuration(machine, programs, secrets, stores, doubled), indent=1))
    for path in (machine.folder, told):
        os.chown(path, account.pw_uid, account.pw_gid)
    return Program("patroni", [python, "-m", "patroni", str(told)], {"PYTHONPATH": str(library), "HOME": str(machine.folder)}, account)


def _configuration(machine: Machine, programs: Path, secrets: dict[str, str], stores: list[str], doubled: bool) -> dict[str, object]:
    everyone = [f"host {database} all {PREFIX}0/24 scram-sha-256" for database in ("all", "replication")]
    return {
        "scope": "foyer",
        "name": machine.name,
        "log": {"level": "WARNING"},
        "restapi": {"listen": f"{machine.address}:{REST}", "connect_address": f"{machine.address}:{REST}"},
        "etcd3": {"hosts": [f"{address}:{ETCD}" for address in stores]},
        "bootstrap": {
            "dcs": {
                "ttl": LEASE,
                "loop_wait": LOOK,
                "retry_timeout": 6,
                "maximum_lag_on_failover": 0,
                "synchronous_mode": doubled,
                "postgresql": {
                    "use_pg_rewind": True,
                    "parameters": {"max_connections": 300, "wal_log_hints": "on", "timezone": "UTC", "log_error_verbosity": "terse"},
                },
            },
            "initdb": [{"encoding": "UTF8"}, {"locale": "C.UTF-8"}, "data-checksums"],
        },
        "postgresql": {
            "listen": f"{machine.address}:{PORT}",
            "connect_address": f"{machine.address}:{PORT}",
            "data_dir": str(machine.folder / "data"),
            "bin_dir": str(programs),
            "pgpass": str(machine.folder / "pgpass"),
            "parameters": {"unix_socket_directories": str(machine.folder)},
            "pg_hba": ["local all all scram-sha-256", *everyone],
            "basebackup": [{"checkpoint": "fast"}],  # else a spare waits minutes for the leader's next one, and so does every yes
            "authentication": {
                "superuser": {"username": "postgres", "password": secrets["postgres"]},
                "replication": {"username": "replicator", "password": secrets["replicator"]},
            },
        },
    }


def library(shared: Path, account: pwd.struct_passwd) -> tuple[str, Path]:
    """A Python that PostgreSQL's account can run, and the folder of Patroni for it, fetched once."""
    python = next(
        (
            found
            for name in ("python3.13", "python3.12", "python3.11", "python3")
            if (found := shutil.which(name, path="/usr/local/bin:/usr/bin")) and works_as(account, [found, "--version"])
        ),
        None,
    )
    if python is None:
        raise CannotStart(f"There is no Python in /usr/bin that the account {account.pw_name} can run, and Patroni needs one.")
    folder = shared / PATRONI.replace("[etcd3,psycopg3]==", "-")
    if not folder.exists():
        opened(shared)
        half = folder.with_suffix(f".{os.getpid()}")
        with step("fetching Patroni"):
            argv = [
                sys.executable,
                "-m",
                "pip",
                "--python",
                python,
                "install",
                "--quiet",
                "--target",
                str(half),
                PATRONI,
                "psycopg[binary]",
            ]
            done = subprocess.run(argv, capture_output=True, text=True, umask=0o022)
        if done.returncode:
            raise CannotStart(f"Patroni cannot be fetched: {done.stderr.strip()[-500:]}")
        half.rename(folder)
    return python, folder


def leader(machines: list[Machine]) -> Machine | None:
    """Which of them takes writes now, by its own word."""
    return next((machine for machine in machines if _says(machine, "primary")), None)


def is_doubled(machines: list[Machine], *, at_once: bool = True) -> bool:
    """Is there a second server: with `at_once` one that has all that the leader has acknowledged?"""
    return any(_says(machine, "sync" if at_once else "replica") for machine in machines)


def _says(machine: Machine, role: str) -> bool:
    try:
        with urllib.request.urlopen(f"http://{machine.address}:{REST}/{role}", timeout=1) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def prepare(address: str, secrets: dict[str, str]) -> None:
    """The account and the database of Foyer, on the server that leads."""
    door = {"host": address, "port": PORT, "user": "postgres", "password": secrets["postgres"], "autocommit": True}
    with psycopg.connect(dbname="postgres", **door) as connection:  # type: ignore[arg-type]
        connection.execute(sql.SQL("CREATE ROLE foyer LOGIN PASSWORD {}").format(secrets["foyer"]))
        connection.execute("CREATE DATABASE foyer OWNER foyer")
    with psycopg.connect(dbname="foyer", **door) as connection:  # type: ignore[arg-type]
        for extension in EXTENSIONS:
            connection.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))
