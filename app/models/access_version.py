"""AccessVersion: one number that a trigger raises whenever a permission or role changes, so that every process drops its cache at once."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.entity import Record


class AccessVersion(Record):
    """A row and not a sequence: a sequence shows before the commit, and old permissions would be filed under the new number."""

    __tablename__ = "access_version"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    version: Mapped[int] = mapped_column(BigInteger, server_default=text("1"))


WATCHED = ("ab_permission_view_role", "ab_permission_view", "ab_permission", "ab_view_menu", "ab_role")

FUNCTION = """
CREATE OR REPLACE FUNCTION raise_access_version() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN UPDATE access_version SET version = version + 1; RETURN NULL; END $$
"""


def triggers() -> list[str]:
    """The statements that a migration runs after the tables exist."""
    return [
        "INSERT INTO access_version (id) OVERRIDING SYSTEM VALUE VALUES (1) ON CONFLICT DO NOTHING",
        FUNCTION,
        *(
            f"CREATE OR REPLACE TRIGGER raise_access AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION raise_access_version()"
            for table in WATCHED
        ),
    ]
