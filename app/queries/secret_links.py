"""Links that open without a sign-in: which one a secret opens, and which ones there are."""

from __future__ import annotations

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.access.link_secrets import LONGEST, hashed
from app.models import FoyerUser, SecretLink
from app.models.secret_link import LinkKind


def opened_by(session: Session, secret: str, *kinds: LinkKind) -> SecretLink | None:
    """None for a secret that opens nothing of these kinds, or belongs to somebody who may not come in any more."""
    if not secret or len(secret) > LONGEST:
        return None
    query = select(SecretLink).outerjoin(FoyerUser, FoyerUser.id == SecretLink.user_id)
    query = query.where(SecretLink.secret_hash == hashed(secret), SecretLink.kind.in_(kinds), or_(FoyerUser.id.is_(None), FoyerUser.active))
    return session.scalars(query).one_or_none()


def my_link(session: Session, user_id: int, kind: LinkKind = LinkKind.MY_CALENDAR) -> SecretLink | None:
    """To the person's own calendar, or another of theirs."""
    return session.scalars(select(SecretLink).where(SecretLink.user_id == user_id, SecretLink.kind == kind)).one_or_none()


def links_of_room(session: Session, room_id: int) -> dict[LinkKind, SecretLink]:
    """Those that there are, by kind."""
    return {link.kind: link for link in session.scalars(select(SecretLink).where(SecretLink.room_id == room_id))}
