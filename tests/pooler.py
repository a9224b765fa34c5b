"""With `--pooler` the web of the tests reaches its database as web nodes among many do: through PgBouncer, which gives each transaction to another process of the server."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from app.cli.servers.account import identity, server_account
from app.cli.servers.child import answers, dies_with_us, end
from app.cli.servers.ports import any_free
from config import Settings


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--pooler", action="store_true", help="the web of the tests reaches PostgreSQL through PgBouncer, in transaction mode")


@pytest.fixture(scope="session")
def web_settings(settings: Settings, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """What the tests' web is told. Everything else is beside the database, as workers and commands are."""
    if not request.config.getoption("--pooler"):
        yield settings
        return
    folder, port = tmp_path_factory.mktemp("pooler"), any_free()
    pooler = begun(settings, folder, port)
    try:
        there = urlsplit(settings.database_url)
        through = there._replace(netloc=f"{there.username}:{there.password}@127.0.0.1:{port}").geturl()
        yield replace(settings, database_url=through, database_pooler=True)
    finally:
        end(pooler, signal.SIGTERM)


def begun(settings: Settings, folder: Path, port: int) -> subprocess.Popen[bytes]:
    """Few connections, so that they are given on all the time."""
    there, account = urlsplit(settings.database_url), server_account(Path(settings.var) / "postgres")
    names, told = folder / "names.txt", folder / "pgbouncer.ini"
    names.touch(mode=0o600)
    names.write_text(f'"{unquote(there.username or "")}" "{unquote(there.password or "")}"\n')
    told.write_text(
        f"[databases]\n* = host={there.hostname} port={there.port}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\n"
        f"auth_type = scram-sha-256\nauth_file = {names}\npool_mode = transaction\nmax_client_conn = 200\ndefault_pool_size = 4\nunix_socket_dir =\n"
    )
    if account is not None:
        for path in (folder, names, told):
            os.chown(path, account.pw_uid, account.pw_gid)
    pooler = subprocess.Popen(["pgbouncer", "-q", str(told)], cwd="/", preexec_fn=dies_with_us(signal.SIGTERM), **identity(account))
    assert answers(pooler, lambda: is_open(port)), "PgBouncer does not start. On Debian: sudo apt-get install pgbouncer"
    return pooler


def is_open(port: int) -> bool:
    with socket.socket() as door:
        return door.connect_ex(("127.0.0.1", port)) == 0
