"""People, organisations, invoices, leads and guests, a million of them with --long, searched through the whole web application as somebody types; and what the indexes cost who writes."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Iterator
from itertools import chain
from typing import Any
from urllib.parse import quote

from flask.testing import FlaskClient
from sqlalchemy import text

from app import create_app
from app.cli.admin import admitted
from app.core.entity import db
from app.models import FoyerUser, Location
from benchmarks.lists import form_token, signed_in
from benchmarks.network import make_location, settle
from config import Settings

NAME = "search"
TARGETS = {"p95_ms": "< 100", "limited_p95_ms": "< 100", "write_with_to_without": "<= 2.5"}
SHORT, LONG = 100_000, 1_000_000
PLACES = 20
SHARES = {"people": 0.35, "contact": 0.2, "guest": 0.1, "organisation": 0.1, "invoice": 0.15, "lead": 0.1}
# What people type, by kind: a number, names and their beginnings, a mail address or a part of one, two letters, something mistyped or not there.
TYPED = {
    "number": ("INV-0010000", "inv-0010", "10001", "ORG-001234"),
    "name": (
        "kalomi",
        "kalomi ta",
        "neso botha",
        "soviwe",
        "vida",
        "lomita legal",
        "legal",
        "zuhaji fo",
        "nomapa re",
        "taruqua studio",
        "bepo",
        "lead 777",
    ),
    "mail": ("p20000@example.com", "c1000@", "example.net", "g777"),
    "two_letters": ("go", "ka", "an", "10", "s0"),
    "mistyped": ("kalotam", "xyzzyq", "kalomni"),
}

SOUNDS = "string_to_array('ka lo mi ta ru ne so vi da be po zu ha ji qua fe go li ma no pa re si tho', ' ')"
TRADES = "string_to_array('Studio Labs Works Legal Foods Media Design Travel Energy Mining Health Sport Books Music Film Farms Trust Homes Power Games', ' ')"
# A word for every number, some 14,000 in all, and another one for the family name.
NAMES = (
    f"""CREATE FUNCTION word(n bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT initcap(s[1 + h % 24] || s[1 + h / 24 % 24] || s[1 + h / 576 % 24]) FROM (SELECT {SOUNDS} AS s, hashint8(n)::bigint & 2147483647 AS h) x $$""",
    f"CREATE FUNCTION trade(n bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT ({TRADES})[1 + (hashint8(n)::bigint & 2147483647) % 20] $$",
)
FILLED = {
    "organisation": """INSERT INTO organisation (code, name, location_id, currency) SELECT 'ORG-' || lpad(n::text, 7, '0'), word(n) || ' ' || trade(n + 7),
        (CAST(:places AS bigint[]))[1 + n % :many], 'ZAR' FROM generate_series(1, CAST(:rows AS int)) n""",
    "people": """INSERT INTO ab_user (username, first_name, last_name, email, active, organisation_id)
        SELECT 'p' || n, word(n * 3), word(n * 5 + 1), 'p' || n || '@example.com', true, o.first + n % o.many
        FROM generate_series(1, CAST(:rows AS int)) n, (SELECT min(id) AS first, count(*) AS many FROM organisation) o""",
    "contact": """INSERT INTO contact (name, email, email_key, company) SELECT word(n * 11) || ' ' || word(n * 13), 'c' || n || '@example.org', 'c' || n || '@example.org',
        word(n) || ' ' || trade(n) FROM generate_series(1, CAST(:rows AS int)) n""",
    "guest": """INSERT INTO guest (name, email, email_key, company, seen_at) SELECT word(n * 17) || ' ' || word(n * 19), 'g' || n || '@example.net', 'g' || n || '@example.net', '', now()
        FROM generate_series(1, CAST(:rows AS int)) n""",
    "lead": """INSERT INTO lead (code, location_id, contact_id, name, email, company, asked_at, heard_at)
        SELECT 'L-' || n, (CAST(:places AS bigint[]))[1 + n % :many], c.first + n % c.many, word(n * 23) || ' ' || word(n * 29), 'l' || n || '@example.org', 'Lead ' || n, now(), now()
        FROM generate_series(1, CAST(:rows AS int)) n, (SELECT min(id) AS first, count(*) AS many FROM contact) c""",
    "invoice": """INSERT INTO invoice (organisation_id, location_id, month, number, status, kind, currency, issued_on, due_on, net_cents, vat_cents, total_cents, seller, buyer)
        SELECT o.first + n % o.many, (CAST(:places AS bigint[]))[1 + n % :many], date '2026-06-01', 'INV-' || lpad(n::text, 7, '0'), 'sent', 'shop', 'ZAR', date '2026-06-01', date '2026-06-08', 100, 15, 115, '{}', '{}'
        FROM generate_series(1, CAST(:rows AS int)) n, (SELECT min(id) AS first, count(*) AS many FROM organisation) o""",
}
# Each guest came once, to one of the places: by that a manager knows of them.
CAME = """INSERT INTO check_in (location_id, guest_id, name, source, arrived_at, left_at, left_by, key, made_by)
    SELECT (CAST(:places AS bigint[]))[1 + g.id % :many], g.id, g.name, 'desk', now() - interval '1 day', now() - interval '20 hours', 'desk', 'desk-' || g.id, 'desk' FROM guest g"""
# What autovacuum does after so many new rows: what waits before a GIN index goes into it. Planner and reader count the waiting pages.
TIDIED = "SELECT gin_clean_pending_list(c.oid) FROM pg_class c JOIN pg_am a ON a.oid = c.relam WHERE a.amname = 'gin' AND c.relkind = 'i'"
WRITTEN = """INSERT INTO contact (name, email, email_key, company) SELECT word(n * 11) || ' ' || word(n), 'w' || n || '@example.org', 'w' || n || '@example.org', 'Written'
    FROM generate_series(1, 20000) n"""


def measure(settings: Settings, long: bool, rows: int | None = None, requests: int = 200) -> dict[str, Any]:
    """200 searches of a network administrator and of a manager of one location among 100,000 rows; three times as many, among a million, with `long`."""
    rows = rows or (LONG if long else SHORT)
    app = create_app(settings, sync=True)
    everywhere = signed_in(app)
    with app.app_context():
        places = [make_location(db.session(), f"S{n:02}").id for n in range(PLACES)]
        fill(rows, places)
        one_place = limited(places[0])
    here = app.test_client()
    here.environ_base.update(everywhere.environ_base)
    sign_in(here, *one_place)
    gc.collect()
    gc.freeze()  # as `run.py web` does
    times = requests * 3 if long else requests
    all_of_it, of_one_place = taken(everywhere, times), taken(here, times)
    with app.app_context():
        ratio = writing()
    return {
        "rows": rows,
        "p50_ms": quantile(all_of_it, 50),
        "p95_ms": quantile(all_of_it, 95),
        "limited_p50_ms": quantile(of_one_place, 50),
        "limited_p95_ms": quantile(of_one_place, 95),
        **by_kind("", all_of_it),
        **by_kind("limited_", of_one_place),
        "slowest": slowest(all_of_it + of_one_place),
        "write_with_to_without": ratio,
    }


def holds(figures: dict[str, Any]) -> bool:
    return bool(figures["p95_ms"] < 100 and figures["limited_p95_ms"] < 100 and figures["write_with_to_without"] <= 2.5)


def fill(rows: int, places: list[int]) -> None:
    for function in NAMES:
        db.session.execute(text(function))
    for table, statement in FILLED.items():
        given = {"rows": max(int(rows * SHARES[table]), 1), "places": places, "many": len(places)}
        db.session.execute(text(statement), {name: value for name, value in given.items() if f":{name}" in statement})
    db.session.execute(text(CAME), {"places": places, "many": len(places)})
    db.session.execute(text(TIDIED))
    settle(db.session())


def limited(place: int) -> tuple[str, str]:
    """A network administrator's rights at one location alone: every kind is asked for, and every row is looked at."""
    password = admitted("manager", "manager@localhost")
    user = db.session.query(FoyerUser).filter_by(username="manager").one()
    user.locations = [db.session.get_one(Location, place)]
    db.session.commit()
    return "manager", password


def sign_in(browser: FlaskClient, username: str, password: str) -> None:
    page = browser.get("/login/").text
    browser.post("/login/", data={"username": username, "password": password, "csrf_token": form_token(page)})


WORDS = tuple(chain.from_iterable(TYPED.values()))


def typed() -> Iterator[str]:
    while True:
        yield from WORDS


def taken(browser: FlaskClient, times: int) -> list[tuple[float, str]]:
    found = []
    for word, _ in zip(typed(), range(times + len(WORDS)), strict=False):
        began = time.perf_counter()
        answer = browser.get(f"/search/hits?q={quote(word)}")
        found.append(((time.perf_counter() - began) * 1000, word))
        assert answer.status_code == 200
    return found[len(WORDS) :]


def quantile(times: list[tuple[float, str]], percent: int) -> float:
    return round(statistics.quantiles([each for each, _word in times], n=100)[percent - 1], 1)


def by_kind(who: str, times: list[tuple[float, str]]) -> dict[str, str]:
    """p50 and p95 in ms of each kind of word."""
    told = {}
    for kind, words in TYPED.items():
        own = [each for each in times if each[1] in words]
        if len(own) > 1:
            told[f"{who}{kind}_p50_p95_ms"] = f"{quantile(own, 50)} / {quantile(own, 95)}"
    return told


def slowest(times: list[tuple[float, str]]) -> str:
    return max(times)[1]


def writing() -> float:
    """20,000 contacts with the index of their words, to as many without it: what an import notices."""
    with_it = _written()
    db.session.execute(text("DROP INDEX contact_words_trgm"))
    without = _written()
    db.session.rollback()
    return round(with_it / without, 2)


def _written() -> float:
    db.session.execute(text("SAVEPOINT s"))
    began = time.perf_counter()
    db.session.execute(text(WRITTEN))
    done = time.perf_counter() - began
    db.session.execute(text("ROLLBACK TO SAVEPOINT s"))
    return done
