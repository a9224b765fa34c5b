"""What Valkey knows of the workers, and how it is itself: one pipeline, read as it lies there, since the screens start no jobs."""

from __future__ import annotations

import datetime as dt
import time
from contextlib import suppress
from dataclasses import dataclass

import redis

from app.core.valkey import connect

FIELDS = ("queues", "hostname", "pid", "birth", "last_heartbeat", "successful_job_count")
PATIENCE = 0.5  # seconds: a page that tells what is wrong must not hang on it
_links: dict[str, redis.Redis] = {}


@dataclass(frozen=True, slots=True)
class Worker:
    """A process that takes jobs of these queues."""

    name: str
    queues: tuple[str, ...]
    host: str
    pid: str
    born_at: dt.datetime | None
    seen_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Valkey:
    """`used` in bytes, `seconds` for one question; `trouble` says why nothing is known."""

    workers: tuple[Worker, ...] = ()
    used: int = 0
    keys: int = 0
    seconds: float = 0.0
    trouble: str = ""


def look(url: str) -> Valkey:
    """Never raises: a Valkey that is away is what the page is for."""
    if not url:
        return Valkey(trouble="off")
    if url not in _links:
        _links[url] = connect(url, socket_connect_timeout=PATIENCE, socket_timeout=PATIENCE)
    link = _links[url]
    try:
        began = time.monotonic()
        names = sorted(name.decode() for name in link.smembers("rq:workers") if isinstance(name, bytes))
        seconds = time.monotonic() - began
        with link.pipeline(transaction=False) as pipe:
            for name in names:
                pipe.hmget(name, FIELDS)
            pipe.info("memory")
            pipe.dbsize()
            *rows, memory, keys = pipe.execute()
    except redis.RedisError as lost:
        return Valkey(trouble=type(lost).__name__)
    workers = tuple(_worker(name, row) for name, row in zip(names, rows, strict=True) if any(row))
    return Valkey(tuple(sorted(workers, key=lambda each: each.queues)), int(memory.get("used_memory", 0)), int(keys), seconds)


def _worker(name: str, row: list[bytes | None]) -> Worker:
    queues, host, pid, birth, beat, _done = ((each or b"").decode() for each in row)
    return Worker(name.removeprefix("rq:worker:"), tuple(queues.split(",")), host, pid, _instant(birth), _instant(beat))


def _instant(text: str) -> dt.datetime | None:
    with suppress(ValueError):
        found = dt.datetime.fromisoformat(text.replace("Z", "+00:00"))
        return found if found.tzinfo else found.replace(tzinfo=dt.UTC)
    return None
