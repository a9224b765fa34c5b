"""Which tasks the staff see: those of a tree with its deal, and one that is about another record with that record."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, false, or_, select

from app.access.actor import Actor
from app.access.nouns import BY_NOUN, READS
from app.access.permissions import P
from app.access.staff_people import Criterion
from app.access.staff_scope import STAFF
from app.models import Opportunity, Task

TREES = (P.OPPORTUNITY_READ, P.LEAD_READ)  # the desk works on trees, and sees leads alone
ABOUT = {noun: model for noun, model in BY_NOUN.items() if model not in (Task, Opportunity)}


def sees_trees(by: Actor) -> bool:
    """Whether the tasks of deals are for them at all."""
    return any(by.may(each) for each in TREES)


def tasks_for(by: Actor, among: Collection[str] | None = None) -> Criterion | None:
    """Of the staff; None for who may see them all. Who may not read a record any more sees nothing of its tasks.

    `among`: the nouns that tasks of the query are about, where somebody knows them: each noun is a sub-select of its own, which costs before it finds anything.
    """
    nouns = {noun: model for noun, model in ABOUT.items() if by.may(READS[model])}
    if by.location_ids is None:
        if sees_trees(by) and len(nouns) == len(ABOUT):
            return None
        trees = Task.opportunity_id.is_not(None) if sees_trees(by) else false()
        return or_(trees, Task.noun.in_(nouns))
    ids = by.location_ids
    asked = nouns if among is None else {noun: nouns[noun] for noun in sorted(among) if noun in nouns}
    found: list[ColumnElement[bool]] = [
        and_(Task.noun == noun, Task.noun_id.in_(select(model.id).where(STAFF[model](ids)))) for noun, model in asked.items()
    ]
    if sees_trees(by):
        found.append(and_(Task.opportunity_id.is_not(None), STAFF[Task](ids)))
    return or_(false(), *found)
