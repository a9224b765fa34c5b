"""Entity: the base of every table, and the one database handle."""

from __future__ import annotations

import datetime as dt
import enum
import uuid
from typing import Any

from flask_appbuilder import Model
from flask_appbuilder.models.sqla.base import SQLA
from sqlalchemy import BigInteger, Date, DateTime, Dialect, Enum, Identity, Select, Table, text
from sqlalchemy.dialects.postgresql import JSONB, UUID
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from app.core.month import Month

db = SQLA(metadata=Model.metadata)
AnySelect = Select[*tuple[Any, ...]]  # a query of whatever columns; `Select[Any]` is one of a single column

Model.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
}


class MonthType(TypeDecorator[Month]):
    """A Month, kept as the date of its first day."""

    impl = Date
    cache_ok = True

    def process_bind_param(self, value: Month | None, dialect: Dialect) -> dt.date | None:
        return None if value is None else value.first

    def process_result_value(self, value: dt.date | None, dialect: Dialect) -> Month | None:
        return None if value is None else Month.of(value)


Model.registry.update_type_annotation_map(
    {
        dt.datetime: DateTime(timezone=True),
        Month: MonthType,
        dict[str, Any]: JSONB,
        list[dict[str, Any]]: JSONB,
        enum.StrEnum: Enum(enum.StrEnum, native_enum=False, length=32, values_callable=lambda kind: [member.value for member in kind]),
    }
)


def table_of(model: type[Model]) -> Table:
    """For statements that write rows past the session: they cost half of what they cost through it."""
    table = model.__table__
    assert isinstance(table, Table)
    return table


class Record(Model):
    """A row with a number and nothing else that it did not ask for: parts of an entity, written by the ten thousand."""

    __abstract__ = True

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True, sort_order=-10)

    def __repr__(self) -> str:
        return str(self)

    def __str__(self) -> str:
        return str(getattr(self, "name", None) or getattr(self, "code", None) or f"{type(self).__name__} {self.id}")


class Entity(Record):
    """Every entity has an unguessable public id for the world as well, and the instant it was made."""

    __abstract__ = True

    public_id: Mapped[uuid.UUID] = mapped_column(UUID(as_uuid=True), unique=True, server_default=text("gen_random_uuid()"), sort_order=90)
    created_at: Mapped[dt.datetime] = mapped_column(server_default=text("now()"), sort_order=91)
