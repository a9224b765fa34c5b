"""Row scope: which rows of a table an actor may know of. Every read passes here; a table without a rule stops the start."""

from __future__ import annotations

from enum import Enum
from typing import Any, TypeVar

from sqlalchemy import and_, false

from app.access.actor import Actor
from app.access.audit_scope import audit_for
from app.access.member_scope import MEMBER
from app.access.staff_people import AS_A_SET, EACH, Criterion, accounts
from app.access.staff_scope import STAFF
from app.access.task_scope import tasks_for
from app.core.entity import AnySelect, Record
from app.models import AuditEvent, Organisation, Task

Q = TypeVar("Q", bound=AnySelect)


class HowAsked(Enum):
    """How the database finds out: as lists do; of one row at a time, for a query that comes to few by itself; as one set, for one that would come to most of a table."""

    AS_USUAL = "usual"
    OF_EACH = "each"
    AS_A_SET = "set"


RULES = {HowAsked.AS_USUAL: STAFF, HowAsked.OF_EACH: STAFF | EACH, HowAsked.AS_A_SET: STAFF | AS_A_SET}


def visible(by: Actor, model: Any, asked: HowAsked = HowAsked.AS_USUAL) -> Criterion | None:
    """What to add to a query of `model`; None when the actor may see every row.

    Raises KeyError for a table of ours that has no rule.
    """
    if by.is_staff:
        rule = RULES[asked].get(model)
        if rule is None and not _is_foreign(model):
            raise KeyError(f"{model.__name__} has no row scope")
        if model is Task:
            return tasks_for(by)
        within = None if rule is None or by.location_ids is None else rule(by.location_ids)
        if model is AuditEvent and (readable := audit_for(by)) is not None:
            return readable if within is None else and_(within, readable)
        return within
    member_rule = MEMBER.get(model)
    return false() if member_rule is None or by.id is None else member_rule(by)


def narrowed(query: Q, by: Actor, model: Any, asked: HowAsked = HowAsked.AS_USUAL) -> Q:
    """The query, of those rows of `model` alone that the actor may see."""
    criterion = visible(by, model, asked)
    return query if criterion is None else query.where(criterion)


def of_accounts(query: Q, by: Actor) -> Q:
    """A query of few organisations, of those alone whose account the actor may look into: see `accounts`."""
    if by.is_staff and by.location_ids is not None:
        return query.where(accounts(by.location_ids))
    return narrowed(query, by, Organisation)


def _is_foreign(model: Any) -> bool:
    """Roles, groups and permissions are Flask-AppBuilder's, guarded by permission alone."""
    return str(model.__tablename__).startswith(("ab_", "access_version"))


def assert_complete() -> None:
    """At start-up: every table has its rule. Raises RuntimeError that names those without."""
    bare = [mapper.class_.__name__ for mapper in Record.registry.mappers if mapper.class_ not in STAFF and not _is_foreign(mapper.class_)]
    if bare:
        raise RuntimeError(f"no row scope for {', '.join(sorted(bare))}")
