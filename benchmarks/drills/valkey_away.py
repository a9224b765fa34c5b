"""Valkey stays away for a while, and pages are asked meanwhile, one after the other and each of them timed; then what waited is caught up with."""

from __future__ import annotations

import http.client
import random
import time
from typing import Any

from sqlalchemy import select

from app import create_app
from app.cli.admin import admitted
from app.cli.say import say
from app.core.entity import db
from app.models import FoyerUser
from benchmarks.drills import outages
from benchmarks.drills.axe_routes import Addresses, rules
from benchmarks.drills.house import House, until
from benchmarks.drills.twins_browser import Browser
from config import Settings

TARGETS = {"pages": ">= 20", "pages_failed": "= 0", "p95_ratio": "<= 2", "caught_up_seconds": "<= 60"}
LATEST = 300.0  # seconds until what waited has to be caught up with; more is a failure
WHO = "drill"
WAITING = "SELECT coalesce(array_agg(id || '-' || attempt), '{}') FROM outbox_message WHERE state IN ('due', 'queued', 'running') AND not_before <= now() AND event <> 'SlotDue'"


class Away(outages.Beside):
    """An accident, and what is measured beside it. `seconds` that Valkey is away; `each`: one page in so many is asked."""

    def __init__(self, seconds: float, *, each: int) -> None:
        self.seconds, self.each = seconds, each
        self.told: dict[str, Any] = {}

    def prepare(self, home: House) -> None:
        """Sign in, find the pages that open, and time them while nothing else goes on: what comes without Valkey is compared with that."""
        self.browser = Browser(home.settings.port)
        self.browser.sign_in(WHO, _prepared())
        found = (next((address for address in some if self._opens(address)), "") for some in _addresses(home.settings)[:: self.each])
        self.pages = [address for address in found if address]
        self.with_it, _failed = self._asked(min(60.0, self.seconds))

    def __call__(self, home: House, rng: random.Random) -> float:
        """Seconds until Valkey came back."""
        began = time.monotonic()
        with home.without_valkey():
            self.without_it, failed = self._asked(self.seconds)
            waiting = set(home.asked(WAITING)[0][0])
        back = time.monotonic()
        until(lambda: home.asked(WAITING) and not waiting & set(home.asked(WAITING)[0][0]), LATEST, pause=0.1)
        self.told = {
            "away_seconds": round(back - began, 1),
            "pages_failed": failed,
            "waiting_then": len(waiting),
            "caught_up_seconds": round(time.monotonic() - back, 1),
        }
        return back - began

    def figures(self) -> dict[str, Any]:
        if not self.told:
            return {}
        before, meanwhile = _p95(self.with_it), _p95(self.without_it)
        times = {"pages_asked": len(self.without_it), "p95_ms_with": round(before * 1000), "p95_ms_without": round(meanwhile * 1000)}
        return {"pages": len(self.pages)} | times | {"p95_ratio": round(meanwhile / before, 2)} | self.told

    def _asked(self, seconds: float) -> tuple[list[float], int]:
        """All pages at least once, and again until the time is over: the seconds of each, and how many were not answered."""
        began, took, failed = time.monotonic(), [], 0
        while time.monotonic() - began < seconds or len(took) < len(self.pages):
            address = self.pages[len(took) % len(self.pages)]
            asked = time.monotonic()
            if not self._opens(address):
                failed += 1
                say(f"  {address} does not open")
            took.append(time.monotonic() - asked)
        return took, failed

    def _opens(self, address: str) -> bool:
        try:
            return self.browser.page(address).status == 200
        except (OSError, http.client.HTTPException, UnicodeDecodeError):
            return False


def _prepared() -> str:
    """The password of an administrator of the drill."""
    password = admitted(WHO, "drill@localhost")
    db.session.remove()
    return password


def _addresses(settings: Settings) -> list[list[str]]:
    """Of every page, addresses to try until one opens."""
    app = create_app(settings)
    with app.app_context():
        user = db.session.scalars(select(FoyerUser).where(FoyerUser.username == WHO)).one()
        known = Addresses(app, user, {})
        found = [known.of(rule) for rule in rules(app)]
        db.session.remove()
        db.engine.dispose()
    return [some for some in found if some]


def _p95(seconds: list[float]) -> float:
    return sorted(seconds)[len(seconds) * 95 // 100]
