"""The world outside for a test: vendors to look into, and the jobs run here and now, as a worker would."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlsplit

import time_machine
from flask import Flask
from sqlalchemy import select, text

from app.core import clock
from app.core.entity import db
from app.integrations.registry import equip
from app.models import Location, OutboxMessage, XeroConnection
from app.models.outbox import OutboxState
from config import Settings
from jobs import runner
from jobs.xero_token import sealed
from tests.vendors import ZA, Vendors


class NeverEnds(AssertionError):
    """There was still something to do."""


class World:
    """Nothing here stands in for our own code: jobs are run by the real runner, vendors answer over real HTTP and SMTP."""

    def __init__(self, app: Flask, settings: Settings, vendors: Vendors) -> None:
        self.vendors = vendors
        vendors.reset()
        vendors.post("/_control/salto/settings", {"calls_a_second": 0})  # tests of the limit set one
        vendors.post(
            "/_control/payfast/settings", {"send": "no"}
        )  # a test carries notices itself: nobody listens at the address of its settings
        port = urlsplit(vendors.url).port
        self.settings = settings.moved(sandbox_port=port, sandbox_smtp_port=vendors.smtp_port, salto_calls_a_second=0)
        equip(self.settings)

    def connect(self, location: Location, tenant: str = ZA) -> XeroConnection:
        """The location posts to that Xero organisation, as if a person had connected it."""
        connection = XeroConnection(name="Foyer Demo ZA", tenant_id=tenant, tracking_category="Location")
        tokens = self.vendors.connection(tenant).tokens
        connection.sealed_token, connection.token_expires_at = sealed(tokens), tokens.expires_at
        location.xero_connection = connection
        location.xero_tracking = location.code
        db.session.commit()
        return connection

    def run_later(self, *, step: float = 30) -> int:
        """The same as `run_jobs` while time passes: each round comes so many seconds after the one before, on our clock and the vendors'."""
        done, began = 0, clock.now()
        for number in range(50):
            with time_machine.travel(began + dt.timedelta(seconds=step * number), tick=True):
                try:
                    return done + self.run_jobs(rounds=1)
                except NeverEnds:
                    done += 1
        raise NeverEnds(f"jobs never come to an end: {self.open_jobs()}")

    def run_jobs(self, *, rounds: int = 50, patient: bool = True) -> int:
        """Run what is due until nothing is; `patient` does not wait for the time at which a failed job would be tried again, nor for the rest of a vendor."""
        done = 0
        for _ in range(rounds):
            if patient:
                db.session.execute(text("UPDATE outbox_message SET not_before = now() WHERE state = 'due'"))
                db.session.execute(text("UPDATE vendor_rest SET rests_until = now() WHERE rests_until > now()"))
            db.session.commit()
            open_rows = (
                select(OutboxMessage.id).where(OutboxMessage.state.in_((OutboxState.DUE, OutboxState.QUEUED))).order_by(OutboxMessage.id)
            )
            waiting = db.session.scalars(open_rows).all()
            db.session.rollback()
            if not waiting:
                return done
            for message_id in waiting:
                runner.run(message_id)
                done += 1
        raise NeverEnds(f"jobs never come to an end: {self.open_jobs()}")

    def letters(self) -> list[dict[str, Any]]:
        """Run the jobs, and give every mail that arrived, oldest first, with its text and its HTML."""
        self.run_jobs()
        return [self.vendors.get(f"/mail/{mail['id']}/json") | mail for mail in reversed(self.vendors.mails())]

    def open_jobs(self) -> list[str]:
        """What is left, with the reason."""
        return [
            f"{row.job}: {row.state} {row.last_error}"
            for row in db.session.scalars(select(OutboxMessage).where(OutboxMessage.state != OutboxState.DONE))
        ]
