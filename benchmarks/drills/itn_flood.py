"""Thousands of forged and malformed notices, then true ones five times each in any order, at a running Foyer: none of the first counts, each of the second once."""

from __future__ import annotations

import http.client
import random
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from app import create_app
from app.access.actor import SYSTEM
from app.actions.payments.begin import begin_payment
from app.core.entity import db
from app.integrations.payfast import PaymentGateway
from app.integrations.registry import use
from benchmarks.drills import card_house
from benchmarks.drills.forging import forged
from benchmarks.drills.house import House, house, until
from config import Settings
from jobs.context import settle_in

NAME = "itn-flood"
TARGETS = {"forged_accepted": "= 0", "not_answered_200": "= 0", "p99_ms": "<= 100", "lost_payments": "= 0", "payments_too_many": "= 0", "over_paid_cents": "= 0", "promises_broken": "= 0"}
FEW, MANY = (1_000, 100), (10_000, 1_000)
TIMES, CLIENTS, BIG = 5, 4, 1_000_000
LIMIT = 900  # seconds for the jobs behind it
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def play(settings: Settings, long: bool) -> dict[str, Any]:
    number, payments = MANY if long else FEW
    with house(settings) as ours:
        ours.sandbox("/_control/payfast/settings", {"send": "no"})  # the drill carries them itself
        app = create_app(ours.settings, web=False)
        settle_in(app)
        with app.app_context():
            bodies = _paid(payments, ours)
            db.session.remove()
        statuses, took = _posted(ours, _lies(number, bodies[0]))
        began = time.monotonic()
        until(lambda: not _waiting(ours), LIMIT)
        settled = time.monotonic() - began
        accepted = _count(ours, "SELECT count(*) FROM payment_receipt WHERE state <> 'refused'") + _count(ours, "SELECT count(*) FROM payment")
        true = [body.encode() for body in bodies for _ in range(TIMES)]
        random.Random(7).shuffle(true)
        true_statuses, true_took = _posted(ours, true)
        until(lambda: not _waiting(ours), LIMIT)
        with app.app_context():
            figures = card_house.counted(db.session(), ours.sandbox, payments)
            db.session.remove()
            db.engine.dispose()
    statuses.update(true_statuses)
    took += true_took
    return {
        "forged": number,
        "forged_accepted": accepted,
        "true_posts": len(true),
        "payments": figures["payments"],
        "lost_payments": max(0, payments - figures["payments"]),
        "payments_too_many": max(0, figures["payments"] - payments),
        "over_paid_cents": figures["over_paid_cents"],
        "promises_broken": figures["promises_broken"],
        "statuses": dict(statuses),
        "not_answered_200": sum(times for status, times in statuses.items() if status not in (200, 413)),
        "p50_ms": _percentile(took, 50),
        "p99_ms": _percentile(took, 99),
        "slowest_ms": round(max(took) * 1000),
        "posts_a_second": round(len(took) / sum(took) * CLIENTS),
        "all_checked_after_seconds": round(settled, 1),
    }


def _paid(number: int, ours: House) -> list[str]:
    """So many people paid on PayFast's page; the bodies of the notices about it, which nobody sent yet."""
    token = str(ours.sandbox("/_control/payfast/tokens", {"notify_url": "http://127.0.0.1:1/"})["result"])
    for invoice_id in card_house.open_invoices(number, ours.sandbox):
        attempt = begin_payment(invoice_id, by=SYSTEM)
        asked = {"cents": attempt.amount_cents, "reference": attempt.reference}
        db.session.rollback()
        use(PaymentGateway).charge(token, item="Drill", **asked)
    return [str(each["body"]) for each in ours.sandbox("/_control/payfast")["notices"]]


def _lies(number: int, true: str) -> list[bytes]:
    """Every kind again and again, each time with other letters; a few of a megabyte."""
    rng, found = random.Random(20261128), []
    while len(found) < number:
        found += [body for kind, (body, _sender) in forged(true, rng).items() if not kind.startswith("source")]
        if rng.random() < 0.1:
            found.append(b"x" * BIG)
    return found[:number]


def _posted(ours: House, bodies: Sequence[bytes]) -> tuple[Counter[int], list[float]]:
    """Status of each, and the seconds that it took, by a few clients at once."""

    def client(mine: Sequence[bytes]) -> list[tuple[int, float]]:
        return [_post(ours.settings.port, body) for body in mine]

    with ThreadPoolExecutor(CLIENTS) as clients:
        told = [each for share in clients.map(client, [bodies[number::CLIENTS] for number in range(CLIENTS)]) for each in share]
    return Counter(status for status, _ in told), [seconds for _, seconds in told]


def _post(port: int, body: bytes) -> tuple[int, float]:
    began = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("POST", "/hooks/payfast", body, FORM)
        status = connection.getresponse().status
    except (ConnectionError, http.client.HTTPException):
        status = 413 if len(body) >= BIG else 0  # refused while it was still being sent
    finally:
        connection.close()
    return status, time.perf_counter() - began


def _waiting(ours: House) -> int:
    return _count(ours, "SELECT count(*) FROM payment_receipt WHERE state = 'kept'")


def _count(ours: House, statement: str) -> int:
    return int(ours.asked(statement)[0][0])


def _percentile(took: list[float], share: int) -> float:
    return round(sorted(took)[len(took) * share // 100] * 1000, 1)
