"""The one way into the ledger: entries of one lot, each with a key that makes it happen once (W1, W2)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Executable, func, select
from sqlalchemy.dialects.postgresql import insert

from app.core.clock import now
from app.core.errors import Conflict, Refused
from app.models import LedgerEntry, Lot, Wallet
from app.models.ledger import Account, EntryKind
from app.models.product import VatPoint
from app.models.room import RoomKind
from app.rules.credits import Source
from app.work import Work

SUMS = ("balance_cents", "reserved_cents")  # what the trigger moves, on lot and wallet alike
LARGEST = 10**9  # cents that one movement may have: ten million is a typing mistake
LONGEST, LONGEST_KEY = 500, 80  # characters of a reason and of a key


def enter(
    work: Work,
    lot: Lot,
    kind: EntryKind,
    account: Account,
    cents: int,
    *,
    key: str,
    cause: str = "",
    reason: str = "",
    reserved: int = 0,
    vat: int = 0,
) -> bool:
    """Write one entry; `cents` and `reserved` are what balance and reserved sum change by. False when this key is there already.

    `vat` cents are taken with a debit of credits that are taxed as they are used, and given back with its refund (P10).

    The caller holds the wallet's lock. The sums of lot and wallet follow by a trigger of the database.
    """
    values = {
        "key": key,
        "kind": kind,
        "wallet_id": lot.wallet_id,
        "lot_id": lot.id,
        "account": account,
        "cents": cents,
        "reserved": reserved,
        "vat_cents": vat,
        "currency": lot.wallet.currency,
        "cause": cause,
        "reason": reason,
        "actor": work.by.name,
    }
    written = work.session.execute(
        insert(LedgerEntry).values(values).on_conflict_do_nothing(index_elements=["key"]).returning(LedgerEntry.id)
    )
    done = written.scalar() is not None
    _forget_sums(work, lot)
    return done


def enter_with(work: Work, lot: Lot, statement: Executable, values: dict[str, Any]) -> None:
    """The same by a statement that writes the entry together with what it is about."""
    work.session.execute(statement, values)
    _forget_sums(work, lot)


def _forget_sums(work: Work, lot: Lot) -> None:
    """The trigger has moved them."""
    work.session.expire(lot, SUMS)
    work.session.expire(lot.wallet, SUMS)


def lock(work: Work, *wallet_ids: int) -> list[Wallet]:
    """These wallets, locked one after the other in the order of their ids, with their present values (W6)."""
    query = select(Wallet).where(Wallet.id.in_(wallet_ids)).order_by(Wallet.id).with_for_update(of=Wallet)
    return list(work.session.scalars(query.execution_options(populate_existing=True)))


def new_lot(
    work: Work,
    wallet: Wallet,
    source: Source,
    grant_key: str,
    *,
    expires_at: dt.datetime | None = None,
    vat_point: VatPoint | None = None,
    location_id: int | None = None,
    room_kind: RoomKind | None = None,
) -> Lot | None:
    """An empty lot, or None when `grant_key` has made one already."""
    values = {"wallet_id": wallet.id, "source": source, "grant_key": grant_key, "expires_at": expires_at, "vat_point": vat_point}
    values |= {"location_id": location_id, "room_kind": room_kind}
    made = insert(Lot).values(values).on_conflict_do_nothing(index_elements=["grant_key"]).returning(Lot)
    return work.session.scalars(made).one_or_none()


def terms_of(lot: Lot) -> dict[str, Any]:
    """What another lot takes over that is made of this one."""
    return {name: getattr(lot, name) for name in ("expires_at", "vat_point", "location_id", "room_kind")}


def lot_of_key(work: Work, grant_key: str, wallet: Wallet, cents: int) -> Lot:
    """The lot that this key brought. Raises Conflict when that was in another wallet, or another amount."""
    is_done(work, grant_key, {wallet.id: cents})
    return work.session.scalars(select(Lot).where(Lot.grant_key == grant_key)).one()


def is_done(work: Work, cause: str, moved: dict[int, int] | None = None) -> bool:
    """Whether the ledger has this already. Asked under the wallet's lock, it makes a second click harmless.

    `moved`: by how many cents each wallet changes. Raises Conflict when this key has moved something else: nobody hears that it is done, and it is not.
    """
    sums = select(LedgerEntry.wallet_id, func.sum(LedgerEntry.cents)).where(LedgerEntry.cause == cause).group_by(LedgerEntry.wallet_id)
    found = {wallet_id: int(cents) for wallet_id, cents in work.session.execute(sums)}
    if found and moved is not None and found != moved:
        raise Conflict(
            _("This key has moved other credits already: another wallet, or another amount. Give each movement a key of its own."),
            field="key",
        )
    return bool(found)


def check_amount(amount_cents: int) -> None:
    """Raises Refused for nothing, less than nothing, and what nobody means."""
    if amount_cents <= 0:
        raise Refused(_("The amount must be more than 0."), field="amount_cents")
    if amount_cents > LARGEST:
        raise Refused(_("The amount is at most 10 000 000.00."), field="amount_cents")


def check_reason(reason: str) -> str:
    """The reason without space around it. Raises Refused when there is none, or it is a story."""
    if not reason.strip():
        raise Refused(_("Please give a reason."), field="reason")
    if len(reason.strip()) > LONGEST:
        raise Refused(_("At most %(most)d characters.", most=LONGEST), field="reason")
    return reason.strip()


def check_key(key: str) -> str:
    """What makes a second click harmless. Raises Refused for none, and for one that does not fit."""
    if not key.strip() or len(key.strip()) > LONGEST_KEY:
        raise Refused(_("Needs a key of at most %(most)d characters: the same key again changes nothing.", most=LONGEST_KEY), field="key")
    return key.strip()


def check_end(expires_at: dt.datetime | None) -> None:
    """Raises Refused for an end that is over."""
    if expires_at is not None and expires_at <= now():
        raise Refused(_("That day is past."), field="expires_at")
