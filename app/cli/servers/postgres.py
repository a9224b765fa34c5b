"""PostgreSQL from its wheel: TCP on the loopback, a generated password, no Unix socket."""

from __future__ import annotations

import signal
from pathlib import Path

import psycopg

from app.cli.say import CannotStart
from app.cli.servers import ports
from app.cli.servers.account import opened, server_account
from app.cli.servers.binaries import postgres_folder
from app.cli.servers.child import Process, answers, last_words, spawn
from app.cli.servers.cluster import ENVIRONMENT, data_folder, drop_stale_pid, end_orphans, made
from config import Mode, Settings, kept_secret

STOP = signal.SIGINT  # fast: open transactions are rolled back
DATABASE = "foyer"
QUIET = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}  # test clusters live for minutes


def start(settings: Settings) -> tuple[Process, str]:
    """The running server and the URL of the database `foyer`."""
    var = settings.var
    account = server_account(var / "postgres")
    if account is not None:
        opened(settings.shared_folder)
    programs = postgres_folder(account, settings.shared_folder)
    data = data_folder(var, account, settings.shared_folder)
    password = kept_secret(var, "postgres.password")
    testing = settings.mode is Mode.TEST
    drop_stale_pid(data)
    end_orphans(data)
    made(data, programs, account, password, lasting=not testing)
    # terse: the details of a refused row are its values, and those are people's
    options = {
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "log_error_verbosity": "terse",
    } | (QUIET if testing else {})
    wanted = ports.remembered(var, "postgres")
    for port in (wanted or ports.any_free(), *(ports.any_free() for _ in range(4))):
        if not ports.is_free(port):
            continue
        argv = [str(programs / "postgres"), "-D", str(data), "-p", str(port)]
        argv += [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        child = spawn("postgres", argv, var=var, env=ENVIRONMENT, stop=STOP, account=account)
        url = f"postgresql://foyer:{password}@127.0.0.1:{port}"
        if answers(child, lambda url=url: accepts(f"{url}/postgres", var)):  # type: ignore[misc]
            ports.remember(var, "postgres", port)
            prepare(f"{url}/postgres", f"{url}/{DATABASE}")
            return child, f"{url}/{DATABASE}"
    raise CannotStart(f"PostgreSQL did not start. Its last words:\n{last_words(var, 'postgres')}")


def accepts(url: str, var: Path) -> bool:
    try:
        psycopg.connect(url, connect_timeout=5).close()
    except psycopg.OperationalError as reason:
        if "password authentication failed" in str(reason):
            raise CannotStart(f"{var}/postgres.password is not the password of the database beside it. Put the right file back.") from None
        return False
    return True


def prepare(server: str, database: str) -> None:
    """The database and the extensions that the tables need."""
    with psycopg.connect(server, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(f"CREATE DATABASE {DATABASE}")
    with psycopg.connect(
        database, autocommit=True, options="-c default_transaction_read_only=off"
    ) as connection:  # a restore that was killed left it closed
        for extension in ("btree_gist", "pg_trgm"):
            connection.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
