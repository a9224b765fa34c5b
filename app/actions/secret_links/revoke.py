"""End a link: whoever has it sees nothing any more."""

from __future__ import annotations

from sqlalchemy import select

from app.access.actor import Actor
from app.actions.secret_links.whose import is_of, owner
from app.models import SecretLink
from app.models.secret_link import LinkKind
from app.work import transaction


def revoke_link(kind: LinkKind, owner_id: int, *, by: Actor) -> None:
    """Nothing happens where there is none. Raises Forbidden, Missing."""
    with transaction(by=by) as work:
        owner(work, kind, owner_id)
        for link in work.session.scalars(select(SecretLink).where(*is_of(kind, owner_id)).with_for_update()):
            work.session.delete(link)
