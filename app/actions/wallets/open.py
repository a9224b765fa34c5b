"""The wallet of an owner for a unit and a currency; made when it is first asked for."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from app.models import Wallet
from app.rules.units import Unit
from app.work import Work


def wallet_of(work: Work, unit: Unit, currency: str, *, user_id: int | None = None, organisation_id: int | None = None) -> Wallet:
    """One owner is named. Two who ask at once get the same one."""
    owner = {"user_id": user_id, "organisation_id": organisation_id, "unit": unit, "currency": currency}
    query = select(Wallet).where(*(getattr(Wallet, name).is_not_distinct_from(value) for name, value in owner.items()))
    found = work.session.scalars(query).one_or_none()
    if found is None:
        work.session.execute(insert(Wallet).values(owner).on_conflict_do_nothing())
        found = work.session.scalars(query).one()
    return found
