"""FoyerUser: a person who can sign in; FAB's own user with a home, a phone and an end to its sessions."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from flask_appbuilder import Model
from flask_appbuilder.security.sqla.models import ApiKey, User
from flask_appbuilder.security.sqla.models import Role as Role
from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, String, Table, event, inspect, text, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.clock import now

if TYPE_CHECKING:
    from app.models.location import Location
    from app.models.organisation import Organisation

user_location = Table(
    "user_location",
    Model.metadata,
    Column("user_id", ForeignKey("ab_user.id", ondelete="CASCADE"), primary_key=True),
    # Nobody's last limit goes with its location: somebody without one works everywhere.
    Column("location_id", ForeignKey("location.id", ondelete="RESTRICT"), primary_key=True),
)


class TeamRole(StrEnum):
    """What a person may do for the organisation they belong to: nothing, see its invoices, or also run its team."""

    MEMBER = "member"
    BILLING = "billing"
    OWNER = "owner"


class FoyerUser(User):
    """`locations` limits a member of staff to some locations; none means all of them.

    `team_role` holds within `organisation_id` alone: a trigger takes it back when the person comes to another. `language` is a key
    of translation.LANGUAGES, empty for that of the house. `ends_on` is the last day on which they have anything here (A3); empty: no end.
    """

    __tablename__ = "ab_user"
    __table_args__ = (
        CheckConstraint("team_role = 'member' OR organisation_id IS NOT NULL", name="team_role_has_a_team"),
        Index("person_by_name", "last_name", "id"),
        Index("person_by_last_day", "ends_on", postgresql_where=text("ends_on IS NOT NULL AND active")),
        Index("person_by_address", text("lower(email)")),
        Index("person_words_trgm", text("(first_name || ' ' || last_name || ' ' || email) gin_trgm_ops"), postgresql_using="gin"),
        {"extend_existing": True},
    )
    __audited__ = ("roles", "locations")  # relations whose names before and after belong into the audit

    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    location_id: Mapped[int | None] = mapped_column(ForeignKey("location.id"), index=True)
    phone: Mapped[str] = mapped_column(String(40), default="", server_default="")
    team_role: Mapped[TeamRole] = mapped_column(default=TeamRole.MEMBER, server_default="member")
    language: Mapped[str] = mapped_column(String(10), default="", server_default="")
    picture_id: Mapped[int | None] = mapped_column(ForeignKey("picture.id", ondelete="SET NULL"), index=True)
    session_epoch: Mapped[int] = mapped_column(default=1, server_default="1")
    ends_on: Mapped[dt.date | None]
    locked_until: Mapped[dt.datetime | None]
    single_keys: Mapped[bool] = mapped_column(default=True, server_default=text("true"))  # shortcuts of one letter may fire (WCAG 2.1.4)

    organisation: Mapped[Organisation | None] = relationship()
    location: Mapped[Location | None] = relationship(foreign_keys=[location_id])
    locations: Mapped[list[Location]] = relationship(secondary=user_location)

    def get_id(self) -> str:
        """What the session cookie carries beside its secret: user and epoch, so that raising the epoch ends all sessions."""
        return f"{self.id}.{self.session_epoch}"

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or self.username

    __repr__ = __str__


@event.listens_for(FoyerUser, "before_update")
def end_sessions(mapper: Any, connection: Any, user: FoyerUser) -> None:
    """A new password or (de)activation ends every session and every API key, whichever form, command or job did it."""
    changed: Any = inspect(user).attrs
    if changed.password.history.has_changes() or changed.active.history.has_changes():
        user.session_epoch = (user.session_epoch or 0) + 1
        keys = update(ApiKey).where(ApiKey.user_id == user.id, ApiKey.active)
        connection.execute(keys.values(active=False, revoked_on=now().replace(tzinfo=None)))
