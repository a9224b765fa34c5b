"""restore: a backup into a database that is empty, with a look whether all of it is there and the books are right."""

from __future__ import annotations

import argparse
import tarfile
import time
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy.exc import SQLAlchemyError

from app.cli import schema
from app.cli.backup import CLIENTS
from app.cli.freeradius.clients import path_of as clients_of
from app.cli.migrate import migrate
from app.cli.saved import hold, manifest, rows, stored, tools
from app.cli.saved.manifest import DATABASE, FILES, STORED
from app.cli.say import CannotStart, say, show, step, typed
from app.cli.servers import servers
from app.core.database import options
from config import Settings

OTHERS = """
SELECT count(*), usename, coalesce(host(client_addr), 'the machine of the database, or an address that this account may not see'), nullif(application_name, '')
FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND usename IS NOT NULL GROUP BY 2, 3, 4 ORDER BY 2, 3, 4"""
PATIENCE = 5.0  # seconds: a session that was ended is seen a moment longer
CLOSE, OPEN = "SET default_transaction_read_only = on", "RESET default_transaction_read_only"


def main(argv: list[str], settings: Settings) -> int:
    parser = argparse.ArgumentParser("run.py restore", description=__doc__)
    parser.add_argument("folder", type=Path, help="the folder that run.py backup made")
    parser.add_argument(
        "--jobs-go-on",
        action="store_true",
        help="jobs that waited go on, and no schedule is paused: the old Foyer was stopped before this backup, and nothing happened since",
    )
    parser.add_argument("--without-key", action="store_true", help="also when the secret key is another one, and what it sealed is lost")
    parser.add_argument("--json", action="store_true", help="print what was restored as JSON")
    asked = parser.parse_args(argv)
    folder = asked.folder.expanduser().resolve()
    told = manifest.read(folder)
    with step("looking whether the backup is whole"):
        manifest.check(folder, told)
    fits(told, settings, without_key=asked.without_key)
    with servers(settings, "a restore") as running:
        found = restore(running, folder, told, jobs_go_on=asked.jobs_go_on)
    if asked.json:
        show(found)
    return 0 if not found["promises_broken"] else 1


def fits(told: manifest.Manifest, settings: Settings, *, without_key: bool) -> None:
    """This Foyer knows the tables of the backup, and its key opens what is sealed in them."""
    if told.revision not in schema.known():
        raise CannotStart(
            f"The backup was made by a newer Foyer (tables {told.revision}, and this one knows them up to {schema.newest()}). Bring this Foyer up to date first."
        )
    known = set(map(manifest.mark_of, (settings.secret_key, *settings.other_secret_keys)))
    if not known.issuperset((told.key, *told.other_keys)) and not without_key:
        raise CannotStart(
            "The backup was made under another FOYER_SECRET_KEY (outside production: the file secret.key in the var folder), and what that sealed opens with no other: "
            "the connections to Xero and PayFast, second factors, WiFi passwords. Set that key, name others of that time in FOYER_OTHER_SECRET_KEYS, or say --without-key to do without these."
        )


def restore(settings: Settings, folder: Path, told: manifest.Manifest, *, jobs_go_on: bool = False) -> dict[str, object]:
    """The files, then the tables in one transaction, the revisions since, what is held, and at last the proof.

    From the first byte until everything is in its place and what goes outside is held, nobody else can write into the database: a restore that
    ends anywhere before that leaves it empty, or closed.
    """
    began, is_carried = time.monotonic(), any(part.name == STORED for part in told.parts)
    if is_carried:
        stored.put_back(folder / STORED, settings)
    brought_back(settings, folder, told)
    try:
        with opened(settings) as door, step("counting rows"):
            if wrong := rows.differences(dict(told.counts), rows.counts(door)):
                raise CannotStart("What was restored is not what was saved.\n" + "\n".join(f"  {line}" for line in wrong[:20]))
        migrate(settings.moved(database_url=tools.writing(settings.database_url), database_pooler=False))
        with opened(
            settings
        ) as door:  # by its tables and tasks of today, some of which migrate brought: the old house may have had them by its end
            open_jobs, messages, paused = hold.let_go(door) if jobs_go_on else hold.held(door, told)
            lost = stored.lost(door, settings, adopted=is_carried)
            closed(door, OPEN)
    except (CannotStart, OSError, psycopg.Error, SQLAlchemyError) as reason:
        raise CannotStart(f"{reason}\nThe database stays closed to writing: drop it, make it anew, and restore once more.") from reason
    broken = broken_promises(settings)
    seconds = time.monotonic() - began
    say(f"{sum(told.counts.values())} rows of {len(told.counts)} tables are as they were at {told.made_at}, in {seconds:.1f} s.")
    stored.told_lost(lost)
    if (listed := clients_of(settings)) != settings.var / CLIENTS and not listed.exists() and (settings.var / CLIENTS).exists():
        say(f"The access points of the WiFi are in {settings.var / CLIENTS}: copy them to {listed}, where FreeRADIUS reads them.")
    say(f"{', '.join(broken)}: broken promises. See: {typed(settings, 'verify-books')}" if broken else "All promises of the books hold.")
    if open_jobs and not jobs_go_on:
        say(
            f"{open_jobs} jobs that were open then are parked, because they may have been done since: look at them on the page Health before you try them again."
        )
    if messages and not jobs_go_on:
        say(
            f"{messages} messages of webhooks that waited then are given up, for the same reason: send them again on the page Webhooks, where they are wanted."
        )
    if paused:
        say(
            f"{len(paused)} schedules that ask vendors or write to people are paused, for the same reason: resume them on the page Schedules once you have looked. {', '.join(paused)}."
        )
    return {"made_at": told.made_at, "tables": len(told.counts), "rows": sum(told.counts.values()), "counts": dict(told.counts), "open_jobs": open_jobs, "messages": messages, "paused": paused, "promises_broken": broken, "files_lost": lost, "seconds": round(seconds, 1)}  # fmt: skip


