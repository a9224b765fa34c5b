"""PostgreSQL, Valkey and the storage of files: reachable, new enough, and set up as Foyer needs them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import urlsplit

import psycopg
import redis

from app.cli import schema
from app.cli.diagnosis import Finding, note, well, wrong
from app.cli.say import typed
from app.core.storage import StorageAway, WrongBytes, storage_of
from app.core.valkey import connect
from app.models.setting import FILES_OWNER
from config import LOOPBACK, Settings

POSTGRES_FLOOR, REDIS_FLOOR = 16, 7
EXTENSIONS = ("btree_gist", "pg_trgm")


def database(settings: Settings) -> Iterator[Finding]:
    place = urlsplit(settings.database_url).hostname or "this machine"
    try:
        connection = psycopg.connect(settings.database_url, connect_timeout=5)
    except psycopg.Error as reason:
        remedy = "Is it running, may this machine reach it, and are the name and password in DATABASE_URL right?"
        yield wrong("Database", f"PostgreSQL at {place} does not let us in: {str(reason).splitlines()[0]}", remedy)
        return
    with connection:
        version = connection.info.server_version // 10_000
        if version < POSTGRES_FLOOR:
            yield wrong("Database", f"PostgreSQL at {place} is version {version}", f"Foyer needs {POSTGRES_FLOOR} or newer.")
        else:
            yield well("Database", f"PostgreSQL {version} at {place}")
        name, account, encoding = connection.info.dbname, connection.info.user, connection.info.parameter_status("server_encoding")
        if encoding != "UTF8":
            remedy = f"Make another for Foyer: CREATE DATABASE foyer OWNER {account} ENCODING 'UTF8' TEMPLATE template0;"
            yield wrong("Database", f"The database {name} keeps its text as {encoding}, which has no room for every name", remedy)
            return
        there = {str(name) for (name,) in connection.execute("SELECT extname FROM pg_extension")}
        to_be_had = {str(name) for (name,) in connection.execute("SELECT name FROM pg_available_extensions")}
        for extension in EXTENSIONS:
            if extension not in to_be_had:
                yield wrong(
                    "Database", f"The extension {extension} is not installed on the server", "Install the package postgresql-contrib there."
                )
            elif extension not in there:
                remedy = f"{typed(settings, 'migrate')} creates it when its account may; otherwise an administrator: CREATE EXTENSION {extension};"
                yield note("Database", f"The extension {extension} is not in this database yet", remedy)
        allowed = connection.execute("SELECT has_schema_privilege(current_schema(), 'CREATE')").fetchone() == (True,)
    found, newest = schema.current(settings.database_url), schema.newest()
    if found != newest and not allowed:
        yield wrong(
            "Database",
            f"The account {account} may make no tables in the database {name}",
            f"An administrator: ALTER DATABASE {name} OWNER TO {account};",
        )
    yield tables(found, newest, settings)


def tables(found: str | None, newest: str | None, settings: Settings) -> Finding:
    if found == newest:
        return well("Database", f"The tables are at the newest revision, {found}")
    fact = f"The tables are at revision {found}, and this Foyer needs {newest}" if found else "There are no tables yet"
    return note("Database", fact, f"{typed(settings, 'migrate')} makes them; a start of run.py or of the units does it by itself.")


def queue(settings: Settings) -> Iterator[Finding]:
    place = urlsplit(settings.redis_url).hostname or "this machine"
    try:
        with connect(settings.redis_url, socket_timeout=5, socket_connect_timeout=5) as client:
            about = client.info()
            policy = client.config_get("maxmemory-policy").get("maxmemory-policy") if place in (*LOOPBACK, "this machine") else None
    except (redis.RedisError, ValueError) as reason:
        yield wrong(
            "Queue",
            f"Valkey or Redis at {place} does not answer: {reason}",
            "Is it running, and are the host, port and password in REDIS_URL right?",
        )
        return
    version = str(about.get("valkey_version") or about["redis_version"])
    kind = "Valkey" if "valkey_version" in about else "Redis"
    if int(version.split(".")[0]) < REDIS_FLOOR:
        yield wrong("Queue", f"{kind} at {place} is version {version}", "Foyer needs Valkey 8 or Redis 7, or newer.")
    else:
        yield well("Queue", f"{kind} {version} at {place}")
    if not about.get("aof_enabled"):
        yield note(
            "Queue",
            "Its append-only file is off",
            "Nothing is lost for good, but waiting jobs start later after a crash. Set: appendonly yes",
        )
    if policy not in (None, "noeviction"):
        yield wrong("Queue", f"It throws keys away when memory is short ({policy})", "Set: maxmemory-policy noeviction")


def files(settings: Settings) -> Iterator[Finding]:
    """A content is put there, read back and removed; and nothing of ours is in another place."""
    place, known = storage_of(settings), _places(settings.database_url)
    if known is None:
        return  # no database, and what the place should hold is not known
    if elsewhere := [each for each in known if place is None or each != place.place]:
        yield wrong(
            "Files",
            f"Contents of files are in {', '.join(elsewhere)}, and FOYER_FILES is {settings.files or 'empty'}",
            "Set it to where they are; how to move them: docs/deploying.md.",
        )
    if place is None:
        yield well("Files", "In the database, with the rows that they belong to")
        return
    try:
        place.look() if place.place in known else place.begin()
        if (owner := place.owner()) and owner != _own_name(settings.database_url):
            yield wrong(
                "Files",
                f"Another Foyer keeps files in {place.place}, or this one was restored from a backup: nothing there is moved or removed",
                f"Give each Foyer a place of its own. If the other one is gone for good: {typed(settings, 'files --adopt')}",
            )
            return
        place.delete(place.put(os.urandom(64)))
    except (StorageAway, WrongBytes) as reason:
        yield wrong(
            "Files",
            f"{place.place} does not take a file: {reason}",
            "Is it there, and may the account of Foyer list, read, write and delete? See FOYER_FILES and FOYER_S3_… in docs/settings.md.",
        )
    else:
        yield well("Files", f"{place.place} takes a file, gives it back and removes it")


def _own_name(url: str) -> str:
    """How this Foyer calls itself where it keeps files; empty where it never did."""
    with suppress(psycopg.Error), psycopg.connect(url, connect_timeout=5) as door:
        found = door.execute("SELECT value #>> '{}' FROM setting WHERE name = %s", [FILES_OWNER]).fetchone()
        return str(found[0]) if found else ""
    return ""


def _places(url: str) -> list[str] | None:
    """What rows say; nothing where there are no such tables yet, None where the database does not answer."""
    try:
        with psycopg.connect(url, connect_timeout=5) as door:
            return [place for (place,) in door.execute("SELECT DISTINCT place FROM stored_file ORDER BY place")]
    except psycopg.errors.UndefinedTable:
        return []
    except psycopg.Error:
        return None
