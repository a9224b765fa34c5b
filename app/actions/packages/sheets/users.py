"""users.csv: people who can sign in, once they have set a password."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from app.access.roles import MEMBER, NETWORK_ADMIN, ROLES
from app.actions.packages.cells import date, email, phone, text, yes_no
from app.actions.packages.near import near
from app.actions.packages.sheet import Column, Line, Record, Sheet
from app.models import FoyerUser
from app.models.user import TeamRole, user_location

if TYPE_CHECKING:
    from app.actions.packages.book import Book

USER_ROLE = FoyerUser.metadata.tables["ab_user_role"]
LONGEST_NAME = 64


def roles(cell: str) -> frozenset[str]:
    """Words for roles, separated by `;`, as "location_manager" or "Location manager"; which they are, the book says."""
    return frozenset(word for part in cell.split(";") if (word := _word(part)))


def _word(name: str) -> str:
    return name.strip().lower().replace(" ", "_")


def person(cell: str) -> tuple[str, str]:
    """First name and the rest."""
    first, _space, last = str(text(2 * LONGEST_NAME)(cell)).partition(" ")
    if max(len(first), len(last)) > LONGEST_NAME:
        raise ValueError(_("Is too long: at most %(count)d characters for the first name, and for the rest.", count=LONGEST_NAME))
    return first, last.strip()


def login(cell: str) -> str:
    return str(email(128)(cell)).lower()


def settle(line: Line, book: Book) -> None:
    row = line.row
    assert row.after is not None
    if line.given("name") is not None:
        row.after["first_name"], row.after["last_name"] = line.given("name")
    if row.before is None:
        row.after |= {"username": row.name, "active": True, "created_on": book.now, "changed_on": book.now}
    _settle_owner(line, book)
    _name_roles(line, book)
    is_moved = row.before is None or "location_id" in row.changes()
    has_new_roles = _settle_roles(line, book)
    if is_moved or has_new_roles:
        _settle_places(line, book)
    if row.before is not None and (row.changes() or line.extras):
        refuse_leaving(line, book, "email", row)


def refuse_leaving(line: Line, book: Book, column: str, user: Record) -> None:
    """Nothing more is begun with somebody who is being erased (actions/privacy/kept)."""
    if user.id in book.leaving:
        book.refuse(line, column, _("%(name)s is being erased.", name=user.name))


def _settle_owner(line: Line, book: Book) -> None:
    """An owner elsewhere is none here: what somebody was in one team a trigger takes back in the next."""
    row, is_owner = line.row, line.given("owner")
    assert row.after is not None
    if is_owner and row["organisation_id"] is None:
        book.refuse(line, "owner", _("Belongs to no organisation that they could be the owner of."))
    elif is_owner and (row.before or {}).get("team_role") is TeamRole.OWNER and "organisation_id" in row.changes():
        book.warn(line, "owner", _("Comes from another team that they owned: name them once more when they are here."))
    elif is_owner:
        row.after["team_role"] = TeamRole.OWNER
    elif is_owner is False and row["team_role"] is TeamRole.OWNER:
        row.after["team_role"] = TeamRole.MEMBER


def _name_roles(line: Line, book: Book) -> None:
    """Words become the names of roles: of the house, and of those that the network added."""
    known = {_word(name): name for name in book.roles} | {_word(name): name for name in ROLES}
    words = line.given("roles")
    for word in sorted(words or ()):
        if word not in known:
            book.refuse(
                line, "roles", _("%(role)s is no role; they are %(all)s.", role=word[:60], all=", ".join(known)) + near(word, known)
            )
    if words is not None:
        line.values["roles"] = frozenset(known[word] for word in words if word in known)


def _settle_roles(line: Line, book: Book) -> bool:
    """Whether the roles change. A new person without any is a member."""
    present = book.roles_of[line.row.id] if line.row.id else set()
    wanted = line.given("roles") or (frozenset({MEMBER}) if line.row.before is None else None)
    if wanted is None:
        return False
    ids = {book.roles[name] for name in wanted}
    if ids == present:
        return False
    names = {id: name for name, id in book.roles.items()}
    line.noted["roles"] = [sorted(names[id] for id in present), sorted(wanted)]
    for id in sorted(ids - present):
        line.extras.append(Record(USER_ROLE, "", after={"user_id": line.row, "role_id": id}))
    for id in sorted(present - ids):
        line.extras.append(Record(USER_ROLE, "", before={"user_id": line.row.id, "role_id": id}, after=None))
    return True


def _settle_places(line: Line, book: Book) -> None:
    """Staff with a location work there and nowhere else; without one, and network admins, everywhere."""
    names = {id: name for name, id in book.roles.items()}
    held = line.given("roles") or {names[id] for id in book.roles_of[line.row.id or 0]}
    is_limited = bool(set(held) - {MEMBER}) and NETWORK_ADMIN not in held and line.row["location_id"] is not None
    present = book.places_of[line.row.id] if line.row.id else set()
    home = book.to(line.row, "location_id") if is_limited else None
    for id in sorted(present - ({home.id} if home and home.id else set())):
        line.extras.append(Record(user_location, "", before={"user_id": line.row.id, "location_id": id}, after=None))
    if home is not None and (home.id is None or home.id not in present):
        line.extras.append(Record(user_location, "", after={"user_id": line.row, "location_id": home}))


USERS = Sheet(
    name="users",
    model=FoyerUser,
    key=("email",),
    settle=settle,
    columns=(
        Column("email", login, "email"),
        Column("name", person, needed=True),
        Column("organisation", text(40), "organisation_id", ref="organisations"),
        Column("location", text(20), "location_id", ref="locations"),
        Column("roles", roles),
        Column("phone", phone(40), "phone"),
        Column("owner", yes_no),
        Column("end", date, "ends_on"),
    ),
)
