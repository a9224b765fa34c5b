"""Each call and form that moves money is sent twice in the same instant: one effect, and the same answer twice."""

from __future__ import annotations

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import psycopg

from app.cli.say import say
from app.cli.scratch import scratch
from app.queries.verify.books import verify
from benchmarks.drills import twins_calls
from benchmarks.drills.twins_browser import Answer, Browser
from benchmarks.drills.twins_calls import CALLS, FORMS, Case, Ground
from benchmarks.rooms import served
from config import Settings

NAME = "twins"
TARGETS = {
    "effects_missing": "= 0",
    "effects_twice": "= 0",
    "unlike_answers": "= 0",
    "faults": "= 0",
    "promises_broken": "= 0",
    "planted_found": "= 1",
}
FEW, MANY = 3, 2_000  # pairs of each; in all
TRIES, PAUSE = 200, 0.05  # of the one that hears that its twin is at work


def play(settings: Settings, long: bool) -> dict[str, Any]:
    cases = len(CALLS) + len(FORMS)
    return sent(settings, pairs=-(-MANY // cases) if long else FEW)


def sent(settings: Settings, *, pairs: int) -> dict[str, Any]:
    """So many pairs of each. At the end one of two that have no key in common: that has to be seen as two effects."""
    began, figures = time.monotonic(), Counter[str]()
    with scratch(settings, f"the drill {NAME}") as own, served(own, rooms=2, people=2) as (place, port, key):
        ground = twins_calls.laid(own, place, pairs)
        before = _broken(own)  # its invoices came in by hand
        with psycopg.connect(own.database_url, autocommit=True) as door:
            browsers = [Browser(port, api_key=key) for _ in range(2)]
            for case in CALLS:
                figures += _case(door, case, ground, browsers, pairs)
            browsers[0].sign_in(twins_calls.WHO, twins_calls.PASSWORD)
            browsers[1].cookies = browsers[0].cookies
            for case in FORMS:
                figures += _case(door, case, ground, browsers, pairs)
            planted = _case(door, CALLS[0], ground, browsers, 1, one_key=False)
        broken = _broken(own) - before
        if broken:
            say(f"Broken: {', '.join(sorted(broken))}")
    names = ("pairs", "told_at_work", "effects_missing", "effects_twice", "unlike_answers", "faults")
    return (
        {"kinds": len(CALLS) + len(FORMS)}
        | {name: figures[name] for name in names}
        | {
            "promises_broken": len(broken),
            "planted_found": int(planted["effects_twice"] > 0),
            "seconds": round(time.monotonic() - began, 1),
        }
    )


def _broken(settings: Settings) -> set[str]:
    return twins_calls.inside_of(settings, lambda session: {name for name, outcome in verify(session).items() if outcome.violations})


def _case(
    door: psycopg.Connection[Any], case: Case, ground: Ground, browsers: list[Browser], pairs: int, *, one_key: bool = True
) -> Counter[str]:
    told = Counter[str](pairs=pairs)
    for number in range(pairs):
        before = _effects(door, case)
        bodies = [case.said(ground, number, ground.key(f"{case.name}-{number if one_key else 'planted'}"))] * 2
        if not one_key:
            bodies[1] = case.said(ground, number, ground.key("another"))
        answers = _at_once(case, ground, number, browsers, bodies, told)
        effects = _effects(door, case) - before
        told["effects_missing"] += effects < 1
        told["effects_twice"] += effects > 1
        alike = answers[0].told == answers[1].told
        told["unlike_answers"] += not alike
        told["faults"] += sum(each.status >= 500 for each in answers)
        if one_key and (effects != 1 or not alike or not answers[0].is_yes):
            say(f"{case.name}: {effects} effects; {answers[0]} and {answers[1]}")
    return told


def _at_once(case: Case, ground: Ground, number: int, browsers: list[Browser], bodies: list[Any], told: Counter[str]) -> list[Answer]:
    path = case.path(ground, number)
    if case.is_form:
        page = browsers[0].form(path, case.page(ground, number))
        bodies = [page | bodies[0]] * 2
    ready = Barrier(2)

    def send(which: int) -> Answer:
        ready.wait()
        for _try in range(TRIES):
            answer = browsers[which].post_form(path, bodies[which]) if case.is_form else browsers[which].post_json(path, bodies[which])
            if not answer.is_busy:
                break
            told["told_at_work"] += 1
            time.sleep(PAUSE)
        return answer

    with ThreadPoolExecutor(2) as people:
        return list(people.map(send, range(2)))


def _effects(door: psycopg.Connection[Any], case: Case) -> int:
    return int(door.execute(case.effects).fetchone()[0])  # type: ignore[index]
