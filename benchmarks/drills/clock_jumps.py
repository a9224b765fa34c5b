"""The clock of one of two nodes jumps an hour forth and back while both work: no hold ends twice or early, no mail goes twice, and all is judged by the database's time."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
from flask import Flask
from sqlalchemy import select, text

from app import create_app
from app.access.actor import SYSTEM
from app.actions.wallets.open import wallet_of
from app.actions.wallets.reserve import reserve
from app.actions.wallets.top_up import top_up_wallet
from app.cli.sandbox import GENEROUS
from app.cli.scratch import scratch
from app.cli.servers.child import dies_with_us
from app.core import clock
from app.core.entity import db
from app.core.month import Month
from app.models import FoyerUser
from app.queries.verify.books import verify
from app.rules.units import Unit
from app.work import transaction
from benchmarks.drills import hands, network
from benchmarks.drills.cancel_or_settle import ENDS
from benchmarks.drills.clock_hand import LEFT_ALONE
from benchmarks.drills.house import until
from benchmarks.drills.planting import noticed
from config import HERE, Settings

NAME = "clock-jumps"
TARGETS = {
    "jumps": ">= 4",
    "ended_twice": "= 0",
    "ended_early": "= 0",
    "held_too_long": "= 0",
    "mails_twice": "= 0",
    "mails_lost": "= 0",
    "leases_taken_early": "= 0",
    "jobs_not_done": "= 0",
    "nodes_that_failed": "= 0",
    "promises_broken": "= 0",
    "planted_found": "= 1",
}
MONTH = Month(2026, 6)
HOUR = 3600
JUMPS = (HOUR, 0, -HOUR, 0)
BETWEEN = 3.0  # seconds from one jump to the next
HOLDS, LATER = 60, 10  # that are due meanwhile, and that are due in half an hour
CENTS = 1_000
LIBRARIES = (
    "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1",
    "/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1",
    "/usr/lib/faketime/libfaketime.so.1",
)
HELD = """
INSERT INTO outbox_message (event, job, queue, key, payload, state, attempt, lease_until)
VALUES ('Drill', %s, 'other', 'held', '{}', 'running', 1, now() + interval '15 seconds') RETURNING id"""
RENEW = "UPDATE outbox_message SET lease_until = now() + interval '15 seconds' WHERE id = %s AND attempt = 1"
NOT_DONE = "SELECT count(*) FROM outbox_message WHERE state <> 'done' AND id <> %s"
OVERDUE = "SELECT count(*) FROM reserve WHERE state = 'open' AND expires_at < now() - interval '5 seconds'"


def play(settings: Settings, long: bool) -> dict[str, Any]:
    """The four jumps once; twenty times with `long`."""
    return jumped(settings, rounds=20 if long else 1, invoices=60 if long else 4)


def jumped(settings: Settings, *, rounds: int, invoices: int, between: float = BETWEEN) -> dict[str, Any]:
    """At the end a node that is an hour ahead and goes by its own clock: it has to end early what is held for half an hour more."""
    began, jumps = time.monotonic(), JUMPS * rounds
    with scratch(settings, f"the drill {NAME}") as own, hands.vendors(own, GENEROUS) as (placed, ask), TemporaryDirectory() as name:
        folder = Path(name)
        _jump(folder, 0)
        app = create_app(placed, web=False)
        library = next((path for path in LIBRARIES if Path(path).exists()), "")
        with app.app_context():
            location_id = network.settle(invoices, ask)
            wallet = _wallet()
            _let_go()
        nodes = [_node(placed, folder), _node(placed, folder, library=library, jumps=True)]
        try:
            until(lambda: len(list(folder.glob("up-*"))) == len(nodes), 90)
            with app.app_context(), psycopg.connect(placed.database_url, autocommit=True) as door:
                held = int(door.execute(HELD, [LEFT_ALONE]).fetchone()[0])  # type: ignore[index]
                _hold(wallet, len(jumps) * between)
                network.begun(location_id, MONTH)
                _let_go()
                for seconds in jumps:
                    _jump(folder, seconds)
                    door.execute(RENEW, [held])
                    time.sleep(between)
                until(
                    lambda: bool(door.execute(RENEW, [held])) and not _number(door, NOT_DONE, held) and not _number(door, OVERDUE),
                    120,
                    pause=0.5,
                )
                attempts = _number(door, "SELECT attempt FROM outbox_message WHERE id = %s", held)
                not_done = _number(door, NOT_DONE, held)
                door.execute("DELETE FROM outbox_message WHERE id = %s", [held])
        finally:
            (folder / "over").touch()
            codes = [node.wait(60) for node in nodes]
        with app.app_context():
            figures = _counted(ask)
            _let_go()
        planted = noticed(_ended_by_own_clock(app, placed, library))
    return (
        {
            "clock": "libfaketime" if library else "Foyer's own",
            "jumps": len(jumps),
            "leases_taken_early": attempts - 1,
            "jobs_not_done": not_done,
            "nodes_that_failed": sum(code != 0 for code in codes),
            "seconds": round(time.monotonic() - began, 1),
        }
        | figures
        | planted
    )


def _ended_by_own_clock(app: Flask, settings: Settings, library: str) -> int:
    """How many holds ended before their time."""
    with TemporaryDirectory() as name, app.app_context():
        folder = Path(name)
        _jump(folder, HOUR)
        node = _node(settings, folder, library=library, jumps=True, alone=True)
        try:
            until(lambda: list(folder.glob("up-*")), 90)
            time.sleep(BETWEEN)
        finally:
            (folder / "over").touch()
            node.wait(60)
        early = _early()
        _let_go()
    return early


def _jump(folder: Path, seconds: int) -> None:
    """Both ways to be told: a file that libfaketime reads, and one that the node reads itself."""
    for name, words in (("faketime", f"{seconds:+d}"), ("jump", str(seconds))):
        draft = folder / f".{name}"
        draft.write_text(words)
        draft.rename(folder / name)


def _node(settings: Settings, folder: Path, *, library: str = "", jumps: bool = False, alone: bool = False) -> subprocess.Popen[bytes]:
    told = settings.environ() | {"FOYER_LOG_LEVEL": "warning", "FOYER_MODE": "demo"}  # a node of the suite would keep to its own clock
    if library:
        told |= {
            "LD_PRELOAD": library,
            "FAKETIME_TIMESTAMP_FILE": str(folder / "faketime"),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }
    argv = [
        sys.executable,
        "-m",
        "benchmarks.drills.clock_hand",
        str(folder),
        *(["jumps"] if jumps and not library else []),
        *(["alone"] if alone else []),
    ]
    return subprocess.Popen(argv, env=told, cwd=HERE, stdout=sys.stderr, preexec_fn=dies_with_us(9))


def _wallet() -> int:
    user = db.session.scalars(select(FoyerUser.id).order_by(FoyerUser.id)).first() or 0
    with transaction(by=SYSTEM) as work:
        wallet = wallet_of(work, Unit.SPACE, "ZAR", user_id=user).id
    top_up_wallet(wallet, (HOLDS + LATER) * CENTS, by=SYSTEM, key="purse", reason="Bought")
    return wallet


def _hold(wallet: int, seconds: float) -> None:
    """Some become due while the clock jumps; some half an hour after, which a clock that is an hour ahead takes for over."""
    now = clock.now()
    for number in range(HOLDS + LATER):
        after = seconds * number / HOLDS if number < HOLDS else HOUR / 2
        with transaction(by=SYSTEM) as work:
            cause = f"booking:drill-{number}"
            reserve(work, [wallet], CENTS, starts_at=now, expires_at=now + dt.timedelta(seconds=after), cause=cause, key=cause)


def _counted(ask: Any) -> dict[str, Any]:
    kept = Counter(mail["message_id"] for mail in ask("/mail.json?limit=100000")["mails"])
    sent = db.session.scalars(text("SELECT message_id FROM delivery WHERE state = 'sent'")).all()
    waiting = db.session.scalar(text("SELECT count(*) FROM delivery WHERE state NOT IN ('sent', 'withheld')")) or 0
    two_ends, still_open = db.session.execute(text(ENDS.replace("ends <> 1", "ends > 1"))).one()
    return {
        "holds": HOLDS + LATER,
        "ended_twice": two_ends,
        "held_too_long": db.session.scalar(text(OVERDUE)) or 0,
        "ended_early": _early(),
        "still_held": still_open,
        "mails": len(sent),
        "mails_lost": waiting + sum(not kept[each] for each in sent),
        "mails_twice": sum(times - 1 for times in kept.values()),
        "promises_broken": sum(bool(outcome.violations) for outcome in verify(db.session()).values()),
    }


def _early() -> int:
    """Holds that have ended and whose time is not over, by the database's clock."""
    return int(db.session.scalar(text("SELECT count(*) FROM reserve WHERE state <> 'open' AND expires_at > now()")) or 0)


def _number(door: psycopg.Connection[Any], statement: str, *values: Any) -> int:
    return int(door.execute(statement, values or None).fetchone()[0])  # type: ignore[index]


def _let_go() -> None:
    db.session.remove()
    db.engine.dispose()
