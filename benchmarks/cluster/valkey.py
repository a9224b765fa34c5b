"""Valkey that survives its machine: one leads, one follows, and three Sentinels agree on who."""

from __future__ import annotations

from redis import Redis
from redis.exceptions import RedisError

from app.cli.servers.binaries import valkey_server
from benchmarks.cluster.network import Machine, Program

PORT, SENTINEL = 6379, 26379
NAME = "foyer"
SILENT = 3000  # milliseconds until a Sentinel takes a server for dead
QUORUM = 2


def server(machine: Machine, password: str, leads: str) -> Program:
    """Valkey on this machine, behind the one at `leads` unless it is that one. After a fail-over its own file says whom it follows."""
    told = machine.folder / "valkey.conf"
    if not told.exists():
        told.touch(mode=0o600)
        told.write_text(
            f'port {PORT}\nbind {machine.address}\nrequirepass {password}\nmasterauth {password}\ndir "{machine.folder}"\n'
            'appendonly yes\nappendfsync everysec\nmaxmemory-policy noeviction\nsave ""\ndaemonize no\nrepl-diskless-sync-delay 0\n'
            + ("" if leads == machine.address else f"replicaof {leads} {PORT}\n")
        )
    return Program("valkey", [str(valkey_server()), str(told)])


def sentinel(machine: Machine, password: str, leads: str) -> Program:
    """One that watches. It writes what it learns into its own file."""
    told = machine.folder / "sentinel.conf"
    if not told.exists():
        told.touch(mode=0o600)
        told.write_text(
            f'port {SENTINEL}\nbind {machine.address}\nrequirepass {password}\ndir "{machine.folder}"\nsentinel sentinel-pass {password}\n'
            f"sentinel monitor {NAME} {leads} {PORT} {QUORUM}\nsentinel auth-pass {NAME} {password}\n"
            f"sentinel down-after-milliseconds {NAME} {SILENT}\nsentinel failover-timeout {NAME} 10000\n"
        )
    return Program("sentinel", [str(valkey_server()), str(told), "--sentinel"])


def leader(watchers: list[Machine], password: str) -> str:
    """The address that most of the Sentinels which answer name; empty when none does."""
    named = [told for machine in watchers if (told := _asked(machine, password))]
    return max(named, key=named.count, default="")


def _asked(machine: Machine, password: str) -> str:
    with Redis(machine.address, SENTINEL, password=password, socket_timeout=1, socket_connect_timeout=1, decode_responses=True) as link:
        try:
            found = link.sentinel_get_master_addr_by_name(NAME)
        except RedisError:
            return ""
    return found[0] if found else ""
