"""Price versions of memberships: superseded, never changed once anybody was billed with them (P1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from app.actions.packages.sheet import Line, Record
from app.core.money import plain
from app.models import MembershipPrice

if TYPE_CHECKING:
    from app.actions.packages.book import Book


def settle_price(
    line: Line,
    book: Book,
    membership: Record,
    day: dt.date | None,
    *,
    primary: int,
    extra: int,
    said: Mapping[str, int | None] | None = None,
) -> Record | None:
    """The version of that day as the line wants it; None when it is refused. No day means always; `said` is what else the line has to say of it.

    A version that is there already may be put right as long as no invoice holds a day of it; then only a later one helps.
    """
    shown = day.isoformat() if day else _("the start")
    twin = book.new_prices.setdefault((membership, day), line)
    if twin is not line:
        where = _("%(file)s, line %(line)d", file=twin.sheet.file, line=twin.number)
        book.refuse(
            line,
            "valid_from",
            _("%(membership)s has two prices from %(day)s: see %(where)s.", membership=membership.name, day=shown, where=where),
        )
        return None
    wanted = {"primary_cents": primary, "extra_cents": extra, **(said or {})}
    present = book.prices[membership.id].get(day) if membership.id else None
    if present is None:
        return Record(MembershipPrice, f"{membership.name} {shown}", after={"membership_id": membership, "valid_from": day, **wanted})
    present.name = f"{membership.name} {shown}"
    present.after = {**(present.before or {}), **wanted}
    billed = book.billed_until.get(membership.id or 0)
    if present.changes() and billed is not None and billed >= (day or dt.date.min):
        before = present.before or {}
        book.refuse(
            line,
            "primary_price",
            _(
                "The price of %(membership)s from %(day)s is %(primary)s and %(extra)s, and has been billed. Give the new one another valid_from.",
                membership=membership.name,
                day=shown,
                primary=plain(before["primary_cents"]),
                extra=plain(before["extra_cents"]),
            ),
        )
        return None
    return present
