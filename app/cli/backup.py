"""backup: the database as of one instant and the files of the house, in a folder of its own that has its name only once it is whole."""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import io
import os
import shutil
import tarfile
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg

from app.cli import schema
from app.cli.freeradius.clients import path_of as clients_of
from app.cli.saved import manifest, rows, stored, tools
from app.cli.saved.manifest import DATABASE, FILES, STORED
from app.cli.say import CannotStart, say, show, step
from app.cli.servers import servers
from app.core import clock
from app.core.database import options
from app.core.on_disk import written_down
from app.models.setting import SEALED_UNDER
from config import HERE, Settings

KEPT = (
    "radius",
)  # what lives in the var folder beside the databases and cannot be made again: devices remember the certificates of the WiFi
CLIENTS = "radius/clients"
BEGUN = ".unfinished-"
PREFIX = "foyer-"


def main(argv: list[str], settings: Settings) -> int:
    parser = argparse.ArgumentParser("run.py backup", description=__doc__)
    parser.add_argument("--to", type=Path, help="the folder in which the backup gets a folder of its own; var/backups without")
    parser.add_argument("--keep", type=int, default=0, metavar="N", help="afterwards remove all but the newest N backups there")
    parser.add_argument("--with-storage", action="store_true", help="also save the contents of files that are in the place of FOYER_FILES")
    parser.add_argument("--json", action="store_true", help="print where it is and what it holds as JSON")
    asked = parser.parse_args(argv)
    if asked.keep < 0:
        parser.error("--keep: a number from 1 on")
    with servers(settings, "a backup") as running:
        made = backup(running, (asked.to or settings.var / "backups").expanduser().resolve(), with_storage=asked.with_storage)
    for old in superfluous(made.parent, asked.keep):
        shutil.rmtree(old)
        say(f"  removed {old.name}")
    if asked.json:
        told = manifest.read(made)
        show(
            {
                "backup": str(made),
                "bytes": sum(part.size for part in told.parts),
                "revision": told.revision,
                "rows": sum(told.counts.values()),
            }
        )
    return 0


def backup(settings: Settings, to: Path, *, with_storage: bool = False) -> Path:
    """The folder of a finished backup. Whatever ends this before, power cuts included, leaves nothing that carries such a name."""
    began = time.monotonic()
    try:
        with claimed(to):
            draft = to / f"{BEGUN}{os.getpid()}"
            try:
                draft.mkdir(mode=0o700)
                told = filled(draft, settings, with_storage=with_storage)
                made = draft.rename(to / f"{PREFIX}{clock.now():%Y%m%dT%H%M%SZ}")
            except BaseException:
                shutil.rmtree(draft, ignore_errors=True)
                raise
            written_down(to)
    except OSError as reason:
        raise CannotStart(f"The backup cannot be written to {reason.filename or to}: {reason.strerror}.") from reason
    size = sum(part.size for part in told.parts)
    say(f"{sum(told.counts.values())} rows of {len(told.counts)} tables, {size / 1e6:.1f} MB, in {time.monotonic() - began:.1f} s: {made}")
    if told.stored and not with_storage:
        there = ", ".join(f"{each.files} contents of files ({each.size / 1e6:.1f} MB) are in {each.place}" for each in told.stored)
        say(f"{there} and not in this backup. Keep a copy of that place as well, or say --with-storage.")
    say("The secret key is not in it. Keep FOYER_SECRET_KEY elsewhere: what is sealed opens with no other.")
    return made


def filled(draft: Path, settings: Settings, *, with_storage: bool = False) -> manifest.Manifest:
    """The dump and the counts are of one snapshot, however much is written meanwhile."""
    url = settings.database_url
    with psycopg.connect(
        url, connect_timeout=10, options=options(url, "-c idle_in_transaction_session_timeout=0", "-c statement_timeout=0")
    ) as door:
        door.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        door.read_only = True
        snapshot, server = door.execute("SELECT pg_export_snapshot(), current_setting('server_version_num')::int").fetchone()  # type: ignore[misc]
        if not rows.tables(door):
            raise CannotStart("The database is empty, so there is nothing to save.")
        dumps = tools.tool("pg_dump", server // 10_000)
        made_at = clock.now()
        revision = schema.revision(door)
        with step("counting rows"):
            counts = rows.counts(door)
        with step("saving the database"):
            address, environ = tools.told(settings.database_url)
            argv = [dumps, "--format=custom", "--compress=1", f"--snapshot={snapshot}", "--lock-wait-timeout=60s", "--no-password"]
            tools.run([*argv, f"--file={draft / DATABASE}", address], environ, "The backup of the database")
        others = other_keys(door, settings)
        left = stored.left_in_storage(door)
        if left and with_storage:
            with step("saving the files in storage"):
                stored.carried(draft / STORED, door, settings)
    with step("saving the files"):
        packed(draft / FILES, settings)
    parts = tuple(manifest.part(draft / name) for name in (DATABASE, FILES, STORED) if (draft / name).exists())
    version = tomllib.loads((HERE / "pyproject.toml").read_text())["project"]["version"]
    told = manifest.Manifest(
        made_at.isoformat(),
        version,
        revision or "",
        server,
        manifest.mark_of(settings.secret_key),
        counts,
        parts,
        tools.version(dumps),
        tuple(left),
        others,
    )
    told.write(draft)
    for path in (*draft.iterdir(), draft):
        written_down(path)
    return told


def other_keys(door: psycopg.Connection[Any], settings: Settings) -> tuple[str, ...]:
    """Marks of the keys beside the present one that may be needed: none once `run.py rotate-keys` has sealed everything under that."""
    found = door.execute("SELECT value #>> '{}' FROM setting WHERE name = %s", [SEALED_UNDER]).fetchone()
    is_through = found is not None and found[0] == manifest.mark_of(settings.secret_key)
    return () if is_through else tuple(map(manifest.mark_of, settings.other_secret_keys))


def packed(path: Path, settings: Settings) -> None:
    """What is kept in the var folder, without the databases and without what is made anew; and the access points, wherever their list is: their secrets are nowhere else."""
    clients = clients_of(settings)
    is_elsewhere = clients != settings.var / CLIENTS
    with tarfile.open(path, "w") as archive:
        for name in KEPT:
            if (settings.var / name).exists():
                archive.add(settings.var / name, arcname=name, filter=lambda each: None if is_elsewhere and each.name == CLIENTS else each)
        if is_elsewhere:
            try:
                content = clients.read_bytes()
            except OSError as reason:  # on a machine without FreeRADIUS, say: everything else is worth a backup
                say(f"The access points of the WiFi are not in it: {clients} cannot be read ({reason.strerror}).")
                return
            entry = tarfile.TarInfo(CLIENTS)
            entry.size, entry.mode, entry.mtime = len(content), 0o600, int(clock.now().timestamp())
            archive.addfile(entry, io.BytesIO(content))


@contextlib.contextmanager
def claimed(to: Path) -> Iterator[None]:
    """One backup at a time writes there; what an earlier one left behind that was killed is removed."""
    to.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = os.open(to, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotStart(f"Another backup is being written to {to}. Wait for it, or choose another folder with --to.") from None
        for left in to.glob(f"{BEGUN}*"):
            shutil.rmtree(left)
        yield
    finally:
        os.close(folder)


def superfluous(to: Path, keep: int) -> list[Path]:
    """All but the newest `keep`; none when it is 0."""
    made = sorted(path for path in to.glob(f"{PREFIX}*Z") if (path / manifest.NAME).exists())
    return made[:-keep] if keep else []
