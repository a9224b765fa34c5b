"""PostgreSQL and Valkey of one folder: shared while somebody needs them, gone when nobody does, back after every kind of death."""

from __future__ import annotations

import os
import signal
import socket
import stat
import subprocess
import time
from pathlib import Path
from threading import Timer

import psutil
import psycopg
import pytest
import redis

from app.cli.places import placed
from app.cli.servers import ports
from config import Settings
from tests.cli.conftest import Place, alive, gone


def urls(child) -> tuple[str, str]:
    database, queue = child.words.split()
    return database, queue


def stop(child) -> None:
    child.send_signal(signal.SIGTERM)
    assert child.wait(120) == 0


def test_they_start_and_go_with_their_command(place):
    child = place.hold()
    database, queue = urls(child)

    with psycopg.connect(database) as connection:
        assert connection.info.server_version >= 180000
        assert {name for (name,) in connection.execute("SELECT extname FROM pg_extension")} >= {"btree_gist", "pg_trgm"}
        assert connection.execute("SHOW listen_addresses").fetchone() == ("127.0.0.1",)
        assert connection.execute("SHOW timezone").fetchone() == ("UTC",)
    with redis.Redis.from_url(queue) as client:
        assert client.config_get("appendonly", "appendfsync") == {"appendonly": "yes", "appendfsync": "everysec"}
        assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
    pids = list(place.pids().values())
    stop(child)

    assert gone(pids)
    assert not (place.var / "running.json").exists()


def test_passwords_are_needed_and_private(place):
    database, queue = urls(place.hold())
    password = (place.var / "postgres.password").read_text()

    with pytest.raises(psycopg.OperationalError, match="authentication failed"):
        psycopg.connect(database.replace(password, "guess"))
    with (
        pytest.raises(redis.RedisError),
        redis.Redis.from_url(queue.replace((place.var / "valkey.password").read_text(), "guess")) as client,
    ):
        client.ping()
    for name in ("postgres.password", "valkey.password", "running.json", "valkey/valkey.conf"):
        assert stat.S_IMODE((place.var / name).stat().st_mode) == 0o600, name
    assert password not in subprocess.run(["ps", "axww"], capture_output=True, text=True).stdout


def test_the_second_command_uses_the_servers_of_the_first_which_wait_for_it(place):
    first, second = place.hold(), place.hold(4)
    assert first.words == second.words
    pids = list(place.pids().values())

    first.send_signal(signal.SIGTERM)
    time.sleep(0.5)
    with psycopg.connect(urls(second)[0]) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert second.wait(120) == first.wait(120) == 0
    assert gone(pids)


def test_data_and_ports_are_kept_from_start_to_start(place):
    first = place.hold()
    before = first.words
    with psycopg.connect(urls(first)[0]) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    with redis.Redis.from_url(urls(first)[1]) as client:
        client.set("kept", 42)
    stop(first)
    second = place.hold()

    assert second.words == before
    with psycopg.connect(urls(second)[0]) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)
    with redis.Redis.from_url(urls(second)[1]) as client:
        assert client.get("kept") == b"42"


def test_two_folders_have_their_own_servers(place, tmp_path_factory):
    other = Place(place.var.parent / "var2")
    try:
        assert not set(urls(place.hold())) & set(urls(other.hold()))
    finally:
        other.end()


def test_a_killed_command_leaves_nothing_and_the_next_start_recovers(place):
    child = place.hold()
    with psycopg.connect(urls(child)[0]) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    pids = list(place.pids().values())
    child.kill()

    assert gone(pids), "the servers outlived whoever started them"
    with psycopg.connect(urls(place.hold())[0]) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)


def test_everything_killed_at_once_as_in_a_power_cut(place):
    child = place.hold()
    with redis.Redis.from_url(urls(child)[1]) as client:
        client.set("kept", 42)
        client.execute_command("WAITAOF", 1, 0, 2000)
    for pid in (child.pid, *place.pids().values()):
        os.kill(pid, signal.SIGKILL)
    child.wait()
    database, queue = urls(place.hold())

    with psycopg.connect(database) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    with redis.Redis.from_url(queue) as client:
        assert client.get("kept") == b"42"


