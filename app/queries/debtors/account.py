"""The organisation whose account somebody looks into: also one that is at home elsewhere, and was billed where they work."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.scope import of_accounts
from app.models import Organisation


def account_of(session: Session, organisation_id: int, *, by: Actor, lock: bool = False) -> Organisation | None:
    """None where there is no such organisation, or the actor may not look into its account. With `lock` held until the transaction ends."""
    query = of_accounts(select(Organisation).where(Organisation.id == organisation_id), by)
    if lock:
        query = query.with_for_update(of=Organisation).execution_options(populate_existing=True)
    return session.scalars(query).one_or_none()
