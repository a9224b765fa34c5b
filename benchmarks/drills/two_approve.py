"""Two people approve the same run at once, or half of it each: nothing is approved twice, and who comes second is told."""

from __future__ import annotations

import json
import os
from collections.abc import Collection
from typing import Any

from app import create_app
from app.access.actor import SYSTEM, Actor
from app.actions.invoice_runs.approve import approve_run
from app.cli.scratch import scratch
from app.core.entity import db
from app.core.errors import Conflict, Refused
from app.core.month import Month
from app.models import Invoice, RunOrganisation
from benchmarks.drills import books, network
from config import Settings
from jobs.child import fork
from jobs.context import inside, settle_in

NAME = "two-approve"
TARGETS = {
    "one_wins": "= 1",
    "the_other_is_told": "= 1",
    "halves_both_win": "= 1",
    "twins": "= 0",
    "gaps_in_numbers": "= 0",
    "promises_broken": "= 0",
}
BEGIN = Month(2023, 1)
ORGANISATIONS = 20


def play(settings: Settings, long: bool) -> dict[str, Any]:
    return raced(settings, rounds=40 if long else 6)


def raced(settings: Settings, *, rounds: int) -> dict[str, Any]:
    """One month a round, by turns the same run for both and half of it for each."""
    same: list[list[str]] = []
    halves: list[list[str]] = []
    with scratch(settings, f"the drill {NAME}") as own:
        app = create_app(own, web=False)
        settle_in(app)
        with app.app_context():
            location_id = network.imported(ORGANISATIONS)
            db.session.remove()
        month = BEGIN
        for number in range(rounds):
            with app.app_context():
                run = network.previewed(location_id, month)
                run_id, fingerprint = run.id, run.fingerprint
                everybody = list(db.session.scalars(db.select(RunOrganisation.organisation_id).where(RunOrganisation.run_id == run_id)))
                db.session.remove()
            half = len(everybody) // 2
            parts = (everybody[:half], everybody[half:]) if number % 2 else (None, None)
            (halves if number % 2 else same).append(_at_once(run_id, fingerprint, parts))
            month = month.next
        with app.app_context():
            rows = db.session.execute(db.select(Invoice.number, Invoice.organisation_id, Invoice.month)).all()
            broken = books.promises_broken()
            db.session.remove()
            db.engine.dispose()
    numbers = {int(row.number.rpartition("-")[2]) for row in rows}
    return {
        "rounds": rounds,
        "invoices": len(rows),
        "one_wins": int(all(told.count("") == 1 for told in same)),
        "the_other_is_told": int(all(any("approve" in words or "previewed" in words for words in told) for told in same)),
        "halves_both_win": int(all(told == ["", ""] for told in halves)),
        "twins": len(rows) - len({(row.organisation_id, row.month) for row in rows}),
        "gaps_in_numbers": len(numbers ^ set(range(1, rounds * ORGANISATIONS + 1))),
        "promises_broken": broken,
    }


def _at_once(run_id: int, fingerprint: str, parts: tuple[Collection[int] | None, Collection[int] | None]) -> list[str]:
    """What each of two processes was told: nothing when it approved."""
    gate, open_gate = os.pipe()
    heard, say = os.pipe()
    pids = [
        fork(name, lambda name=name, part=part: _approve(run_id, fingerprint, part, name, gate, say))
        for name, part in zip(("Ann", "Bob"), parts, strict=True)
    ]  # type: ignore[misc]
    os.write(open_gate, b"..")
    for pid in pids:
        os.waitpid(pid, 0)
    for end in (gate, open_gate, say):
        os.close(end)
    with os.fdopen(heard) as lines:
        return [json.loads(line) for line in lines]


def _approve(run_id: int, fingerprint: str, part: Collection[int] | None, name: str, gate: int, say: int) -> int:
    with inside():
        db.session.execute(db.text("SELECT 1"))  # connected before the race
        db.session.rollback()
        os.read(gate, 1)
        told = ""
        try:
            approve_run(run_id, fingerprint, by=Actor(None, name, SYSTEM.permissions), organisation_ids=part)
        except (Conflict, Refused) as no:
            told = str(no.message)
        except Exception as other:  # noqa: BLE001 - whatever it is, it is no answer for a person
            told = repr(other)
    os.write(say, f"{json.dumps(told)}\n".encode())
    return 0
