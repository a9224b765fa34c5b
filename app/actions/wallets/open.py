"""The wallet of an owner for a unit and a currency; made when it is first asked for."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.core.errors import Refused
from app.models import FoyerUser, Location, Organisation, Wallet
from app.rules.units import Unit
from app.work import Work, transaction


def open_wallet(
    *, by: Actor, unit: Unit | None = None, user_id: int | None = None, organisation_id: int | None = None, is_shared: bool = True
) -> Wallet:
    """In the currency of the owner; the one that is there already is returned. Raises Refused unless one owner and a unit are named."""
    with transaction(by=by) as work:
        require(by, Permission.WALLET_WRITE)
        if (user_id is None) == (organisation_id is None):
            raise Refused(_("Choose a person or an organisation."), field="user" if user_id is None else "organisation")
        if unit is None:
            raise Refused(_("This is needed."), field="unit")
        if unit is Unit.PRINTING:
            raise Refused(_("Pages at the printers are counted by PaperCut. Choose space or stuff."), field="unit")
        if organisation_id is not None:
            wallet = wallet_of(work, unit, work.get(Organisation, organisation_id).currency, organisation_id=organisation_id)
            if not is_shared:
                wallet.is_shared = False
            return wallet
        assert user_id is not None
        return wallet_of(work, unit, _currency_of(work, work.get(FoyerUser, user_id)), user_id=user_id)


def _currency_of(work: Work, user: FoyerUser) -> str:
    """Of the organisation, or of the location of somebody without one."""
    if user.organisation is not None:
        return str(user.organisation.currency)
    if user.location_id is None:
        raise Refused(_("%(name)s belongs to no organisation and no location.", name=str(user)), field="user")
    return work.session.get_one(Location, user.location_id).currency


def wallet_of(work: Work, unit: Unit, currency: str, *, user_id: int | None = None, organisation_id: int | None = None) -> Wallet:
    """One owner is named. Two who ask at once get the same one."""
    owner = {"user_id": user_id, "organisation_id": organisation_id, "unit": unit, "currency": currency}
    query = select(Wallet).where(*(getattr(Wallet, name).is_not_distinct_from(value) for name, value in owner.items()))
    found = work.session.scalars(query).one_or_none()
    if found is None:
        work.session.execute(insert(Wallet).values(owner).on_conflict_do_nothing())
        found = work.session.scalars(query).one()
    return found
