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
TARGETS = outages.TARGETS | {"acknowledged": ">= 1", "acknowledged_lost": "= 0", "acknowledged_twice": "= 0", "refused": "= 0", "planted_found": "= 1"}
PAYERS = 2  # organisations that no run invoices; a program records payments of each


class Payers(outages.Beside):
    """Programs that send each payment until somebody says that it is written down."""

    def begin(self, home: House) -> None:
        location_id = db.session.scalars(select(Location.id)).one()
        payers = [create_organisation(name=f"Payer {number}", location_id=location_id, by=SYSTEM).id for number in range(PAYERS)]
        password = admitted("drill", "drill@localhost")
        db.session.remove()
        self.programs = Payments([("127.0.0.1", home.settings.port)], home.settings.trusted_hosts[0], payers, "drill", password)
        self.programs.start()
        until(lambda: self.programs.acknowledged or self.programs.refused, 60)

    def end(self) -> dict[str, Any]:
        self.programs.stop()
        kept = Counter(db.session.scalars(select(Payment.reference).where(Payment.reference.like("drill %"))))
        db.session.rollback()
        return {
            "acknowledged": len(self.programs.acknowledged),
            "acknowledged_lost": len(set(self.programs.acknowledged) - kept.keys()),
            "acknowledged_twice": sum(times - 1 for times in kept.values()),
            "refused": len(self.programs.refused),
        }


def play(settings: Settings, long: bool) -> dict[str, Any]:
    """20 kills in runs of 200 invoices with `long`. The planted fault charges again what was charged when the database went away."""
    fault = kill_faults.charges_again(House.kill_postgres)
    return outages.played(settings, (outages.postgres,) * (20 if long else 1), invoices=200 if long else 20, beside=Payers(), fault=fault)
