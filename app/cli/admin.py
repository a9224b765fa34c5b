"""admin: an account that may do everything, with a new password: the first one, or the way back in for somebody locked out."""

from __future__ import annotations

import argparse
import secrets
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, class_mapper
from werkzeug.security import generate_password_hash

from app.cli.opened import opened
from app.cli.say import CannotStart, say, show, typed
from config import Mode, Settings


def main(argv: list[str], settings: Settings) -> int:
    parser = argparse.ArgumentParser("run.py admin", description=__doc__)
    parser.add_argument("--username", default="admin")
    parser.add_argument("--email", default="admin@localhost")
    chosen = parser.parse_args(argv)
    with opened(settings):
        password = admitted(chosen.username, chosen.email)
    say("This password is shown once. Change it after signing in. An empty house then leads you through its set-up.")
    show({"username": chosen.username, "password": password})
    return 0


def admitted(username: str, email: str) -> str:
    """The new password of the network administrator of that name."""
    from flask import current_app

    from app.access.actor import SYSTEM
    from app.access.roles import NETWORK_ADMIN
    from app.actions.accounts.person import lock_person
    from app.actions.accounts.second_factor import forget
    from app.actions.settings.put import put_setting
    from app.models import FoyerUser
    from app.queries.second_factors import SETTING, Rule, factor_of
    from app.work import transaction

    settings = current_app.extensions["settings"]
    password = secrets.token_urlsafe(12)
    role_of = class_mapper(FoyerUser).relationships["roles"].mapper.class_
    with transaction(by=SYSTEM) as work:
        role = work.session.scalar(select(role_of).where(role_of.name == NETWORK_ADMIN))
        if role is None:
            raise CannotStart(f"The role {NETWORK_ADMIN} is not in the database. Run: {typed(settings, 'migrate')}")
        if settings.mode is Mode.PRODUCTION and not _has_staff(work.session, role_of):
            put_setting(
                SETTING, Rule.REQUIRED_FOR_MONEY.value, by=SYSTEM
            )  # a house where people work goes on as it was: its programs would be shut out
        user = work.session.scalar(select(FoyerUser).where(FoyerUser.username == username))
        if user is None:
            user = FoyerUser(username=username, email=email, first_name="Network", last_name="Admin")
            work.session.add(user)
        elif factor_of(work.session, user.id) is not None:  # whoever runs commands here is trusted with the machine
            lock_person(work, user.id)
            forget(work, user, "reset_second_factor")
        user.fail_login_count, user.locked_until = 0, None
        user.active, user.password = True, generate_password_hash(password)
        if role not in user.roles:
            user.roles.append(role)
    return password


def _has_staff(session: Session, role_of: Any) -> bool:
    """Members that were imported first do not work here."""
    from app.access.roles import MEMBER
    from app.models import FoyerUser

    return session.scalar(select(FoyerUser.id).where(FoyerUser.roles.any(role_of.name != MEMBER)).limit(1)) is not None
