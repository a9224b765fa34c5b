"""What winning would change on the licenses that a customer has already: volume counts them all (P5), and places shift (P2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.core.month import Month
from app.models import Organisation, Paper
from app.queries.line_json import Words
from app.queries.opportunities.same_customers import customers_of
from app.queries.papers.priced import whole_month
from app.queries.papers.unheld import unheld
from app.rules.lines import PricedLine
from app.rules.same_customer import Why

MOST = 3  # customers that are looked at where nobody has said yet which one it is


class Moved(NamedTuple):
    """One license in that month: net cents before and after."""

    code: str
    what: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Others:
    """`why` is None where the deal names its organisation; else it is only likely. Sums are of all that it has there, moved or not."""

    organisation: str
    why: Why | None
    month: Month
    moved: tuple[Moved, ...]
    before: int
    after: int


def others_of(session: Session, paper: Paper, *, by: Actor) -> list[Others]:
    """In the first month that the offer is billed whole; only customers whose other licenses would cost something else."""
    if not paper.lines:
        return []
    deal = paper.opportunity
    if deal.organisation is not None:
        known: list[tuple[Organisation, Why | None]] = [(deal.organisation, None)]
    else:
        known = [(session.get_one(Organisation, each.id), why) for each, why in customers_of(session, deal, by=by)[:MOST]]
    found = (_others(session, paper, organisation, why) for organisation, why in known)
    return [each for each in found if each.moved]


def _others(session: Session, paper: Paper, organisation: Organisation, why: Why | None) -> Others:
    first = Month.parse(paper.first_invoice["month"]) if paper.first_invoice else Month.of(min(line.starts_on for line in paper.lines))
    priced = unheld(session, paper.location, organisation.id, paper.lines, first)
    month = whole_month(priced, paper.lines)
    before, after = _nets(priced.of(month, owner=priced.before).lines), _nets(priced.of(month).lines)
    words, codes = Words(priced.terms), {license.id: license.code for license in priced.before.licenses}
    moved = tuple(Moved(codes[key], words.license(key), net, after.get(key, 0)) for key, net in before.items() if after.get(key, 0) != net)
    return Others(organisation.name, why, month, moved, sum(before.values()), sum(after.values()))


def _nets(lines: Iterable[PricedLine]) -> dict[int, int]:
    """By license, of those that somebody holds."""
    found: defaultdict[int, int] = defaultdict(int)
    for line in lines:
        if line.id > 0:
            found[line.id] += line.net
    return found
