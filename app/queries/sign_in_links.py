"""Links that were mailed, as their table knows them. Looking at one spends nothing: mail scanners open links too."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.sign_in_tokens import LinkRefused, verified
from app.core import clock
from app.models import FoyerUser, SignInToken
from app.models.sign_in_token import Purpose


def open_link(session: Session, text: str, *purposes: Purpose) -> SignInToken:
    """The token of a link that would still work. Raises LinkRefused, also when its person was deactivated meanwhile."""
    claims = verified(text, *purposes)
    query = (
        select(SignInToken)
        .join(FoyerUser, FoyerUser.id == SignInToken.user_id)
        .where(
            SignInToken.jti == claims.jti,
            SignInToken.user_id == claims.user_id,
            SignInToken.purpose == claims.purpose,
            SignInToken.spent_at.is_(None),
            SignInToken.expires_at > clock.now(),
            FoyerUser.active,
        )
    )
    found = session.scalars(query).one_or_none()
    if found is None:
        raise LinkRefused
    return found


def newest_token(session: Session, user_id: int, purpose: Purpose) -> SignInToken | None:
    """The last one of this purpose, spent or not."""
    query = select(SignInToken).where(SignInToken.user_id == user_id, SignInToken.purpose == purpose)
    return session.scalars(query.order_by(SignInToken.id.desc()).limit(1)).one_or_none()
