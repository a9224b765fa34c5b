"""ready: does a process of Foyer do its work? 0 when it does; made to be asked often, so it loads little."""

from __future__ import annotations

import argparse
import datetime as dt
import http.client
import socket

import psutil
from redis import RedisError

from app.cli.say import say
from app.cli.servers import lease
from app.core.storage import StorageAway, storage_of
from app.core.valkey import connect
from config import EVERYWHERE, Settings

HEARD_OF = 60  # seconds since the last sign of life of a worker of this machine; they give one each 5 seconds
CLOCKS = "rq:scheduler_instance:"  # how the key of each running clock begins, then its machine (jobs/clock.py)


def main(argv: list[str], settings: Settings) -> int:
    parser = argparse.ArgumentParser("run.py ready", description=__doc__)
    parser.add_argument("role", choices=LOOKS, help="which process of this machine, or the storage of files as it is seen from here")
    role = parser.parse_args(argv).role
    places = lease.published(settings.var) or {}
    settings = settings.moved(**{name: value for name, value in places.items() if name not in settings.given})
    if settings.database_url and settings.redis_url and LOOKS[role](settings):
        return 0
    say(f"The {role} does not do its work.")
    return 1


def works(settings: Settings) -> bool:
    """A worker of this machine was heard of lately."""
    try:
        with connect(settings.redis_url, socket_connect_timeout=3, socket_timeout=3) as store:
            here = [name for name in store.smembers("rq:workers") if (store.hget(name, "hostname") or b"").decode() == socket.gethostname()]
            now = store.time()[0]
            return any(now - seen < HEARD_OF for name in here if (seen := _instant(store.hget(name, "last_heartbeat"))))
    except RedisError:
        return False


def ticks(settings: Settings) -> bool:
    """The clock of this machine looked lately whether a tick is due, as a spare does too; its sign of life is gone after some seconds. Whether ticks are worked off is the workers' to say."""
    try:
        with connect(settings.redis_url, socket_connect_timeout=3, socket_timeout=3) as store:
            return any(not store.hexists(name, "death") for name in store.scan_iter(f"{CLOCKS}{socket.gethostname()}:*", count=1000))
    except RedisError:
        return False


def stores(settings: Settings) -> bool:
    """The place that FOYER_FILES names answers; where it names none, files are in the database."""
    place = storage_of(settings)
    try:
        if place is not None:
            place.look()
    except StorageAway:
        return False
    return True


def _instant(said: bytes | None) -> float:
    try:
        found = dt.datetime.fromisoformat((said or b"").decode().replace("Z", "+00:00"))
    except ValueError:
        return 0.0
    return (found if found.tzinfo else found.replace(tzinfo=dt.UTC)).timestamp()


def answers(name: str, pid: int, settings: Settings) -> bool:
    """The web says that it could work now, the sandbox accepts both HTTP and mail, the pool has its workers; the clock has no door to knock at."""
    if name == "web":
        return healthy(settings)
    if name == "sandbox":
        return listens(settings.sandbox_port) and listens(settings.sandbox_smtp_port)
    if name == "worker":
        return has_children(pid)
    return True


def healthy(settings: Settings) -> bool:
    """Asked in the name of a host that Foyer answers to."""
    host = "127.0.0.1" if settings.host in EVERYWHERE else settings.host
    link = http.client.HTTPConnection(host, settings.port, timeout=5)
    try:
        link.request("GET", "/readyz", headers={"Host": settings.trusted_hosts[0]})
        return link.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        link.close()


def listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def has_children(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).children())
    except psutil.NoSuchProcess:
        return False


LOOKS = {"web": healthy, "worker": works, "scheduler": ticks, "storage": stores}
