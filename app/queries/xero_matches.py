"""Customers and items that these books do not know yet, and what may be them there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.scope import narrowed
from app.models import License, LineItem, Location, Membership, Organisation, Product, XeroContact, XeroMatch
from app.models.organisation import OrganisationStatus
from app.rules.contact_match import Customer, MatchWhy


@dataclass(frozen=True, slots=True)
class Unmatched:
    """One customer, and what it may be, the surest first."""

    organisation: Organisation
    found: tuple[XeroMatch, ...]


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A membership or product with its item code; `there` is the name that Xero has for it, None where Xero has none."""

    thing: Membership | Product
    there: str | None


def unmatched(session: Session, connection_id: int, *, by: Actor) -> list[Unmatched]:
    """By name: those of the connected locations that have no contact yet."""
    query = narrowed(_strangers(connection_id), by, Organisation)
    found: dict[int, list[XeroMatch]] = defaultdict(list)
    rank = list(MatchWhy)
    rows = session.scalars(select(XeroMatch).where(XeroMatch.xero_connection_id == connection_id, XeroMatch.organisation_id.is_not(None)))
    for row in sorted(rows, key=lambda each: (rank.index(each.why), each.id)):
        found[row.organisation_id or 0].append(row)
    return [Unmatched(row, tuple(found[row.id])) for row in session.scalars(query)]


def customers_to_match(session: Session, connection_id: int) -> list[Customer]:
    return [Customer(row.id, row.code, row.name, row.invoice_email.split(";")[0]) for row in session.scalars(_strangers(connection_id))]


def items(session: Session, connection_id: int, *, by: Actor) -> list[ItemRow]:
    """Memberships first."""
    there = {row.xero_id: row.name for row in items_there(session, connection_id)}
    places = select(Location.id).where(Location.xero_connection_id == connection_id)
    found: list[ItemRow] = []
    for model, mine in (
        (Membership, Membership.location_id.in_(places)),
        (Product, or_(Product.location_id.is_(None), Product.location_id.in_(places))),
    ):
        query = select(model).where(mine, model.is_active).order_by(model.name)
        rows: Sequence[Membership | Product] = session.scalars(narrowed(query, by, model)).all()
        found += [ItemRow(row, there.get(row.xero_item_code)) for row in rows]
    return found


def items_there(session: Session, connection_id: int) -> Sequence[XeroMatch]:
    """What Xero has on its price list, by code."""
    query = select(XeroMatch).where(XeroMatch.xero_connection_id == connection_id, XeroMatch.why == MatchWhy.ITEM)
    return session.scalars(query.order_by(XeroMatch.xero_id)).all()


def item_names(session: Session, codes: Sequence[str]) -> dict[str, str]:
    """How an item that Xero does not have is called there: as the membership, product or charge that bears the code first."""
    found: dict[str, str] = {}
    for column, name in (
        (LineItem.xero_item_code, LineItem.description),
        (Product.xero_item_code, Product.name),
        (Membership.xero_item_code, Membership.name),
    ):
        found |= dict(session.execute(select(column, name).where(column.in_(codes)).order_by(name.desc())).all())
    return found


def _strangers(connection_id: int) -> Select[Organisation]:
    places = select(Location.id).where(Location.xero_connection_id == connection_id)
    known = select(XeroContact.organisation_id).where(
        or_(XeroContact.xero_connection_id == connection_id, XeroContact.xero_connection_id.is_(None))
    )
    licensed = select(License.organisation_id).where(License.location_id.in_(places))
    return (
        select(Organisation)
        .where(
            or_(Organisation.location_id.in_(places), Organisation.id.in_(licensed)),
            Organisation.id.not_in(known),
            Organisation.status != OrganisationStatus.OFFBOARDED,
        )
        .order_by(Organisation.name, Organisation.id)
    )
