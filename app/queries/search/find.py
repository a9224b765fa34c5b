"""Find things: an exact number or code first, then what begins so, then what holds the words, then what was mistyped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.queries.search.asked import Asked
from app.queries.search.kinds import BY_NAME, KINDS, PEOPLE
from app.queries.search.statement import CODES, MOST_ABOUT, Match, row, statement

FEW = 5


@dataclass(frozen=True)
class Hit:
    """`about` tells it from another of that name; `status` is a word of its state machine or empty."""

    kind: str
    id: int
    title: str
    about: tuple[str, ...]
    status: str
    match: Match
    address: str = ""


def find(session: Session, typed: str, *, by: Actor, few: int = FEW) -> list[Hit]:
    """At most `few` of each kind that the actor may read, within their scope, the best first; a person once, whatever they are to us."""
    asked = Asked.of(typed)
    kinds = [kind.name for kind in KINDS if by.may(kind.permission)]
    if not asked.is_long or not kinds:
        return []
    found = _ask(session, kinds, Match.WORDS, asked, by=by, few=few)
    counted = Counter(hit.kind for hit in found)
    is_known = any(
        hit.match is Match.EXACT for hit in found
    )  # who types a whole number or address looks for that, and not for what holds it
    if more := [kind for kind in kinds if not is_known and counted[kind] < few and all(len(word) > 2 for word in asked.words)]:
        known = {(hit.kind, hit.id) for hit in found}
        found += [hit for hit in _ask(session, more, Match.INSIDE, asked, by=by, few=few) if (hit.kind, hit.id) not in known]
    return _each_person_once(sorted(found, key=lambda hit: hit.match))


def mistyped(session: Session, typed: str, *, by: Actor, few: int = FEW) -> list[Hit]:
    """What is spelt nearly so. A number with a mistake is another number."""
    asked = Asked.of(typed)
    kinds = [kind.name for kind in KINDS if kind.forgives and by.may(kind.permission)]
    return _each_person_once(_ask(session, kinds, Match.MISTYPED, asked, by=by, few=few)) if kinds and len(asked.text) > 3 else []


def named(session: Session, wanted: Sequence[tuple[str, int]], *, by: Actor) -> list[Hit]:
    """These things by kind and number, in that order, as they are called now; without what the actor may not see."""
    found: dict[tuple[str, int], Hit] = {}
    for name in {kind for kind, _id in wanted}:
        kind = BY_NAME.get(name)
        if kind is not None and by.may(kind.permission):
            query = row(kind, kind.model.id.in_([row_id for each, row_id in wanted if each == name]), by)
            found |= {(name, each["id"]): _hit({**each, "rank": 0}) for each in session.execute(query).mappings()}
    return [found[each] for each in wanted if each in found]


def _ask(session: Session, kinds: Sequence[str], match: Match, asked: Asked, *, by: Actor, few: int) -> list[Hit]:
    connection = session.connection()
    # Without this a word that the planner takes for frequent is looked for row by row, through all of them.
    session.execute(PLAN)
    words, always = statement(connection.dialect, tuple(kinds), match, len(asked.words), by.location_ids)
    patterns = asked.insides() if match is Match.INSIDE else asked.beginnings()
    values = {f"w{n}": each for n, each in enumerate(patterns)} | {
        f"code{n}": (*asked.codes, *asked.codes[:1] * CODES)[n] for n in range(CODES)
    }
    given = always | values | {"start": asked.start(), "text": asked.text, "few": few}
    return [_hit(each) for each in connection.exec_driver_sql(words, given).mappings()]


# Nor by other processes beside this one: calling them takes longer than the answer may.
PLAN = text("SELECT set_config('enable_seqscan', 'off', true), set_config('max_parallel_workers_per_gather', '0', true)")


def _hit(found: Any) -> Hit:
    about = tuple(each for n in range(MOST_ABOUT) if (each := found[f"about_{n}"]))
    return Hit(
        found["kind"],
        found["id"],
        found["title"].strip(),
        about,
        found["status"] or "",
        Match(found["rank"]),
        (found["address"] or "").lower(),
    )


def _each_person_once(hits: Iterable[Hit]) -> list[Hit]:
    """A member is a contact and was perhaps a guest: of one address the first kind stands for all."""
    found = list(hits)
    first: dict[str, int] = {}
    for hit in found:
        if hit.kind in PEOPLE and hit.address:
            first[hit.address] = min(first.get(hit.address, len(PEOPLE)), PEOPLE.index(hit.kind))
    return [hit for hit in found if hit.kind not in PEOPLE or not hit.address or PEOPLE.index(hit.kind) == first[hit.address]]
