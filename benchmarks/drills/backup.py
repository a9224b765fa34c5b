"""A backup while people work, and a restore into a new cluster: every row of that instant, and books that are right."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from threading import Event
from typing import Any

import psycopg
from flask import Flask
from sqlalchemy import insert, text

from app import create_app
from app.access.actor import SYSTEM
from app.actions.wallets.adjust import adjust_wallet
from app.actions.wallets.top_up import top_up_wallet
from app.cli.backup import backup
from app.cli.saved import manifest, tools
from app.cli.saved.tools import run
from app.cli.say import say
from app.cli.scratch import scratch
from app.core.entity import db
from app.models import Document, Wallet
from benchmarks.drills.planting import noticed, replaced
from benchmarks.network import make_network
from config import HERE, Settings

NAME = "backup"
TARGETS = {"restored": "= 1", "promises_broken": "= 0", "writes_meanwhile": ">= 1", "restore_seconds": "<= 300", "planted_found": "= 1"}
PAPER = 64 * 1024  # bytes of a file; random ones, since PDFs do not get smaller either
PEOPLE = 3


def play(settings: Settings, long: bool) -> dict[str, Any]:
    return saved_and_restored(settings, megabytes=1024 if long else 64, organisations=2000 if long else 200)


def saved_and_restored(settings: Settings, *, megabytes: int, organisations: int) -> dict[str, Any]:
    """So many megabytes of files beside the rows; `restored` is 1 when the restore itself found nothing wrong. At the end a backup whose rows are not those of the instant in which
    they were counted, because one is deleted in between: its restore has to say so."""
    with tempfile.TemporaryDirectory(prefix="foyer-drill-") as folder, scratch(settings, f"the drill {NAME}") as own:
        Path(folder).chmod(0o755)  # the account that runs PostgreSQL must get in
        app = create_app(own, web=False)
        with app.app_context():
            wallets = filled(megabytes, organisations)
            size = int(db.session.scalar(text("SELECT pg_database_size(current_database())")) or 0)
            db.session.remove()
        over = Event()
        with ThreadPoolExecutor(PEOPLE) as people:
            at_work = [people.submit(_work, app, wallet_id, over) for wallet_id in wallets]
            try:
                while not all(each.running() for each in at_work):
                    time.sleep(0.01)
                began, before = time.monotonic(), _written(app)
                made = backup(own, Path(folder) / "backups")
                seconds, written = time.monotonic() - began, _written(app) - before
            finally:
                over.set()
            for each in at_work:
                each.result()
        with app.app_context():
            db.engine.dispose()
        told = manifest.read(made)
        code, told_back, _said = _restored(own, made, Path(folder) / "var")
        planted = noticed(_missed(own, Path(folder)))
    gigabytes = size / 1e9
    return {
        "gigabytes": round(gigabytes, 3),
        "rows": sum(told.counts.values()),
        "writes_meanwhile": written,
        "backup_seconds": round(seconds, 1),
        "backup_seconds_per_gb": round(seconds / gigabytes, 1),
        "backup_megabytes": round(sum(part.size for part in told.parts) / 1e6, 1),
        "restore_seconds": told_back.get("seconds", 0.0),
        "restore_seconds_per_gb": round(told_back.get("seconds", 0.0) / gigabytes, 1),
        "restored": int(code == 0),
        "promises_broken": len(told_back.get("promises_broken", ["unknown"])),
    } | planted


def filled(megabytes: int, organisations: int) -> list[int]:
    """A wallet for each of the people who will work."""
    session = db.session()
    location = make_network(session, "ONE", organisations)
    owners = session.scalars(text("SELECT id FROM organisation ORDER BY id LIMIT :people"), {"people": PEOPLE}).all()
    wallets = [Wallet(organisation_id=owner, unit="space", currency=location.currency) for owner in owners]
    session.add_all(wallets)
    session.commit()
    numbers = [wallet.id for wallet in wallets]
    for number in numbers:
        top_up_wallet(number, 100_000_000, by=SYSTEM, key=f"start-{number}", reason="The start")
    for _batch in range(megabytes):
        files = [os.urandom(PAPER) for _ in range(1024 * 1024 // PAPER)]
        session.execute(
            insert(Document),
            [{"name": "paper.pdf", "media_type": "application/pdf", "sha256": sha256(each).hexdigest(), "content": each} for each in files],
        )
        session.commit()
    return numbers


def _work(app: Flask, wallet_id: int, over: Event) -> None:
    number = 0
    with app.app_context():
        while not over.is_set():
            number += 1
            adjust_wallet(wallet_id, -1, by=SYSTEM, key=f"{wallet_id}-{number}", reason="Drill")
            db.session.remove()


def _written(app: Flask) -> int:
    with app.app_context():
        found = int(db.session.scalar(text("SELECT count(*) FROM ledger_entry")) or 0)
        db.session.remove()
    return found


def _missed(own: Settings, folder: Path) -> int:
    """1 when the restore ended with a word about the one row that is not there. All other files are gone by then, so that it is a matter of seconds."""
    with psycopg.connect(own.database_url, autocommit=True) as door:
        door.execute("DELETE FROM document WHERE id > (SELECT min(id) FROM document)")

        def dumped(argv: Sequence[str], environ: dict[str, str], what: str) -> None:
            door.execute("DELETE FROM document")
            run([each for each in argv if not each.startswith("--snapshot=")], environ, what)

        with replaced((tools, "run", dumped)):
            made = backup(own, folder / "planted")
    code, _told, said = _restored(own, made, folder / "planted-var")
    return int(code != 0 and "document: 1 in the backup, 0 here" in said)


def _restored(own: Settings, made: Path, var: Path) -> tuple[int, dict[str, Any], str]:
    """By the command, in a folder where there is nothing yet: a new cluster of PostgreSQL and another Valkey. How it ended, its figures, and what it said."""
    environ = {
        name: value for name, value in own.environ().items() if not name.startswith("FOYER_") and name not in {"DATABASE_URL", "REDIS_URL"}
    }
    told = {
        "FOYER_VAR": str(var),
        "FOYER_SECRET_KEY": own.secret_key,
        "FOYER_LOG_LEVEL": "warning",
        "FOYER_SHARED_FOLDER": str(own.shared_folder),
    }
    done = subprocess.run(
        [sys.executable, str(HERE / "run.py"), "restore", str(made), "--json"], env=environ | told, cwd=HERE, capture_output=True, text=True
    )
    say(done.stderr.rstrip())
    return done.returncode, json.loads(done.stdout) if done.stdout else {}, done.stderr
