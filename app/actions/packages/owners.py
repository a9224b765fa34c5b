"""Who runs the teams that a package brings: whom it names, and whoever is alone in a new organisation."""

from __future__ import annotations

from collections import defaultdict

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.roles import MEMBER
from app.actions.packages.book import Book
from app.actions.packages.sheet import Line, Record
from app.models import FoyerUser
from app.models.user import TeamRole


def settle_owners(session: Session, book: Book) -> None:
    """A file that names owners is told which organisation it leaves without one."""
    teams: dict[Record, list[Line]] = defaultdict(list)
    for line in book.lines.get("users", ()):
        if not line.is_bad and line.row["organisation_id"] is not None:
            teams[book.to(line.row, "organisation_id")].append(line)
    owned = _owned(session, teams)
    for organisation, people in teams.items():
        if organisation.id in owned or any(line.row["team_role"] is TeamRole.OWNER for line in people):
            continue
        if organisation.before is None and len(people) == 1 and _may_own(people[0]):
            assert people[0].row.after is not None
            people[0].row.after["team_role"] = TeamRole.OWNER
        elif any(line.says("owner") for line in people):
            book.warn(
                people[0], "owner", _("%(organisation)s has no owner: nobody there can invite the team.", organisation=organisation.name)
            )


def _may_own(line: Line) -> bool:
    """A new member of whom the file does not say that they are no owner."""
    return line.row.before is None and line.given("owner") is None and (line.given("roles") or {MEMBER}) == {MEMBER}


def _owned(session: Session, teams: dict[Record, list[Line]]) -> set[int | None]:
    """Organisations of which somebody is the owner whom the package does not speak of."""
    told = [line.row.id for people in teams.values() for line in people if line.row.id]
    query = select(FoyerUser.organisation_id).where(
        FoyerUser.organisation_id.in_([organisation.id for organisation in teams if organisation.id]),
        FoyerUser.team_role == TeamRole.OWNER,
        FoyerUser.active,
        FoyerUser.id.not_in(told),
    )
    return set(session.scalars(query))
