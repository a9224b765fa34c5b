"""What goes where when two contacts become one: shown before it is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.entity import Record
from app.models import Contact

# What the kept one takes over where it has nothing itself.
FILLED = ("email", "phone", "company", "language")


@dataclass(frozen=True, slots=True)
class MergePreview:
    """`moves`: how many rows of which table change hands. `fills`: what the kept one takes over, by column. `stays`: what it has already
    and the other one said differently; an address among them still finds the kept one."""

    moves: list[tuple[str, int]]
    fills: list[tuple[str, str]]
    stays: list[tuple[str, str, str]]


def merge_preview(session: Session, kept: Contact, gone: Contact) -> MergePreview:
    counts = [(model.__tablename__, session.scalar(select(func.count()).where(model.contact_id == gone.id)) or 0) for model in pointing()]
    pairs = [(name, getattr(kept, name), getattr(gone, name)) for name in ("name", *FILLED)]
    return MergePreview(
        moves=[(name, count) for name, count in counts if count],
        fills=[(name, other) for name, own, other in pairs if other and not own],
        stays=[(name, own, other) for name, own, other in pairs if own and other and own.casefold() != other.casefold()],
    )


def pointing() -> list[Any]:
    """Every table whose rows belong to a contact, also those that are written after this."""
    found = [
        mapper.class_
        for mapper in Record.registry.mappers
        if "contact_id" in mapper.columns and _is_to_contact(mapper.columns["contact_id"])
    ]
    return sorted(found, key=lambda model: str(model.__tablename__))


def _is_to_contact(column: Any) -> bool:
    return any(each.column.table.name == Contact.__tablename__ for each in column.foreign_keys)
