"""Credits that end soon: how much of which wallet with which last day, who is told of it, and what their mail says (W7)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, contains_eager

from app.core import clock
from app.models import Delivery, FoyerUser, Lot, Organisation, SuppressedAddress, Wallet
from app.models.delivery import DeliveryKind
from app.models.organisation import OrganisationStatus
from app.models.suppressed_address import SuppressionState
from app.models.user import TeamRole
from app.queries.house_zone import house_zone
from app.queries.settings import NO, YES, setting
from app.rules.credits import Source
from app.rules.units import Unit

WARN_DAYS, WARN_QUOTAS = "wallet.warn_days", "wallet.warn_quotas"
DAYS_CHOICES, QUOTA_CHOICES = ("7", "0", "3", "14", "30"), (NO, YES)  # the first of each is what holds until somebody sets another
SLACK = dt.timedelta(days=2)  # the day of a place is not that of UTC
SECOND, LONG = dt.timedelta(seconds=1), dt.timedelta(days=8)
GONE = (OrganisationStatus.OFFBOARDED, OrganisationStatus.DECLINED, OrganisationStatus.ABANDONED)


@dataclass(frozen=True, slots=True)
class Ending:
    """Cents of one wallet that nobody can spend after `day`, on the clock of its owner's home; `left` days from today there. With a quota in it, what it pays for has to begin by then (W5)."""

    wallet_id: int
    day: dt.date
    cents: int
    left: int
    has_quota: bool


@dataclass(frozen=True, slots=True)
class EndingTold:
    """What the mail says; `team` is empty for the reader's own credits, and `has_quota` as in Ending."""

    name: str
    team: str
    cents: int
    currency: str
    day: dt.date
    has_quota: bool = False


def endings_soon(session: Session) -> list[Ending]:
    """What ends within the days that the setting says, by wallet and day; nothing where it says 0."""
    days = int(setting(session, WARN_DAYS, DAYS_CHOICES[0]))
    if not days:
        return []
    return [each for each in _endings(session, Lot.expires_at <= clock.now() + dt.timedelta(days=days) + SLACK) if each.left <= days]


def ending_key(each: Ending, user_id: int) -> str:
    """Once for each wallet, last day and person, whatever comes to it later."""
    return f"{DeliveryKind.CREDITS_ENDING.value}:{each.wallet_id}:{each.day.isoformat()}:{user_id}"


def ending_readers(session: Session, wallet_ids: Collection[int]) -> dict[int, list[FoyerUser]]:
    """Who is told, by wallet: the person that it belongs to, or who runs or pays for the team. Nobody who was switched off, whose team is gone, or to whose address no mail gets through."""
    owns = or_(
        FoyerUser.id == Wallet.user_id, and_(FoyerUser.organisation_id == Wallet.organisation_id, FoyerUser.team_role != TeamRole.MEMBER)
    )
    team = Organisation.id == FoyerUser.organisation_id
    stopped = select(SuppressedAddress.id).where(
        SuppressedAddress.address == func.lower(FoyerUser.email), SuppressedAddress.state == SuppressionState.SUPPRESSED
    )
    is_here = or_(FoyerUser.ends_on.is_(None), FoyerUser.ends_on >= clock.now().date())
    query = (
        select(Wallet.id, FoyerUser)
        .join(FoyerUser, owns)
        .outerjoin(Organisation, team)
        .where(Wallet.id.in_(wallet_ids), FoyerUser.active, FoyerUser.email != "", is_here)
    )
    query = query.where(or_(Organisation.id.is_(None), Organisation.status.not_in(GONE)), ~stopped.exists())
    found: dict[int, list[FoyerUser]] = defaultdict(list)
    for wallet_id, user in session.execute(query.order_by(Wallet.id, FoyerUser.id)):
        found[wallet_id].append(user)
    return found


def ending_told(session: Session, row: Delivery) -> EndingTold:
    """As it is now: what was spent since the mail was ordered does not end."""
    wallet, day = _about(session, row)
    found = [each for each in _endings(session, Lot.wallet_id == wallet.id) if each.day == day]
    return EndingTold(
        name=session.get_one(FoyerUser, row.user_id).first_name,
        team=wallet.organisation.name if wallet.organisation is not None else "",
        cents=sum(each.cents for each in found),
        currency=wallet.currency,
        day=day,
        has_quota=any(each.has_quota for each in found),
    )


def why_no_ending(session: Session, row: Delivery) -> str:
    """In words; empty when it may go."""
    wallet, _day = _about(session, row)
    if not ending_told(session, row).cents:
        return _("The credits were spent, moved or over before the mail went.")
    if row.user_id not in {each.id for each in ending_readers(session, [wallet.id])[wallet.id]}:
        return _("They are no longer told of these credits.")
    return ""


def _about(session: Session, row: Delivery) -> tuple[Wallet, dt.date]:
    """As ending_key says them."""
    _kind, wallet_id, day, _user = row.key.split(":")
    return session.get_one(Wallet, int(wallet_id)), dt.date.fromisoformat(day)


def _endings(session: Session, which: ColumnElement[bool]) -> list[Ending]:
    """A wallet that owes after a chargeback has nothing that could end."""
    holds = and_(
        Lot.expires_at > clock.now(),
        Lot.balance_cents > Lot.reserved_cents,
        Wallet.balance_cents > Wallet.reserved_cents,
        Wallet.unit != Unit.PRINTING,
    )
    owner = contains_eager(Lot.wallet)
    along = (
        owner.joinedload(Wallet.user).joinedload(FoyerUser.organisation),
        owner.joinedload(Wallet.user).joinedload(FoyerUser.location),
        owner.joinedload(Wallet.organisation),
    )
    query = select(Lot).join(Lot.wallet).where(which, holds).options(*along).order_by(Lot.wallet_id, Lot.id)
    if setting(session, WARN_QUOTAS, QUOTA_CHOICES[0]) != YES:
        query = query.where(Lot.source != Source.QUOTA)
    usual = house_zone(session)
    lots: dict[tuple[int, str, dt.date], list[Lot]] = defaultdict(list)
    for lot in filter(_lasted, session.scalars(query)):
        assert lot.expires_at is not None, "it ends"
        zone = lot.wallet.location.zone if lot.wallet.location is not None else usual
        lots[lot.wallet_id, zone, clock.local(lot.expires_at - SECOND, zone).date()].append(lot)
    return [
        Ending(
            wallet_id,
            day,
            sum(lot.balance_cents - lot.reserved_cents for lot in some),
            (day - clock.today(zone)).days,
            any(lot.source is Source.QUOTA for lot in some),
        )
        for (wallet_id, zone, day), some in lots.items()
    ]


def _lasted(lot: Lot) -> bool:
    """Quotas that come every day or week are not told of: nobody saves them up. Their key ends with the instant from which they are, as grant_quota makes it."""
    return (
        lot.source is not Source.QUOTA
        or lot.expires_at is None
        or lot.expires_at - dt.datetime.fromisoformat(lot.grant_key.split(":", 3)[3]) > LONG
    )
