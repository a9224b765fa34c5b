"""/my/wallet: what a member can spend, what of it ends when, and what became of it; for owners of a team the organisation's too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import abort, url_for
from flask_appbuilder.baseviews import expose
from flask_babel import gettext as _
from sqlalchemy import select

from app.access.scope import visible
from app.core.errors import Refused
from app.models import Lot, Wallet
from app.models.ledger import Account, EntryKind
from app.queries.my_access import my_access
from app.queries.shop.buyer import buyer_of
from app.queries.shop.catalogue import catalogue
from app.queries.wallets.causes import causes_of
from app.queries.wallets.lots import live_lots, wallets_of
from app.queries.wallets.statement import PAGE, Movement, statement
from app.rules.credits import Source
from app.rules.units import Unit
from app.web.formats import format_money
from views.base.screen import asked_number
from views.portal.mine import Mine
from views.wallets.panel import printing_of
from views.wallets.words import Slice, slices, source_said, what_said

FEW = 5
MOST_TOP_UPS = 3


@dataclass(frozen=True, slots=True)
class Pocket:
    """One wallet as its owner sees it."""

    wallet: Wallet
    title: str
    hint: str
    slices: list[Slice]
    movements: list[Moved]
    href: str


@dataclass(frozen=True, slots=True)
class Moved:
    """What a movement changed of what can be spent, and how much that was then."""

    row: Movement
    what: str
    cents: int
    left: int


class MyWalletView(Mine):
    route_base = "/my/wallet"
    default_view = "show"

    @expose("/")
    def show(self) -> Any:
        by = self.by()
        wallets = wallets_of(self.session, by=by, user_id=by.id, organisation_id=by.organisation_id)
        lots = live_lots(self.session, [each.id for each in wallets])
        printing = printing_of(my_access(self.session, by.id or 0))
        top_ups = self._top_ups()
        return self.page(
            "wallet",
            _("Wallet"),
            top_ups=top_ups,
            pockets=[self._pocket(each, [lot for lot in lots if lot.wallet_id == each.id]) for each in wallets],
            printing=printing,
        )

    @expose("/<int:wallet_id>")
    def movements(self, wallet_id: int) -> Any:
        wallet = self._readable(wallet_id) or abort(404)
        before = asked_number("before", 10**9)
        rows = statement(self.session, wallet.id, before=before or None, count=PAGE + 1)
        title, back = title_of(wallet), url_for(".show")
        return self.page(
            "wallet_movements",
            title,
            wallet=wallet,
            movements=self._moved(rows[:PAGE], wallet),
            newer=url_for(".movements", wallet_id=wallet.id) if before else "",
            older=url_for(".movements", wallet_id=wallet.id, before=rows[PAGE - 1].id) if len(rows) > PAGE else "",
            crumbs=[(_("Wallet"), back)],
        )

    def _top_ups(self) -> dict[Unit, list[tuple[str, str]]]:
        """What brings credit of each unit: a word and the address where it is bought, the cheapest first."""
        try:
            buyer = buyer_of(self.session, self.me())
        except Refused:
            return {}
        found: dict[Unit, list[tuple[str, str]]] = {}
        for each in sorted(catalogue(self.session, buyer, by=self.by()), key=lambda offer: offer.price.total):
            if each.credit_cents:
                word = _("%(what)s for %(total)s", what=each.product.name, total=format_money(each.price.total, each.currency))
                found.setdefault(each.product.type, []).append((word, url_for("MyShopView.one", product_id=each.product.id)))
        return {unit: those[:MOST_TOP_UPS] for unit, those in found.items()}

    def _readable(self, wallet_id: int) -> Wallet | None:
        """A wallet whose movements this person may read: the own one, and the organisation's for who sees its invoices."""
        wallet = self.session.scalars(select(Wallet).where(Wallet.id == wallet_id, visible(self.by(), Wallet))).one_or_none()
        return wallet if wallet is not None and self._reads(wallet) else None

    def _reads(self, wallet: Wallet) -> bool:
        by = self.by()
        return wallet.user_id == by.id or by.sees_invoices

    def _pocket(self, wallet: Wallet, lots: list[Lot]) -> Pocket:
        reads = self._reads(wallet)
        rows = statement(self.session, wallet.id, count=2 * FEW) if reads else []
        href = url_for(".movements", wallet_id=wallet.id) if rows else ""
        return Pocket(wallet, title_of(wallet), shared_said(wallet), slices(lots, wallet, came_from), self._moved(rows, wallet)[:FEW], href)

    def _moved(self, rows: list[Movement], wallet: Wallet) -> list[Moved]:
        """Only what changed what can be spent: that credits on hold became spent credits changes nothing for a member."""
        causes = causes_of(self.session, {each.cause for each in rows}, wallet_id=wallet.id, by=self.by())
        told = [(each, each.cents - each.held) for each in rows]
        return [Moved(each, _said(each, causes.get(each.cause)), cents, each.balance - each.reserved) for each, cents in told if cents]


def title_of(wallet: Wallet) -> str:
    name = _("For rooms") if wallet.unit is Unit.SPACE else _("For anything")
    return _("%(what)s, of %(organisation)s", what=name, organisation=wallet.organisation.name) if wallet.organisation is not None else name


def came_from(source: Source) -> str:
    """Members know no quotas."""
    return _("With the membership") if source is Source.QUOTA else source_said(source)


def shared_said(wallet: Wallet) -> str:
    """Who else spends it."""
    if wallet.organisation is None:
        return _("Yours alone.")
    return (
        _("Everybody at %(name)s can book with it.", name=wallet.organisation.name)
        if wallet.is_shared
        else _("Not shared: only your location books with it.")
    )


def _said(row: Movement, cause: Any) -> str:
    if row.kind is EntryKind.QUOTA_GRANT and row.cents < 0:
        return _("Went with the membership: %(name)s", name=cause.short) if cause is not None else _("Went with the membership")
    if row.kind is EntryKind.QUOTA_GRANT and cause is not None:
        return _("From your membership: %(name)s", name=cause.short)
    if row.account is Account.OPENING:
        return _("From before")
    what = _("Booked") if row.kind is EntryKind.RESERVE else what_said(row)
    return f"{what}: {cause.short}" if cause is not None else what
