"""kill -9 of PostgreSQL in the middle of a run, while people record payments: what was acknowledged is there afterwards, once (R2)."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import select

from app.access.actor import SYSTEM
from app.actions.organisations.create import create_organisation
from app.cli.admin import admitted
from app.core.entity import db
from app.models import Location, Payment
from benchmarks.cluster.payments import Payments
from benchmarks.drills import kill_faults, outages
from benchmarks.drills.house import House, until
from config import Settings

NAME = "kill-postgres"
TARGETS = outages.TARGETS | {
    "acknowledged": ">= 1",
    "acknowledged_lost": "= 0",
    "acknowledged_twice": "= 0",
    "refused": "= 0",
    "planted_found": "= 1",
}
WHO = "drill"
PAUSE = 1.0  # seconds between two payments of a program: each is a job too, and the run is what is broken here
PATIENCE = 60.0  # seconds until the first payment is recorded
KILLS = 20
PAYERS = 2  # organisations that no run invoices; a program records payments of each


class Payers(outages.Beside):
    """Programs that send each payment until somebody says that it is written down."""

    def prepare(self, home: House) -> None:
        location_id = db.session.scalars(select(Location.id)).one()
        self.payers = [create_organisation(name=f"Payer {number}", location_id=location_id, by=SYSTEM).id for number in range(PAYERS)]
        self.settings, self.password = home.settings, admitted(WHO, "drill@localhost")
        self.acknowledged: list[str] = []
        self.refused: list[str] = []
        db.session.remove()

    def begin(self) -> None:
        door = ("127.0.0.1", self.settings.port)
        self.programs = Payments(
            [door],
            self.settings.trusted_hosts[0],
            self.payers,
            WHO,
            self.password,
            after=len(self.acknowledged) + len(self.refused),
            pause=PAUSE,
        )
        self.programs.start()
        until(lambda: self.programs.acknowledged or self.programs.refused, PATIENCE)

    def end(self) -> None:
        self.programs.stop()
        self.acknowledged += self.programs.acknowledged
        self.refused += self.programs.refused

    def figures(self) -> dict[str, Any]:
        kept = Counter(db.session.scalars(select(Payment.reference).where(Payment.reference.like("drill %"))))
        db.session.rollback()
        return {
            "acknowledged": len(self.acknowledged),
            "acknowledged_lost": len(set(self.acknowledged) - kept.keys()),
            "acknowledged_twice": sum(times - 1 for times in kept.values()),
            "refused": len(self.refused),
        }


def play(settings: Settings, long: bool) -> dict[str, Any]:
    """20 kills in runs of 200 invoices with `long`. The planted fault charges again what was charged when the database went away."""
    fault = kill_faults.charges_again(House.kill_postgres)
    return outages.played(
        settings, (outages.postgres,) * (KILLS if long else 1), invoices=200 if long else 20, beside=Payers(), fault=fault
    )
