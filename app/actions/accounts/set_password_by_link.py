"""Set a password by the link of a welcome or a reset mail."""

from __future__ import annotations

from app.access.actor import Actor
from app.actions.accounts.password import put_password
from app.actions.accounts.tokens import spend
from app.models import FoyerUser
from app.models.sign_in_token import Purpose
from app.work import transaction


def set_password_by_link(link: str, password: str, *, purpose: Purpose, by: Actor) -> FoyerUser:
    """Spends the link, and ends every session. Raises LinkRefused, and Refused at `password` for a bad one, which spends nothing."""
    with transaction(by=by) as work:
        user, _token = spend(work, link, purpose)
        put_password(work, user, password)
    return user