def test_a_query_that_outlives_a_killed_postgres_does_not_keep_the_next_one_out(place):
    child = place.hold()
    connection = psycopg.connect(urls(child)[0], autocommit=True)
    orphan = connection.info.backend_pid
    connection.pgconn.send_query(b"SELECT count(*) FROM generate_series(1, 100000) a, generate_series(1, 100000) b")
    time.sleep(0.3)
    for pid in (child.pid, *place.pids().values()):
        os.kill(pid, signal.SIGKILL)
    child.wait()
    assert alive(orphan), "a busy query does not notice that its server is gone"

    with psycopg.connect(urls(place.hold())[0]) as again:
        assert again.execute("SELECT 1").fetchone() == (1,)
    assert gone([orphan])
    connection.close()


def test_a_survivor_of_an_earlier_life_is_stopped_first(place):
    """Where the kernel sends no signal on a parent's death, as on macOS, the next start has to clear up."""
    stop(place.hold())
    stray = subprocess.Popen(["sleep", "60"])
    born = psutil.Process(stray.pid).create_time()
    (place.var / "processes.json").write_text(f'{{"valkey": [{stray.pid}, {born}, 15], "postgres": [{os.getpid()}, 1.0, 15]}}')
    place.hold()

    assert stray.wait(60) == -signal.SIGTERM
    assert alive(os.getpid()), "a number that came round again is not a survivor"


def test_a_pid_file_that_names_another_process_of_the_same_user(place):
    """After a reboot the old number often belongs to somebody else, and PostgreSQL alone would refuse to start."""
    stop(place.hold())
    owner = (place.var / "postgres").stat()
    identity = {"user": owner.st_uid, "group": owner.st_gid, "extra_groups": []} if os.geteuid() == 0 else {}
    stranger = subprocess.Popen(["sleep", "60"], cwd="/", **identity)
    try:
        (place.var / "postgres" / "postmaster.pid").write_text(f"{stranger.pid}\n{place.var}/postgres\n1\n5432\n\n\n\n\n")
        assert place.hold().words.startswith("postgresql://")
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_ports_that_somebody_took_meanwhile_are_replaced(place):
    first = place.hold()
    ports = [int(url.rsplit(":", 1)[1].split("/")[0]) for url in urls(first)]
    stop(first)
    thieves = []
    for port in ports:
        thief = socket.create_server(("127.0.0.1", port))
        thieves.append(thief)
    try:
        again = [int(url.rsplit(":", 1)[1].split("/")[0]) for url in urls(place.hold())]
        assert not set(again) & set(ports)
    finally:
        for thief in thieves:
            thief.close()


def test_a_port_that_a_dying_process_still_holds_is_waited_for():
    """The last thread of a killed process closes its port after the process seems gone."""
    with socket.socket() as dying:
        dying.bind(("127.0.0.1", 0))
        port = dying.getsockname()[1]
        Timer(0.4, dying.close).start()

        assert placed(Settings.load({"FOYER_SANDBOX_PORT": str(port)})).sandbox_port == port


def test_a_half_made_data_folder_is_made_again(place):
    place.var.mkdir()
    (place.var / "postgres.new").mkdir()
    (place.var / "postgres.new" / "PG_VERSION").write_text("18\n")

    assert place.hold().words.startswith("postgresql://")


def test_data_of_another_major_version_is_refused_in_words(place):
    stop(place.hold())
    (place.var / "postgres" / "PG_VERSION").write_text("17\n")

    assert "was made by PostgreSQL 17, and this is 18" in place.hold().words


def test_a_lost_password_is_refused_in_words(place):
    stop(place.hold())
    (place.var / "postgres.password").unlink()

    assert "is not the password of the database beside it" in place.hold().words


def test_an_address_of_both_kinds_takes_calls_of_both_kinds():
    try:
        door = ports.door("::", 0)
    except OSError:
        pytest.skip("this machine has no IPv6")
    with door:
        for host in ("127.0.0.1", "::1"):
            socket.create_connection((host, door.getsockname()[1]), timeout=60).close()


def test_outside_servers_are_taken_as_they_are(place):
    first = place.hold()
    other = Place(Path(f"{place.var}-other"))
    other.environ |= dict(zip(("DATABASE_URL", "REDIS_URL"), urls(first), strict=True))
    try:
        assert other.hold().words == first.words
        assert not (other.var / "processes.json").exists()
    finally:
        other.end()
