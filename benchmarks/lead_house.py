"""A form for leads with reCAPTCHA v3, its vendor, and visitors and programs that post to it: for the bench and the drill."""

from __future__ import annotations

import datetime as dt
import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select, text

from app import create_app
from app.access.actor import SYSTEM
from app.actions.lead_forms.create import create_lead_form
from app.core import clock
from app.core.entity import db
from app.integrations.domains import Domains
from app.integrations.registry import equip, offer
from app.models import OutboxMessage
from app.models.lead_form import CaptchaKind
from app.models.outbox import OutboxState
from app.sandbox.house import Sandbox
from app.sandbox.siteverify.api import SECRET, make
from benchmarks.network import make_location, settle
from config import Settings
from jobs import runner
from jobs.context import settle_in

HOST, SLUG = "www.kloof.example", "kloof"
READS = dt.timedelta(seconds=20)
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


class EveryDomain:
    """Names are looked up nowhere: a bench asks nobody outside this machine."""

    def takes_mail(self, domain: str) -> bool | None:
        return None


@dataclass
class LeadHouse:
    app: Flask
    sandbox: Sandbox

    def token(self, score: str) -> str:
        return make(self.sandbox.store, hostname=HOST, score=score, action="lead")

    def page(self, sender: str) -> dict[str, str]:
        """The hidden fields of the form as it is shown."""
        with self.app.test_client() as browser:
            return dict(HIDDEN.findall(browser.get(f"/ask/{SLUG}", environ_base={"REMOTE_ADDR": sender}).get_data(as_text=True)))

    def post(self, fields: dict[str, Any], sender: str, *, after: dt.timedelta = READS) -> tuple[int, float]:
        """Status and seconds of a post that comes so long after its page."""
        with self.app.test_client() as browser, clock.lived_at(clock.now() + after):
            began = time.perf_counter()
            answer = browser.post(f"/ask/{SLUG}", data=fields, environ_base={"REMOTE_ADDR": sender})
            answer.get_data()
            return answer.status_code, time.perf_counter() - began

    def work(self) -> None:
        """All jobs that wait, as a worker runs them."""
        with self.app.app_context():
            while True:
                db.session.execute(text("UPDATE outbox_message SET not_before = now() WHERE state = 'due'"))
                db.session.commit()
                waiting = db.session.scalars(
                    select(OutboxMessage.id)
                    .where(OutboxMessage.state.in_((OutboxState.DUE, OutboxState.QUEUED)))
                    .order_by(OutboxMessage.id)
                ).all()
                db.session.rollback()
                if not waiting:
                    return
                for message_id in waiting:
                    runner.run(message_id)


@contextmanager
def lead_house(settings: Settings) -> Iterator[LeadHouse]:
    """With a database of the caller's own; the vendor runs inside."""
    with tempfile.TemporaryDirectory() as folder:
        sandbox = Sandbox(Path(folder))
        sandbox.start()
        port = int(sandbox.url.rpartition(":")[2])
        own = settings.moved(sandbox_port=port, sandbox_smtp_port=sandbox.smtp_port)
        app = create_app(own, sync=True)
        settle_in(app)
        equip(own)
        offer(Domains, EveryDomain)
        with app.app_context():
            location = make_location(db.session(), "KLF")
            keys = {"site_key": "any", "secret": SECRET, "hostnames": HOST}
            create_lead_form(
                slug=SLUG, title="Ask for a desk", location_id=location.id, captcha=CaptchaKind.RECAPTCHA_V3, by=SYSTEM, **keys
            )
            settle(db.session())
        try:
            yield LeadHouse(app, sandbox)
        finally:
            sandbox.stop()
