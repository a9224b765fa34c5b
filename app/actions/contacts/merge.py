"""Merge two contacts that are one person: everything of the one points to the other, in one transaction.

It cannot be undone by a click: what was said after it could not be told apart. The audit names every row that changed hands.
"""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import UniqueConstraint, delete, select, update

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.core.entity import table_of
from app.core.errors import Refused
from app.models import Comment, Contact, Task
from app.queries.contacts.merge_preview import FILLED, pointing
from app.work import Work, transaction


def merge_contacts(kept_id: int, gone_id: int, *, by: Actor) -> Contact:
    """`kept` stays with its name, and takes over what it does not have. Whoever wants to be left alone still does.

    Raises Missing for what the actor may not see, Forbidden, and Refused for one and the same or one that was merged before.
    """
    with transaction(by=by) as work:
        require(by, Permission.CONTACT_MERGE)
        if kept_id == gone_id:
            raise Refused(_("Choose two different contacts."))
        locked = {each: work.lock(Contact, each) for each in sorted((kept_id, gone_id))}
        kept, gone = locked[kept_id], locked[gone_id]
        if kept.merged_into_id is not None or gone.merged_into_id is not None:
            raise Refused(_("One of the two was merged before: look at it again."))
        moved = {model.__tablename__: _moved(work, model, kept.id, gone.id) for model in pointing()}
        moved |= {model.__tablename__: _hung(work, model, kept.id, gone.id) for model in (Comment, Task)}
        work.session.execute(update(Contact).where(Contact.merged_into_id == gone.id).values(merged_into_id=kept.id))
        _take_over(work, kept, gone)
        changes = {"contact": [gone.name, kept.name]} | {name: [None, ids] for name, ids in moved.items() if ids}
        work.record("merge", "contact", [{"noun_id": kept.id, "name": kept.name, "location_id": None, "changes": changes}])
    return kept


def _take_over(work: Work, kept: Contact, gone: Contact) -> None:
    email_key, phone_key = gone.email_key, gone.phone_key
    gone.merged_into_id, gone.email_key, gone.phone_key = kept.id, None, None
    work.session.flush()  # the address is free before the other takes it
    if not kept.email:
        kept.email_key = email_key
    if not kept.phone:
        kept.phone_key = phone_key
    for name in FILLED:
        setattr(kept, name, getattr(kept, name) or getattr(gone, name))
    if gone.do_not_contact_at is not None and kept.do_not_contact_at is None:
        kept.do_not_contact_at, kept.do_not_contact_reason = gone.do_not_contact_at, gone.do_not_contact_reason
    if gone.consent_at is not None and kept.consent_at is None:
        kept.consent_at, kept.consent_source = gone.consent_at, gone.consent_source


def _moved(work: Work, model: Any, kept_id: int, gone_id: int) -> list[int]:
    """The numbers of the rows that changed hands; a row that the kept one has as well, such as the same mail, goes."""
    table = table_of(model)
    for columns in _unique_with_contact(table):
        rest = [column for column in columns if column.name != "contact_id"]
        own = table.alias()
        same = select(own.c.id).where(own.c.contact_id == kept_id, *(own.c[column.name] == column for column in rest)).exists()
        work.session.execute(delete(table).where(table.c.contact_id == gone_id, same))
    found = work.session.scalars(update(table).where(table.c.contact_id == gone_id).values(contact_id=kept_id).returning(table.c.id))
    return sorted(found)


def _hung(work: Work, model: Any, kept_id: int, gone_id: int) -> list[int]:
    """What colleagues said on the page of the one that goes, and their tasks there."""
    here = (model.noun == Contact.__tablename__, model.noun_id == gone_id)
    return sorted(work.session.scalars(update(model).where(*here).values(noun_id=kept_id).returning(model.id)))


def _unique_with_contact(table: Any) -> list[list[Any]]:
    constraints = [each.columns for each in table.constraints if isinstance(each, UniqueConstraint)]
    indexes = [each.columns for each in table.indexes if each.unique]
    return [list(columns) for columns in [*constraints, *indexes] if "contact_id" in columns]
