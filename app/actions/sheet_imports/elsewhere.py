"""What is at another location, or above whoever brings it in: it is not theirs to change, and leads nowhere for them."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor
from app.access.roles import MEMBER
from app.access.scope import visible
from app.actions.packages.book import POINTS_TO, Book
from app.actions.packages.present import any_of
from app.actions.packages.sheet import Line, Record
from app.actions.packages.sheets import SHEETS
from app.actions.users.grant import require_reach
from app.core.errors import Forbidden
from app.models.user import TeamRole, user_location
from app.work import Work


def hide_elsewhere(work: Work, book: Book, sheet: str) -> None:
    """Before lines are held against rows: a row that this actor does not see is refused by its key, and unknown where another leads to it."""
    if work.by.location_ids is None:
        return
    for name, known in book.known.items():
        model = SHEETS[name].model
        criterion = visible(work.by, model)
        if name == "locations" or not known.by_key or criterion is None:
            continue
        ids = [record.id or 0 for record in known.by_key.values()]
        seen = set(work.session.scalars(select(model.id).where(model.id.in_(any_of(ids)), criterion)))
        hidden = {key for key, record in known.by_key.items() if record.id not in seen}
        for line in book.lines.get(sheet, ()) if name == sheet else ():
            if line.values.get(line.sheet.key[0]) in hidden:
                book.refuse(line, line.sheet.key[0], _("Belongs to a location at which you do not work."))
        for key in hidden if name != sheet else ():
            del known.by_key[key]


def refuse_elsewhere(by: Actor, book: Book, sheet: str) -> None:
    """Once lines are settled: where each row is, and where it would be."""
    for line in book.lines.get(sheet, ()):
        if line.is_bad:
            continue
        if by.location_ids is not None and line.verb:
            _refuse_place(by, book, line)
        if sheet == "users" and not line.is_bad:
            _refuse_above(by, book, line)
            _refuse_away(by, book, line)


def _refuse_place(by: Actor, book: Book, line: Line) -> None:
    assert by.location_ids is not None
    places = _places(book, line)
    column = "location" if "location" in line.sheet.by_name else line.sheet.key[0]
    if not places:
        book.refuse(line, column, _("Say at which of your locations: what has none concerns the whole network."))
    if line.row.before and _place(book, line.row.before) is None:
        book.refuse(
            line,
            line.sheet.key[0],
            _("%(name)s concerns the whole network: only somebody who works everywhere changes it.", name=line.row.name),
        )
        return
    for place in places:
        if place.id not in by.location_ids:
            book.refuse(line, column, _("You do not work at %(place)s.", place=place["name"]))
            return


def _places(book: Book, line: Line) -> list[Record]:
    """Where it is to be, and where it is now."""
    found = [_place(book, facts) for facts in (line.row.after, line.row.before) if facts]
    return [place for place in found if place is not None]


def _place(book: Book, facts: dict[str, Any]) -> Record | None:
    """Its own location, or that of what it is of; a product of the whole network has none."""
    for attribute, sheet in (
        ("location_id", "locations"),
        ("organisation_id", "organisations"),
        ("license_id", "licenses"),
        ("membership_id", "memberships"),
        ("product_id", "products"),
    ):
        record = _record(book, facts, attribute)
        if record is not None:
            return record if sheet == "locations" else _place(book, record.after or record.before or {})
    return None


def _record(book: Book, facts: dict[str, Any], attribute: str) -> Record | None:
    value = facts.get(attribute)
    return value if value is None or isinstance(value, Record) else book.known[POINTS_TO[attribute]].by_id.get(value)


def _refuse_above(by: Actor, book: Book, line: Line) -> None:
    """Nobody changes who may do more than they, nor makes such a person: as they are, and as they are to be (actions/users/grant)."""
    if not line.verb:
        return
    row, names = line.row, {number: name for name, number in book.roles.items()}
    held = {names.get(number, "") for number in book.roles_of[row.id or 0]}
    present = set(book.places_of[row.id or 0])
    try:
        if row.before is not None:
            require_reach(by, held, limited_to=present, homes=_homes(book, row.before))
        require_reach(by, line.given("roles") or held or {MEMBER}, limited_to=_limits(line, present), homes=_homes(book, row.after or {}))
    except Forbidden as no:
        book.refuse(line, "roles" if line.says("roles") else "email", str(no.message))


def _refuse_away(by: Actor, book: Book, line: Line) -> None:
    """Address, organisation and role in the team open what is an organisation's: said at its home alone (actions/users/grant)."""
    if by.location_ids is None or not line.verb:
        return
    row = line.row
    if row.before is not None:
        opens = bool({"email", "organisation_id", "team_role"} & set(row.changes()))
    else:
        opens = (row.after or {}).get("team_role") not in (None, TeamRole.MEMBER)
    for facts in (row.before or {}, row.after or {}) if opens else ():
        organisation = _record(book, facts, "organisation_id")
        home = _place(book, organisation.after or organisation.before or {}) if organisation is not None else None
        if organisation is not None and home is not None and home.id not in by.location_ids:
            book.refuse(
                line,
                "organisation",
                _("%(organisation)s is at home at another location: this is decided there.", organisation=organisation["name"]),
            )
            return


def _homes(book: Book, facts: dict[str, Any]) -> set[int | None]:
    organisation, own = (_record(book, facts, name) for name in ("organisation_id", "location_id"))
    home = _place(book, organisation.after or organisation.before or {}) if organisation is not None else own
    return {place.id for place in (home, own) if place is not None}


def _limits(line: Line, present: set[int]) -> set[int]:
    """Where a member of staff is to work and nowhere else."""
    found = set(present)
    for extra in line.extras:
        if extra.model is user_location and extra.before is not None:
            found.discard(extra.before["location_id"])
        elif extra.model is user_location:
            found.add(extra["location_id"].id)
    return found
