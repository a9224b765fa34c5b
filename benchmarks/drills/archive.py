"""PostgreSQL's log is archived while people work; it is killed and its data thrown away, and what a base backup and the archive bring back is compared with every answer."""

from __future__ import annotations

import contextlib
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any

import psutil
import psycopg
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app import create_app
from app.access.actor import SYSTEM
from app.actions.wallets.adjust import adjust_wallet
from app.cli.migrate import upgrade
from app.cli.saved.rows import counts
from app.cli.servers.cluster import end_orphans
from app.cli.servers.pair import Pair
from app.core.entity import db
from benchmarks.drills.archive_place import Place
from benchmarks.drills.archive_verdict import Answer, compared
from benchmarks.drills.backup import PEOPLE, filled
from benchmarks.drills.books import promises_broken
from benchmarks.drills.house import until
from benchmarks.drills.planting import noticed
from config import Settings

NAME = "archive"
TARGETS = {
    "lost_seconds": "<= 60",
    "lost_timeouts": "<= 2",
    "holes": "= 0",
    "end_told": "= 1",
    "rows_missing": "= 0",
    "promises_broken": "= 0",
    "replayed": ">= 1",
    "restore_seconds": "<= 300",
    "planted_found": "= 1",
}
LOST = 2.0  # archive_timeouts: one until a segment is ended, one for its way into the archive. Of 30 seconds they make the minute of the target
THINKS = 0.02  # seconds between two writes of a person: segments are ended by the clock then, which loses more than ending full ones
ENDS = re.compile(r'restored log file "([0-9A-F]{24})"')  # how one sees on the page whether all of the archive was read
LATE = 0.9  # of archive_timeout since the last segment came in, when the machine dies: nearly the worst instant


def play(settings: Settings, long: bool) -> dict[str, Any]:
    return archived(settings, timeout=30, writing=90, megabytes=1024) if long else archived(settings, timeout=5, writing=12, megabytes=16)


def archived(settings: Settings, *, timeout: int, writing: float, megabytes: int) -> dict[str, Any]:
    """`timeout` is archive_timeout in seconds; so many seconds of writes after the base backup, and megabytes of files before it.
    At the end the same is restored without a segment of the middle: PostgreSQL opens as if nothing were wrong, and the comparison has to see it."""
    with tempfile.TemporaryDirectory(prefix="foyer-drill-") as folder:
        place = Place(Path(folder), settings)
        own = place.prepared(timeout)
        with _house(own) as pair:
            upgrade(pair.settings)
            app = create_app(pair.settings, web=False)
            with app.app_context():
                wallets = filled(megabytes, organisations=200)
                gigabytes = int(db.session.scalar(text("SELECT pg_database_size(current_database())")) or 0) / 1e9
                db.session.remove()
            before = _rows(pair.settings)
            shift = _worked(app, pair, place, wallets, timeout, writing)
            with app.app_context():
                db.engine.dispose()
        data = (own.var / "postgres").resolve()
        end_orphans(data)
        shutil.rmtree(data)
        newest, later = max(place.segments()), sorted(name for name in place.segments() if name > shift.since)
        megabytes_kept = sum(each.stat().st_size for each in place.archive.iterdir()) / 1e6
        planted = place.without(_middle(place, later, shift.killed - LOST * timeout))
        figures = _brought_back(place, "after", place.archive, shift, timeout, before)
        fault = _brought_back(place, "planted", planted, shift, timeout, before)
    return (
        {"gigabytes": round(gigabytes, 3), "base_backup_seconds": shift.base_seconds, "segments": len(later)}
        | {"archive_megabytes": round(megabytes_kept, 1), "acknowledged": len(shift.answers)}
        | {"end_told": int(figures.pop("ends") == newest != fault["ends"]), "planted_lost_seconds": fault["lost_seconds"]}
        | figures
        | noticed(fault["lost_writes"] if fault["lost_timeouts"] > LOST else 0)
    )


@contextmanager
def _house(own: Settings) -> Iterator[Pair]:
    """PostgreSQL and Valkey of that folder; nothing of them runs afterwards."""
    try:
        with Pair(own) as pair:
            yield pair
    finally:
        end_orphans(own.var / "postgres")


