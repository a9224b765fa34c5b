"""The public form for leads while the captcha's vendor is down: how long a visitor waits for the answer."""

from __future__ import annotations

import statistics
from typing import Any

from app.core.entity import db
from app.models import Enquiry
from app.sandbox import faults
from benchmarks.lead_house import lead_house
from config import Settings

NAME = "lead-form"
TARGETS = {"answer_p95_ms": "< 200", "not_answered": "= 0", "lost": "= 0"}


def measure(settings: Settings, long: bool, posts: int = 100) -> dict[str, Any]:
    """100 posts, ten times as many with `long`; each from another address, so that no limit answers instead."""
    posts = posts * 10 if long else posts
    with lead_house(settings) as house:
        faults.plan(house.sandbox.store, vendor="siteverify", kind="cut_before", times=posts * 2)
        taken, statuses = [], []
        for n in range(posts + 1):
            sender = f"198.51.{100 + n // 250}.{n % 250}"
            typed = {
                "name": f"Visitor {n}",
                "email": f"v{n}@visitor.example",
                "message": f"A desk for {n} of us?",
                "captcha_token": house.token("0.9"),
            }
            status, seconds = house.post(house.page(sender) | typed, sender)
            statuses.append(status)
            taken.append(seconds)
        with house.app.app_context():
            kept = db.session.query(Enquiry).count()
            db.session.remove()
        cuts = statistics.quantiles(taken[1:], n=20)
        return {
            "posts": posts,
            "answer_p50_ms": round(cuts[9] * 1000, 1),
            "answer_p95_ms": round(cuts[18] * 1000, 1),
            "not_answered": sum(status != 200 for status in statuses),
            "lost": len(statuses) - kept,
        }


def holds(figures: dict[str, Any]) -> bool:
    return bool(figures["answer_p95_ms"] < 200 and figures["not_answered"] == figures["lost"] == 0)
