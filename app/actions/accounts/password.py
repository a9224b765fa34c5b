"""A new password, whoever sets it: by link, on the profile, or by staff. It ends all sessions (models/user.py) and all links."""

from __future__ import annotations

from sqlalchemy import select
from werkzeug.security import generate_password_hash

from app.access.passwords import require_good
from app.actions.accounts.tokens import end_tokens
from app.models import FoyerUser, SecondFactor
from app.models.sign_in_token import Purpose
from app.work import Work


def put_password(work: Work, user: FoyerUser, password: str) -> None:
    """Also lifts the lock of too many wrong passwords; that of wrong codes stays. Raises Refused at `password` for a bad one."""
    require_good(password, user.username, user.email, user.email.partition("@")[0], user.first_name, user.last_name)
    user.password = generate_password_hash(password)
    if not has_factor(work, user.id):
        user.fail_login_count, user.locked_until = 0, None
    end_tokens(work, user.id, Purpose.WELCOME, Purpose.PASSWORD_RESET)


def has_factor(work: Work, user_id: int) -> bool:
    """A second factor that counts, so that guesses of codes are not forgiven by a new password."""
    asked = select(SecondFactor.id).where(SecondFactor.user_id == user_id, SecondFactor.confirmed_at.is_not(None))
    return work.session.scalar(asked) is not None
