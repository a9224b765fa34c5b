"""Make a link, or another in its place: the one before stops working at once."""

from __future__ import annotations

from sqlalchemy import select

from app.access.actor import Actor
from app.access.link_secrets import hashed, new_secret
from app.actions.secret_links.whose import is_of, owner
from app.core.clock import now
from app.models import SecretLink
from app.models.secret_link import LinkKind
from app.work import transaction


def renew_link(kind: LinkKind, owner_id: int, *, by: Actor) -> str:
    """The secret, which nobody can show again. `owner_id` is the person's or the room's. Raises Forbidden, Missing."""
    secret = new_secret()
    with transaction(by=by) as work:
        whose = owner(work, kind, owner_id)
        link = work.session.scalars(select(SecretLink).where(*is_of(kind, owner_id)).with_for_update()).one_or_none()
        if link is None:
            work.add(SecretLink(kind=kind, secret_hash=hashed(secret), made_by=by.name, **whose))
        else:
            link.secret_hash, link.made_by, link.created_at = hashed(secret), by.name, now()
    return secret