def brought_back(settings: Settings, folder: Path, told: manifest.Manifest) -> None:
    """The files, and the dump into a database that is empty and stays closed. Where nothing came of it, it is opened again."""
    with opened(settings) as door:
        version = door.info.server_version // 10_000
        if there := rows.tables(door):
            raise CannotStart(
                f"The database is not empty: it has {len(there)} tables. Restore into a new one, or drop and make this one again. Nothing was changed."
            )
        if version < told.postgresql // 10_000:
            raise CannotStart(f"The backup is of PostgreSQL {told.postgresql // 10_000}, and this server is older ({version}).")
        if version < told.pg_dump:
            raise CannotStart(
                f"The dump was written by pg_dump {told.pg_dump}, which pg_restore {version} cannot read, and PostgreSQL {version} takes no newer one. Restore it into PostgreSQL {told.pg_dump}."
            )
        program = tools.tool("pg_restore", version)
        closed(door, CLOSE)
    if there := others(settings):  # asked only now: whoever comes from here on cannot write
        opened_again(settings)
        raise CannotStart(
            f"Others are connected to the database, and could write while it is restored: {'; '.join(there)}. "
            "Stop what they belong to (a Foyer, a pool, a console) and try again. Nothing was changed."
        )
    address, environ = tools.told(settings.database_url)
    argv = [program, "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", "--no-comments", "--no-password"]
    try:
        with step("restoring the files"):
            unpacked(folder / FILES, settings.var)
        with step("restoring the database"):
            tools.run([*argv, f"--dbname={address}", str(folder / DATABASE)], environ, "Restoring the database")
    except CannotStart as reason:
        if others(settings) or not opened_again(settings):  # one of them may be what pg_restore began
            raise CannotStart(
                f"{reason} The database stays closed to writing: drop it, or restore into it again if it is still empty."
            ) from reason
        raise CannotStart(f"{reason} The database is as empty as before.") from reason


def opened_again(settings: Settings) -> bool:
    """Whether the database is empty, as it was, and therefore open to everybody's writing as before."""
    with opened(settings) as door:
        if rows.tables(door):
            return False
        closed(door, OPEN)
    return True


def others(settings: Settings) -> list[str]:
    """How many other sessions are in the database, whose, and from where: closing it does not reach those that were there before."""
    until = time.monotonic() + PATIENCE
    with opened(settings) as door:
        door.autocommit = True  # within a transaction the first look would be every look
        while (found := door.execute(OTHERS).fetchall()) and time.monotonic() < until:
            time.sleep(0.1)
    return [f"{count} of {account} from {place}{f' ({program})' if program else ''}" for count, account, place, program in found]


def opened(settings: Settings) -> psycopg.Connection[Any]:
    """A connection that writes, whatever the database is set to."""
    return psycopg.connect(settings.database_url, connect_timeout=10, options=options(settings.database_url, tools.WRITES))


def closed(door: psycopg.Connection[Any], change: str) -> None:
    """Close the database to everybody's writing, or open it again."""
    try:
        door.execute(sql.SQL("ALTER DATABASE {} " + change).format(sql.Identifier(door.info.dbname)))  # type: ignore[arg-type]
    except psycopg.errors.InsufficientPrivilege:
        raise CannotStart(
            f"The account of DATABASE_URL does not own the database {door.info.dbname}. Make it the owner, so that it can be closed while it is restored."
        ) from None


def unpacked(path: Path, var: Path) -> None:
    """Beside what is there; nothing outside the folder can be written, whatever the archive says."""
    try:
        with tarfile.open(path) as archive:
            archive.extractall(var, filter="data")
    except (OSError, tarfile.TarError) as reason:
        raise CannotStart(f"The files of the backup cannot be written into {var}: {reason}.") from reason


def broken_promises(settings: Settings) -> list[str]:
    from app import create_app
    from app.core.entity import db
    from app.queries.verify.books import verify

    with step("asking whether the books are right"), create_app(settings, web=False).app_context():
        found = [name for name, outcome in verify(db.session()).items() if outcome.violations]
        db.session.rollback()
        db.engine.dispose()
    return found
