"""What stands beside the steps of the set-up: what is there already."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import holidays
from flask_babel import get_locale
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.staff import is_staff
from app.models import FoyerUser, Membership, Product, Room, TaxRate

SHOWN = 4


def rates_of(session: Session, country: str) -> Sequence[TaxRate]:
    """The rates of a country that were not withdrawn, the newest first."""
    return session.scalars(select(TaxRate).where(TaxRate.country == country, ~TaxRate.withdrawn).order_by(TaxRate.valid_from.desc())).all()


def next_holidays(country: str, today: dt.date) -> list[tuple[dt.date, str]]:
    """The next public holidays, as Foyer knows them; none for a country that the library does not know."""
    try:
        known = holidays.country_holidays(country, years=(today.year, today.year + 1), language=str(get_locale() or "en"))
    except NotImplementedError:
        return []
    return sorted((day, name) for day, name in known.items() if day >= today)[:SHOWN]


def offers_there(session: Session, location_id: int) -> list[str]:
    """Names of what a location sells already."""
    return [
        name
        for model in (Membership, Product, Room)
        for name in session.scalars(select(model.name).where(model.location_id == location_id).order_by(model.name))
    ]


def colleagues(session: Session) -> Sequence[FoyerUser]:
    """Everybody who works in the house and may sign in."""
    return session.scalars(select(FoyerUser).where(FoyerUser.active, is_staff()).order_by(FoyerUser.first_name, FoyerUser.last_name)).all()
