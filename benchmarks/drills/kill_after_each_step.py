"""kill -9 after each commit and each answer of a vendor in turn, five organisations at a time (rules.md 4)."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from typing import Any

from app import create_app
from app.access.actor import SYSTEM
from app.actions.invoice_runs.approve import approve_run
from app.actions.invoice_runs.send import send_run
from app.cli.sandbox import GENEROUS
from app.cli.scratch import scratch
from app.core.entity import db
from app.core.month import Month
from app.models import InvoiceRun, RunOrganisation
from app.models.invoice_run import Decision
from benchmarks.drills import hands, network, verdict
from config import Settings
from jobs.context import settle_in

NAME = "kill-steps"
TARGETS = verdict.TARGETS | {"kills": ">= 1", "unknown_mails_a_kill": "<= 1"}
MONTH = Month(2026, 6)
FEW, EVERY = 8, 150  # points tried; a batch passes about 80 of them
BATCH = 5
SEED = 5


def play(settings: Settings, long: bool) -> dict[str, Any]:
    return killed(settings, EVERY if long else FEW)


def killed(settings: Settings, most: int) -> dict[str, Any]:
    """Killed at each point, or at `most` of them. The first five organisations go through undisturbed and say how many there are."""
    batches = most + 1
    with scratch(settings, f"the drill {NAME}") as own, hands.vendors(own, GENEROUS) as (placed, ask):
        app = create_app(placed, web=False)
        settle_in(app)
        with app.app_context():
            location_id = network.settle(BATCH * batches, ask)
            run_id = network.previewed(location_id, MONTH).id
            db.session.remove()
        began = time.monotonic()
        with app.app_context():
            _send_next(run_id)
        points = hands.work()
        kills = 0
        for point in _chosen(points, most):
            with app.app_context():
                _send_next(run_id)
            kills += hands.work(die_after=point) == 0
            hands.work()
        with app.app_context():
            tried = 1 + len(_chosen(points, most))
            figures = verdict.verdict(BATCH * tried, ask)
            db.session.remove()
            db.engine.dispose()
    unknown = figures["mails_unknown"]
    return figures | {
        "points": points,
        "kills": kills,
        "unknown_mails_a_kill": round(unknown / max(1, kills), 2),
        "run_seconds": round(time.monotonic() - began, 1),
    }


def _chosen(points: int, most: int) -> Sequence[int]:
    """All points that the first batch passed, or some of them, spread by chance."""
    every = range(1, points + 1)
    return every if len(every) <= most else sorted(random.Random(SEED).sample(every, most))


def _send_next(run_id: int) -> None:
    """Approve five more organisations and send them."""
    run = db.session.get_one(InvoiceRun, run_id)
    query = db.select(RunOrganisation.organisation_id).where(RunOrganisation.run_id == run_id, RunOrganisation.decision == Decision.OPEN)
    chosen = db.session.scalars(query.order_by(RunOrganisation.organisation_id).limit(BATCH)).all()
    approve_run(run_id, run.fingerprint, by=SYSTEM, organisation_ids=chosen)
    send_run(run_id, by=SYSTEM)
    db.session.remove()
