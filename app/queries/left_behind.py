"""What an organisation leaves behind when its licenses have ended: what is still to be billed, to be paid, and to be spent."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload, undefer

from app.access.actor import Actor
from app.access.scope import narrowed
from app.models import Adhoc, Deposit, FoyerUser, Purchase, Wallet
from app.models.deposit import DepositStatus
from app.models.purchase import PurchaseStatus

UNDER_WAY = (PurchaseStatus.STARTED, PurchaseStatus.AWAITING_PAYMENT, PurchaseStatus.PAYMENT_UNKNOWN, PurchaseStatus.PAID)


def waiting_charges_of(session: Session, organisation_id: int, *, by: Actor) -> Sequence[Adhoc]:
    """Not on any invoice yet."""
    query = select(Adhoc).where(Adhoc.organisation_id == organisation_id, Adhoc.invoiced_at.is_(None)).options(joinedload(Adhoc.location))
    return session.scalars(narrowed(query, by, Adhoc).order_by(Adhoc.date, Adhoc.id)).all()


def purchases_under_way(session: Session, organisation_id: int, *, by: Actor) -> Sequence[Purchase]:
    """Not paid, or paid and not delivered."""
    query = select(Purchase).where(Purchase.organisation_id == organisation_id, Purchase.status.in_(UNDER_WAY))
    return session.scalars(narrowed(query, by, Purchase).order_by(Purchase.id)).all()


def credits_left(session: Session, organisation_id: int, *, by: Actor) -> list[Wallet]:
    """Of the organisation and of its people, those in which anything is free, or owed."""
    team = select(FoyerUser.id).where(FoyerUser.organisation_id == organisation_id)
    query = select(Wallet).where(or_(Wallet.organisation_id == organisation_id, Wallet.user_id.in_(team)))
    along = (undefer(Wallet.free_cents), joinedload(Wallet.organisation), joinedload(Wallet.user))
    found = session.scalars(narrowed(query, by, Wallet).options(*along).order_by(Wallet.user_id.is_not(None), Wallet.id))
    return [each for each in found if each.free_cents]


def deposits_left(session: Session, organisation_id: int, *, by: Actor) -> Sequence[Deposit]:
    """Of which something is held, or still asked for."""
    query = select(Deposit).where(
        Deposit.organisation_id == organisation_id, or_(Deposit.held_cents > 0, Deposit.status == DepositStatus.ASKED)
    )
    return session.scalars(narrowed(query, by, Deposit).order_by(Deposit.id)).all()
