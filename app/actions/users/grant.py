"""Nobody gives or takes more than they have: roles, and the locations where they hold (least privilege)."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.access.role_grants import granted_by
from app.access.roles import MEMBER
from app.actions.network import require_whole_network
from app.actions.privacy.kept import require_kept
from app.core.entity import db
from app.core.errors import Forbidden, Missing, Refused
from app.models import FoyerUser, Location, Organisation
from app.models.user import Role
from app.work import Work


def require_user(by: Actor, user: FoyerUser, permission: Permission = Permission.USER_WRITE) -> None:
    """Raises Forbidden unless the actor may do this to the person: at their places, with no role above theirs. Refused from the moment they are to be erased."""
    require(by, permission)
    with db.session.no_autoflush:  # what is filled in so far may not be whole yet
        require_kept(db.session(), user)
    organisation = organisation_of(user)
    home = organisation.location_id if organisation is not None else user.location_id
    require_reach(by, {role.name for role in user.roles}, limited_to={place.id for place in user.locations}, homes={home, user.location_id})


def require_home(by: Actor, organisation: Organisation | None) -> None:
    """Raises Forbidden where whoever has an account of this organisation, or says what it may do, would come into one of another location.

    Where a member sits is reason enough to change a phone number. Their password, address, organisation and role in its team open what is
    the organisation's, and it is at home at one location.
    """
    if by.location_ids is not None and organisation is not None and organisation.location_id not in by.location_ids:
        raise Forbidden(_("%(organisation)s is at home at another location: this is decided there.", organisation=organisation.name))


def organisation_of(user: FoyerUser) -> Organisation | None:
    """Of the number that stands there now: what was loaded may be the one before."""
    with db.session.no_autoflush:
        return db.session.get(Organisation, user.organisation_id) if user.organisation_id is not None else None


def require_reach(by: Actor, roles: Collection[str], *, limited_to: Collection[int], homes: Collection[int | None]) -> None:
    """Raises Forbidden for a role above the actor's, for a colleague who works anywhere that the actor does not, and for a member of none of their places.

    Staff work where they are limited to, and without a limit everywhere: whoever has their account has all of that. Members are at home.
    """
    _require_within(by, roles)
    if by.location_ids is None:
        return
    if set(roles) - {MEMBER}:
        is_reached = bool(limited_to) and by.location_ids.issuperset(limited_to)
    else:
        is_reached = not by.location_ids.isdisjoint(homes)
    if not is_reached:
        raise Forbidden(_("%(name)s does not work at that location.", name=by.name))


def require_colleague_in_reach(by: Actor, user: FoyerUser) -> None:
    """Raises Forbidden for a colleague with a role above the actor's, or who works anywhere that the actor does not; of members their scope decides."""
    if is_staff(user):
        require_reach(by, {role.name for role in user.roles}, limited_to={place.id for place in user.locations}, homes=())


def require_network_role(by: Actor, name: str) -> None:
    """Raises Forbidden unless the actor may change what a role of the network grants: it holds at every location, and nobody gives or takes what they have not themselves."""
    require(by, Permission.ROLE_WRITE)
    require_whole_network(by)
    _require_within(by, {name})


def is_staff(user: FoyerUser) -> bool:
    """A person with any role but that of members: those that a network adds are roles of staff."""
    return any(role.name != MEMBER for role in user.roles)


def give_roles(work: Work, user: FoyerUser, names: Iterable[str]) -> None:
    """Set the roles by name. Raises Refused at `roles` for one that is unknown, Forbidden for one above the actor's own."""
    wanted = list(dict.fromkeys(names))
    found = {role.name: role for role in work.session.scalars(select(Role).where(Role.name.in_(wanted)))}
    for name in wanted:
        if name not in found:
            raise Refused(_("%(role)s is not a role.", role=name), field="roles")
    _require_within(work.by, wanted)
    user.roles = [found[name] for name in wanted]


def limit_to(work: Work, user: FoyerUser, location_ids: Iterable[int]) -> None:
    """Set the locations of a member of staff. Who is limited cannot make somebody who is not."""
    wanted = list(dict.fromkeys(location_ids))
    if not wanted and work.by.location_ids is not None and is_staff(user):
        raise Refused(_("Choose at least one of your locations."), field="locations")
    try:
        user.locations = [work.get(Location, each) for each in wanted]
    except Missing as missing:
        raise Refused(_("Please choose one of the list."), field="locations") from missing


def _require_within(by: Actor, roles: Collection[str]) -> None:
    """Judged by what the roles grant now, also those that a network added."""
    with db.session.no_autoflush:  # who is filled in so far may not be whole yet
        granted = granted_by(db.session(), roles)
    for role in sorted(granted):
        if not granted[role] <= by.permissions:
            raise Forbidden(_("%(name)s may not give or take the role %(role)s.", name=by.name, role=role))
