"""Thousands of forged and malformed notices, then true ones five times each in any order, at a running Foyer: none of the first counts, each of the second once.

Those that know the passphrase, and that the vendor does not confirm, are looked at again for a while, and never more than a few of them.
"""

from __future__ import annotations

import http.client
import random
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from typing import Any

from app import create_app
from app.access.actor import SYSTEM
from app.access.sealing import NOTICE, sealed
from app.actions.payments.begin import begin_payment
from app.actions.payments.doubt_receipt import MOST, WAITS
from app.core import clock
from app.core.entity import db
from app.integrations.payfast import PaymentGateway, notice
from app.integrations.registry import use
from app.models import PaymentReceipt
from benchmarks.drills import card_house
from benchmarks.drills.forging import HERE, forged
from benchmarks.drills.house import House, house, until
from benchmarks.drills.planting import noticed, replaced
from config import Settings
from jobs.context import settle_in
from jobs.payments import check_receipt

NAME = "itn-flood"
TARGETS = {
    "forged_accepted": "= 0",
    "waiting_again_too_many": "= 0",
    "asked_too_often": "= 0",
    "from_elsewhere": ">= 1",
    "not_answered_200": "= 0",
    "p99_ms": "<= 100",
    "lost_payments": "= 0",
    "payments_too_many": "= 0",
    "over_paid_cents": "= 0",
    "promises_broken": "= 0",
    "planted_found": "= 1",
}
FEW, MANY = (1_000, 100), (10_000, 1_000)
TIMES, CLIENTS, BIG = 5, 4, 1_000_000
UNSIGNED = "signature/of nobody"
LIMIT = 900  # seconds for the jobs behind it
PROXY = {"FOYER_PROXIES": "1"}  # the drill is one, so that it can say from where a notice comes
ACCEPTED = "SELECT count(*) FROM payment_receipt WHERE state IN ('accepted', 'repeated')"
ELSEWHERE = f"SELECT count(*) FROM payment_receipt WHERE sent_from <> '{HERE}' AND state NOT IN ('accepted', 'repeated')"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def play(settings: Settings, long: bool) -> dict[str, Any]:
    return flooded(settings, *(MANY if long else FEW))


def flooded(settings: Settings, number: int, payments: int) -> dict[str, Any]:
    """The figures of so many lies, and of notices about so many payments. At the end one forged notice is read by a Foyer that looks at no signature: it has to be accepted."""
    with house(settings, PROXY) as ours:
        ours.sandbox("/_control/payfast/settings", {"send": "no"})  # the drill carries them itself
        app = create_app(ours.settings, web=False)
        settle_in(app)
        with app.app_context():
            *bodies, spare = _paid(payments + 1, ours)
            db.session.remove()
        lies = _lies(number, bodies[0])
        statuses, took = _posted(ours, [(body, sender) for _kind, body, sender in lies])
        began = time.monotonic()
        until(lambda: not _waiting(ours), LIMIT)
        settled = time.monotonic() - began
        accepted = _count(ours, ACCEPTED) + _count(ours, "SELECT count(*) FROM payment")
        elsewhere = _count(ours, ELSEWHERE)
        again = _count(ours, "SELECT count(*) FROM payment_receipt WHERE state = 'kept' AND looks > 0")
        asked = len(ours.sandbox("/_control/calls?limit=100000&pattern=*/validate")["calls"])
        signed = sum(kind.startswith("unconfirmed") for kind, _body, _sender in lies)
        true = [(body.encode(), HERE) for body in bodies for _ in range(TIMES)]
        random.Random(7).shuffle(true)
        true_statuses, true_took = _posted(ours, true)
        until(lambda: not _waiting(ours), LIMIT)
        with app.app_context():
            figures = card_house.counted(db.session(), ours.sandbox, payments)
            before = _count(ours, ACCEPTED)
            _believed(spare)
            planted = _count(ours, ACCEPTED) - before
            db.session.remove()
            db.engine.dispose()
    statuses.update(true_statuses)
    took += true_took
    return {
        "forged": number,
        "forged_accepted": accepted,
        "from_elsewhere": elsewhere,
        "waiting_again_too_many": max(0, again - MOST),
        "vendor_asked": asked,
        "asked_too_often": max(0, asked - signed - MOST * len(WAITS)),
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
    } | noticed(planted)


def _believed(true: str) -> None:
    """A notice with somebody's own signature is checked by everything but that, here and not by the house."""
    body, sender = forged(true, random.Random(7))[UNSIGNED]
    row = PaymentReceipt(received_at=clock.now(), sent_from=sender, digest=sha256(body).hexdigest(), sealed_body=sealed(body, NOTICE))
    db.session.add(row)
    db.session.commit()
    with replaced((notice, "is_signed", lambda *_given: True)):
        check_receipt(row.id)
    db.session.rollback()


def _paid(number: int, ours: House) -> list[str]:
    """So many people paid on PayFast's page; the bodies of the notices about it, which nobody sent yet."""
    token = str(ours.sandbox("/_control/payfast/tokens", {"notify_url": "http://127.0.0.1:1/"})["result"])
    for invoice_id in card_house.open_invoices(number, ours.sandbox):
        attempt = begin_payment(invoice_id, by=SYSTEM)
        asked = {"cents": attempt.amount_cents, "reference": attempt.reference}
        db.session.rollback()
        use(PaymentGateway).charge(token, item="Drill", **asked)
    return [str(each["body"]) for each in ours.sandbox("/_control/payfast")["notices"]]


def _lies(number: int, true: str) -> list[tuple[str, bytes, str]]:
    """Kind, body and sender: every kind again and again, each time with other letters; a few of a megabyte."""
    rng = random.Random(20261128)
    found: list[tuple[str, bytes, str]] = []
    while len(found) < number:
        found += [(kind, *lie) for kind, lie in forged(true, rng).items()]
        if rng.random() < 0.1:
            found.append(("unreadable/big", b"x" * BIG, HERE))
    return found[:number]


def _posted(ours: House, notices: Sequence[tuple[bytes, str]]) -> tuple[Counter[int], list[float]]:
    """Status of each, and the seconds that it took, by a few clients at once."""

    def client(mine: Sequence[tuple[bytes, str]]) -> list[tuple[int, float]]:
        return [_post(ours.settings.port, body, sender) for body, sender in mine]

    with ThreadPoolExecutor(CLIENTS) as clients:
        told = [each for share in clients.map(client, [notices[number::CLIENTS] for number in range(CLIENTS)]) for each in share]
    return Counter(status for status, _ in told), [seconds for _, seconds in told]


def _post(port: int, body: bytes, sender: str) -> tuple[int, float]:
    began = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("POST", "/hooks/payfast", body, FORM | {"X-Forwarded-For": sender})
        status = connection.getresponse().status
    except (ConnectionError, http.client.HTTPException):
        status = 413 if len(body) >= BIG else 0  # refused while it was still being sent
    finally:
        connection.close()
    return status, time.perf_counter() - began


def _waiting(ours: House) -> int:
    """Those that nobody has looked at yet."""
    return _count(ours, "SELECT count(*) FROM payment_receipt WHERE state = 'kept' AND looks = 0")


def _count(ours: House, statement: str) -> int:
    return int(ours.asked(statement)[0][0])


def _percentile(took: list[float], share: int) -> float:
    return round(sorted(took)[len(took) * share // 100] * 1000, 1)
