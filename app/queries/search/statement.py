"""The one statement that looks through all kinds: written once for a scope, because typing asks for it five times a second.

Putting it together takes SQLAlchemy longer than PostgreSQL needs to answer it, so the text is kept by kinds and scope.
"""

from __future__ import annotations

from dataclasses import replace
from enum import IntEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    CTE,
    BindParameter,
    ColumnElement,
    Dialect,
    Integer,
    Select,
    String,
    Text,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    literal_column,
    or_,
    select,
    union,
    union_all,
)
from sqlalchemy.sql.elements import CompilerElement

from app.access.actor import NOBODY, Actor
from app.access.scope import HowAsked, narrowed
from app.access.staff_people import AS_A_SET
from app.queries.search.kinds import BY_NAME, Kind

MOST_LOOKED_AT = 100  # of those that match: the best of so many are shown, and who wants another types one more letter
# Somebody who works at a few of very many locations: of so many that match each is asked whether it is theirs. Where there are more, and hardly any was, what is
# theirs is asked whether it matches.
MOST_ASKED, ENOUGH = 500, 10
MOST_ABOUT = 3
CODES = 3


class Match(IntEnum):
    """How well: small is better."""

    EXACT = 0
    START = 1
    WORDS = 2
    INSIDE = 3
    MISTYPED = 4


@lru_cache(maxsize=512)
def statement(
    dialect: Dialect, kinds: tuple[str, ...], match: Match, words: int, places: frozenset[int] | None
) -> tuple[str, dict[str, Any]]:
    """Its text, and the values that are always the same. It still wants `w0`... (patterns of so many words), `code0`..., `start`, `text` and `few`."""
    by = Actor(id=NOBODY.id, name="", location_ids=places)
    parts = [_best(BY_NAME[name], match, words, by) for name in kinds]
    return compiled(union_all(*(select(part) for part in parts)), dialect)


def compiled(query: CompilerElement, dialect: Dialect) -> tuple[str, dict[str, Any]]:
    made = query.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
    return str(made), {name: value for name, value in made.params.items() if value is not None}


def row(kind: Kind, test: ColumnElement[bool], by: Actor, asked: HowAsked = HowAsked.OF_EACH) -> Select[Any]:
    """Number, title, what is said of it, status and address of what passes the test and is in the actor's scope; the same columns for every kind."""
    about: list[Any] = [cast(each, Text) for each in kind.about]
    about += [literal_column("NULL::text")] * (MOST_ABOUT - len(about))
    status, address = (cast(each, Text) if each is not None else literal_column("NULL::text") for each in (kind.status, kind.address))
    columns = [literal_column(f"'{kind.name}'").label("kind"), kind.model.id, cast(kind.title, Text).label("title")]
    query = select(
        *columns, *(each.label(f"about_{n}") for n, each in enumerate(about)), status.label("status"), address.label("address")
    ).select_from(kind.model)
    for table, on in kind.joined:
        query = query.join(table, on, isouter=table is not kind.of_words)
    return narrowed(query.where(test, *kind.where), by, kind.model, asked)


def _given(name: str) -> BindParameter[str]:
    """Its value comes with each question."""
    return bindparam(name, type_=String(), required=False)


def _test(kind: Kind, match: Match, words: int) -> ColumnElement[bool]:
    patterns = [_given(f"w{n}") for n in range(words)]
    if match is Match.MISTYPED:
        return kind.words.op("%>", is_comparison=True)(_given("text"))
    if match is Match.INSIDE:
        return and_(*(kind.words.ilike(each) for each in patterns))
    return or_(_is_exact(kind), and_(*(kind.words.op("~*", is_comparison=True)(each) for each in patterns)))


def _is_exact(kind: Kind) -> ColumnElement[bool]:
    codes = [_given(f"code{n}") for n in range(CODES)]
    return or_(*(column == code for column in kind.codes for code in codes))


def _best(kind: Kind, match: Match, words: int, by: Actor) -> Any:
    """The best `few`: an exact code, then a name that begins as typed, then the most alike."""
    some = _some(kind, match, words, by).subquery()
    starts = func.lower(some.c.title).like(_given("start"))
    rank = case((some.c.exact, Match.EXACT.value), (starts, Match.START.value), else_=match.value).label("rank")
    alike = func.similarity(some.c.title, _given("text"))
    return (
        select(*some.c, rank)
        .order_by(rank, alike.desc(), some.c.title, some.c.id.desc())
        .limit(bindparam("few", required=False, type_=Integer()))
        .subquery()
    )


def _some(kind: Kind, match: Match, words: int, by: Actor) -> Any:
    """Those that match and may be seen, as many as are looked at."""
    test = _test(kind, match, words)
    exact: Any = (literal(False) if match in (Match.INSIDE, Match.MISTYPED) else _is_exact(kind)).label("exact")
    if by.location_ids is None or kind.model not in AS_A_SET:
        return row(kind, test, by).add_columns(exact).limit(MOST_LOOKED_AT)
    matching = select(kind.model.id).where(test, *kind.where).limit(MOST_ASKED).cte(f"{kind.name}_matching").prefix_with("MATERIALIZED")
    seen = (
        row(kind, kind.model.id.in_(select(matching.c.id)), by)
        .add_columns(exact)
        .limit(MOST_LOOKED_AT)
        .cte(f"{kind.name}_seen")
        .prefix_with("MATERIALIZED")
    )
    are_more = and_(_count(matching) == MOST_ASKED, _count(seen) < ENOUGH)
    by_hand = _test(
        replace(kind, words=kind.words + literal_column("''")), match, words
    )  # no index is of these words: it would find what is everybody's
    of_place = row(kind, and_(are_more, by_hand), by, HowAsked.AS_A_SET).add_columns(exact).limit(MOST_LOOKED_AT).subquery()
    return union(select(seen), select(of_place))


def _count(of: CTE) -> Any:
    return select(func.count()).select_from(of).scalar_subquery()
