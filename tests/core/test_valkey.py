"""Valkey by its own address, and by the Sentinels that know who leads."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis.exceptions import RedisError

from app.cli.servers.binaries import valkey_server
from app.cli.servers.ports import any_free
from app.core.valkey import connect, sentinels
from app.web import limits

PASSWORD = "p@ss/word"


def test_an_address_names_sentinels_and_what_they_watch():
    assert sentinels("redis+sentinel://:p%40ss@a.example:1,b.example/foyer") == ([("a.example", 1), ("b.example", 26379)], "foyer", "p@ss")
    assert sentinels("redis+sentinel://a.example/foyer") == ([("a.example", 26379)], "foyer", None)


@pytest.mark.parametrize(
    "wrong",
    ["redis+sentinel://a.example:1", "redis+sentinel://a.example:1/foyer/0", "redis+sentinel:///foyer", "redis+sentinel://a:x/foyer"],
)
def test_an_address_that_names_none_is_refused(wrong):
    with pytest.raises(ValueError, match="HOST:PORT"):
        connect(wrong)


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[str]:
    """The address of a Sentinel that watches a Valkey, and of a second one that is away."""
    port, watch = any_free(), any_free()
    (tmp_path / "valkey.conf").write_text(f'port {port}\nbind 127.0.0.1\nrequirepass "{PASSWORD}"\nsave ""\n')
    (tmp_path / "sentinel.conf").write_text(
        f'port {watch}\nbind 127.0.0.1\nrequirepass "{PASSWORD}"\nsentinel monitor foyer 127.0.0.1 {port} 1\nsentinel auth-pass foyer "{PASSWORD}"\n'
    )
    running = [
        subprocess.Popen([str(valkey_server()), str(tmp_path / f"{name}.conf"), *more], cwd=tmp_path, stdout=subprocess.DEVNULL)
        for name, more in (("valkey", ()), ("sentinel", ("--sentinel",)))
    ]
    yield f"redis+sentinel://:p%40ss%2Fword@127.0.0.1:{any_free()},127.0.0.1:{watch}/foyer"
    for each in running:
        each.terminate()
        each.wait()


def test_whoever_leads_is_found_past_a_sentinel_that_is_away(watched):
    link = connect(watched, socket_timeout=10, socket_connect_timeout=10)
    end = time.monotonic() + 60
    while True:
        try:
            link.set("told", "yes")
            break
        except RedisError:
            assert time.monotonic() < end
            time.sleep(0.05)
    assert link.get("told") == b"yes"


def test_limits_are_counted_at_whoever_leads():
    assert limits.config("redis+sentinel://a.example:1/foyer")["RATELIMIT_STORAGE_OPTIONS"] == {
        "socket_connect_timeout": 1,
        "socket_timeout": 1,
        "use_replicas": False,
    }
    assert "use_replicas" not in limits.config("redis://a.example/0")["RATELIMIT_STORAGE_OPTIONS"]  # type: ignore[operator]
