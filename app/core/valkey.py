"""The way to Valkey, for everybody: one server, or whichever of several its Sentinels say leads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from redis import Redis

SENTINEL = "redis+sentinel"
SENTINEL_PORT = 26379
SENTINEL_PATIENCE = 1.0  # seconds: one that is away must not keep us from asking the next


def connect(url: str, **options: Any) -> Redis:
    """A client that connects when it is first used; `options` are those of `redis.Redis`.

    `redis://`, `rediss://` and `unix://` name a server. `redis+sentinel://[:PASSWORD@]HOST:PORT,HOST:PORT/NAME` names
    Sentinels: each new connection asks one of them which server leads NAME, so that a fail-over needs no restart. The
    password is that of Sentinels and servers alike, as flask-limiter's storage reads the same address. Raises
    ValueError for an address that is neither.
    """
    import redis  # here, because a process that asks no vendor needs none of it

    if not is_sentinel(url):
        return redis.Redis.from_url(url, **options)
    from redis.sentinel import Sentinel

    hosts, name, password = sentinels(url)
    own = {"socket_connect_timeout": SENTINEL_PATIENCE, "socket_timeout": SENTINEL_PATIENCE, "password": password}
    watch = Sentinel(hosts, sentinel_kwargs=own, password=password, **options)  # type: ignore[no-untyped-call]
    leads: Redis = watch.master_for(name)  # type: ignore[no-untyped-call]
    return leads


def is_sentinel(url: str) -> bool:
    """Does this address name Sentinels?"""
    return urlsplit(url).scheme == SENTINEL


def sentinels(url: str) -> tuple[list[tuple[str, int]], str, str | None]:
    """The Sentinels of an address, the name they watch, and the password; ValueError when one of the first two is missing."""
    place = urlsplit(url)
    name = place.path.strip("/")
    if not name or "/" in name:
        raise ValueError("after the Sentinels comes the name that they watch: redis+sentinel://HOST:PORT,HOST:PORT/NAME")
    hosts: list[tuple[str, int]] = []
    credentials, _at, listed = place.netloc.rpartition("@")
    for each in listed.split(","):
        host, _colon, port = each.rpartition(":") if ":" in each else (each, "", str(SENTINEL_PORT))
        if not host or not port.isdigit():
            raise ValueError(f"{each or 'nothing'} is no Sentinel; each is HOST:PORT")
        hosts.append((host, int(port)))
    return hosts, name, unquote(credentials.partition(":")[2]) or None
