"""The preview of 10,000 organisations with five licenses each: time, memory, and how both grow."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, text

from app import create_app
from app.core.entity import db
from app.models import Location
from app.queries.preview import Preview, preview
from benchmarks.fresh import in_fresh_process, peak_mb, seconds
from benchmarks.network import MONTH, make_network
from config import Settings

NAME = "preview"
TARGETS = {"seconds": "< 2", "peak_mb": "< 400", "to_bare_queries": "<= 8", "twice_the_organisations": "<= 2.1"}
ORGANISATIONS = 10_000

# All that pricing needs, and nothing done with it: who holds which license at which price, what interrupts it, what is charged beside it.
BARE = (
    """
    SELECT l.id, l.code, l.organisation_id, l.membership_id, l.starts_on, l.ends_on, l.commitment_months, l.commitment_start,
           l.custom_price_cents, l.custom_price_end, l.net_price, o.code, o.name, o.currency, u.first_name, u.last_name,
           p.valid_from, p.primary_cents, p.extra_cents
    FROM license l JOIN organisation o ON o.id = l.organisation_id LEFT JOIN ab_user u ON u.id = l.user_id
    JOIN membership_price p ON p.membership_id = l.membership_id
    WHERE l.location_id = :location AND o.status = 'active' AND l.starts_on <= :last AND (l.ends_on IS NULL OR l.ends_on >= :first)
    """,
    """
    SELECT p.license_id, p.starts_on, p.ends_on, NULL FROM license_pause p JOIN license l ON l.id = p.license_id WHERE l.location_id = :location
    UNION ALL
    SELECT d.organisation_id, d.starts_on, d.ends_on, d.percent FROM discount d JOIN organisation o ON o.id = d.organisation_id
    WHERE o.location_id = :location
    """,
    """
    SELECT organisation_id, code, date, description, quantity, unit_price_cents FROM adhoc WHERE location_id = :location AND invoiced_at IS NULL
    UNION ALL
    SELECT organisation_id, code, starts_on, description, 1, price_cents FROM line_item WHERE location_id = :location AND license_id IS NULL
    """,
)


def measure(settings: Settings, long: bool, organisations: int = ORGANISATIONS) -> dict[str, Any]:
    """The best of three, of six with `long`: other programs of the machine only ever slow us down."""
    app = create_app(settings, web=False)
    with app.app_context():
        make_network(db.session(), "ONE", organisations)
        make_network(db.session(), "TWO", organisations * 2)
        db.session.remove()
        db.engine.dispose()
    peak, organisations, lines = in_fresh_process(memory, settings)
    first, ours, bare, twice = in_fresh_process(times, settings, 6 if long else 3)
    return {
        "organisations": organisations,
        "lines": lines,
        "peak_mb": round(peak),
        "first_seconds": round(first, 2),
        "seconds": round(ours, 2),
        "bare_queries_seconds": round(bare, 3),
        "to_bare_queries": round(ours / bare, 1),
        "twice_the_organisations": round(twice / ours, 2),
    }


def holds(figures: dict[str, Any]) -> bool:
    return bool(
        figures["seconds"] < 2
        and figures["peak_mb"] < 400
        and figures["to_bare_queries"] <= 8
        and figures["twice_the_organisations"] <= 2.1
    )


def memory(settings: Settings) -> tuple[float, int, int]:
    """The peak of a process that does nothing else, in MB, and what it held: organisations and lines."""
    with create_app(settings, web=False).app_context():
        rows = look(location("ONE")).rows
        return peak_mb(), len(rows), sum(len(row.document.lines) for row in rows)


def times(settings: Settings, rounds: int) -> tuple[float, float, float, float]:
    """Seconds of the very first, of the best, of the best bare queries and of the best with twice the organisations; turn and turn about."""
    with create_app(settings, web=False).app_context():
        one, two = location("ONE"), location("TWO")
        first = seconds(lambda: look(one))
        ours, bare, twice = [first], [], []
        for _ in range(rounds):
            bare.append(seconds(lambda: bare_queries(one)))
            ours.append(seconds(lambda: look(one)))
            twice.append(seconds(lambda: look(two)))
        return first, min(ours), min(bare), min(twice)


def location(code: str) -> Location:
    return db.session.scalars(select(Location).where(Location.code == code)).one()


def look(at: Location) -> Preview:
    return preview(db.session(), at, MONTH, cut_off=MONTH.last)


def bare_queries(at: Location) -> list[Any]:
    """Every row as a tuple."""
    values = {"location": at.id, "first": MONTH.first, "last": MONTH.last}
    return [db.session.execute(text(query), values).all() for query in BARE]
