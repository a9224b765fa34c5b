"""The life of a link: a new one ends the older ones of its purpose, and its use ends itself, once (ASVS 6.4.1).

Whoever comes here holds the person's row: person first, tokens after, so that nobody waits in a circle.
"""

from __future__ import annotations

import secrets
from typing import Any, cast

from sqlalchemy import CursorResult, update

from app.access.sign_in_tokens import LinkRefused, verified
from app.actions.accounts.person import lock_person
from app.core import clock
from app.core.errors import Missing
from app.models import AddressChange, FoyerUser, SignInToken
from app.models.sign_in_token import LASTS, Purpose
from app.work import Work


def new_token(work: Work, user: FoyerUser, purpose: Purpose, *, change: AddressChange | None = None) -> SignInToken:
    """A row to be mailed as a link."""
    end_tokens(work, user.id, purpose)
    now = clock.now()
    row = SignInToken(jti=secrets.token_urlsafe(16), user_id=user.id, purpose=purpose, made_at=now, expires_at=now + LASTS[purpose])
    row.address_change_id = change.id if change is not None else None
    return work.add(row)


def end_tokens(work: Work, user_id: int, *purposes: Purpose) -> None:
    """No open link of this person works any more; of these purposes, or of all."""
    ended = update(SignInToken).where(SignInToken.user_id == user_id, SignInToken.spent_at.is_(None))
    if purposes:
        ended = ended.where(SignInToken.purpose.in_(purposes))
    work.session.execute(ended.values(spent_at=clock.now()).execution_options(synchronize_session="fetch"))


def spend(work: Work, text: str, *purposes: Purpose) -> tuple[FoyerUser, SignInToken]:
    """The person and the token, spent in the transaction of its effect: of two at once, one gets nothing. Raises LinkRefused."""
    claims = verified(text, *purposes)
    try:
        user = lock_person(work, claims.user_id)
    except Missing as gone:
        raise LinkRefused from gone
    if not user.active:
        raise LinkRefused
    now = clock.now()
    spending = update(SignInToken).where(
        SignInToken.jti == claims.jti,
        SignInToken.user_id == claims.user_id,
        SignInToken.purpose == claims.purpose,
        SignInToken.spent_at.is_(None),
        SignInToken.expires_at > now,
    )
    spent = cast(CursorResult[Any], work.session.execute(spending.values(spent_at=now).execution_options(synchronize_session=False)))
    if spent.rowcount != 1:
        raise LinkRefused
    token = work.session.query(SignInToken).filter_by(jti=claims.jti).populate_existing().one()
    return user, token
