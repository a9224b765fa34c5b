"""Create a person who can sign in: a member of an organisation, or staff."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Unpack

from flask_babel import gettext as _
from sqlalchemy import func, select
from werkzeug.security import generate_password_hash

from app.access.actor import Actor, require
from app.access.passwords import require_good
from app.access.permissions import Permission
from app.access.roles import MEMBER
from app.actions.emails import one_address
from app.actions.fill import demand, fill
from app.actions.users.fields import UserFields
from app.actions.users.grant import give_roles, limit_to, organisation_of, require_home, require_user
from app.core.errors import Refused
from app.core.events import Event
from app.models import FoyerUser
from app.rules.usernames import free_name
from app.work import Work, transaction

LONGEST = 120


@dataclass(frozen=True)
class UserCreated(Event):
    user_id: int


def create_user(*, password: str = "", by: Actor, **fields: Unpack[UserFields]) -> FoyerUser:
    """The e-mail address is the name to sign in with. Without a password nobody can sign in until one is set.

    A password is given at the organisation's home alone; from elsewhere people are invited by mail.
    """
    with transaction(by=by) as work:
        require(by, Permission.USER_WRITE)
        user = FoyerUser(active=True, username="", email="")
        put_facts(work, user, fields)
        demand(user, "email", "first_name", "last_name")
        with work.session.no_autoflush:
            give_roles(work, user, fields.get("roles") or [MEMBER])
            limit_to(work, user, fields.get("location_ids", ()))
            require_user(by, user)
        if password:
            require_good(password, user.email, user.first_name, user.last_name)
            require_home(by, organisation_of(user))
            user.password = generate_password_hash(password)
        work.add(user)
        work.emit(UserCreated(user.id))
    return user


def put_facts(work: Work, user: FoyerUser, fields: UserFields) -> None:
    """Names, address and home; refuses an address that somebody has already, in whatever letters."""
    facts = {name: value for name, value in fields.items() if name not in ("roles", "location_ids", "email")}
    fill(work, user, facts)
    if "email" in fields:
        address = one_address(fields["email"] or "", field="email").lower()
        taken = select(FoyerUser.id).where(func.lower(FoyerUser.email) == address, FoyerUser.id != (user.id or 0))
        with work.session.no_autoflush:
            if work.session.scalar(taken) is not None:
                raise Refused(_("Somebody already has this address."), field="email")
        if user.username in ("", user.email):
            user.username = _sign_in_name(work, user, address)
        fill(work, user, {"email": address})


def _sign_in_name(work: Work, user: FoyerUser, address: str) -> str:
    """The address; of a very long one its beginning, with a number when somebody has that already."""
    name = address[:LONGEST]
    if len(name) == len(address):
        return name
    with work.session.no_autoflush:
        near = select(FoyerUser.username).where(FoyerUser.username.startswith(name, autoescape=True), FoyerUser.id != (user.id or 0))
        return free_name(name, set(work.session.scalars(near)))