@dataclass(frozen=True, slots=True)
class Shift:
    """What people were told, and the seconds that the base backup took; when it was done and when PostgreSQL was killed, by `time.monotonic`; and the
    segment that was written to when it was done: whichever is needed from then on is this one or a later one."""

    answers: list[Answer]
    base_seconds: float
    based: float
    killed: float
    since: str


def _worked(app: Flask, pair: Pair, place: Place, wallets: list[int], timeout: int, writing: float) -> Shift:
    """People write from before the base backup until PostgreSQL dies, at nearly the worst instant."""
    over = Event()
    with ThreadPoolExecutor(PEOPLE) as people:
        at_work = [people.submit(_work, app, wallet, over) for wallet in wallets]
        try:
            until(lambda: all(each.running() or each.done() for each in at_work), 60)
            time.sleep(1)
            base_seconds, based, since = place.base(pair.settings), time.monotonic(), _segment(pair.settings)
            time.sleep(writing)
            there = place.segments()
            until(lambda: place.segments() - there, 20.0 * timeout)
            time.sleep(LATE * timeout)
            killed = time.monotonic()
            _killed(pair.processes["postgres"].pid)
        finally:
            over.set()
    return Shift([answer for each in at_work for answer in each.result()], base_seconds, based, killed, since)


def _killed(pid: int) -> None:
    """All of its processes at once, as when a machine loses its power."""
    parent = psutil.Process(pid)
    parent.suspend()  # it starts none anew
    for each in (*parent.children(recursive=True), parent):
        with contextlib.suppress(psutil.NoSuchProcess):
            each.kill()


def _work(app: Flask, wallet: int, over: Event) -> list[Answer]:
    """What this person was told to be done."""
    heard: list[Answer] = []
    with app.app_context():
        while not over.is_set():
            number = len(heard) + 1
            try:
                adjust_wallet(wallet, -1, by=SYSTEM, key=f"{wallet}-{number}", reason="Drill")
                heard.append(Answer(wallet, number, time.monotonic()))
                db.session.remove()
            except DBAPIError:
                if not over.wait(30):  # it died before it was killed
                    raise
                db.session.remove()
            time.sleep(THINKS)
    return heard


def _brought_back(place: Place, name: str, archive: Path, shift: Shift, timeout: int, before: dict[str, int]) -> dict[str, Any]:
    """The figures of a new cluster from the base backup and that archive; seconds until it is open for writing, and the last segment that its log says it read."""
    began = time.monotonic()
    own = place.laid_out(name, archive)
    with _house(own) as pair:
        seconds = round(time.monotonic() - began, 1)
        with psycopg.connect(pair.settings.database_url) as door:
            written = door.execute("SELECT substr(cause, 8) FROM ledger_entry WHERE cause LIKE 'adjust:%'").fetchall()
        rows = _rows(pair.settings)
        with create_app(pair.settings, web=False).app_context():
            broken = promises_broken()
            db.session.remove()
            db.engine.dispose()
    there = {str(row[0]) for row in written}
    return compared(shift.answers, there, shift.killed, timeout) | {
        "replayed": sum(each.at > shift.based and each.key in there for each in shift.answers),
        "rows_missing": sum(max(0, number - rows.get(table, 0)) for table, number in before.items()),
        "promises_broken": broken,
        "restore_seconds": seconds,
        "ends": f"{ENDS.findall((own.var / 'log' / 'postgres.log').read_text())[-1]}.gz",
    }


def _rows(settings: Settings) -> dict[str, int]:
    with psycopg.connect(settings.database_url) as door:
        return counts(door)


def _middle(place: Place, later: list[str], limit: float) -> str:
    """The middle one of the segments that had come in by then (`time.monotonic`), since more than is allowed is lost without it; the first where none had."""
    since = time.time() - time.monotonic()
    early = [name for name in later if (place.archive / name).stat().st_mtime - since < limit] or later[:1]
    return early[len(early) // 2]


def _segment(settings: Settings) -> str:
    with psycopg.connect(settings.database_url) as door:
        row = door.execute("SELECT pg_walfile_name(pg_current_wal_lsn())").fetchone()
    assert row is not None, "a function has a row"
    return str(row[0])
