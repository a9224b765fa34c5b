"""AccessVersion: one number that a trigger raises whenever a permission or role changes, so that every process drops its cache at once."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.entity import Record


class AccessVersion(Record):
    """A row and not a sequence: a sequence shows before the commit, and old permissions would be filed under the new number.

    The triggers are in the second migration.
    """

    __tablename__ = "access_version"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    version: Mapped[int] = mapped_column(BigInteger, server_default=text("1"))
