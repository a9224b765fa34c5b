"""Wallets: credits of people and organisations, what ends when, and every movement."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from markupsafe import Markup
from sqlalchemy.orm import selectinload, undefer

from app.actions.wallets.open import open_wallet
from app.models import FoyerUser, Wallet
from app.models.wallet import SOON
from app.queries.wallets.causes import causes_of
from app.queries.wallets.lots import live_lots
from app.queries.wallets.statement import PAGE, statement
from app.rendering.words.units import unit_said
from app.web.actor import current_actor
from app.web.formats import as_money
from app.web.model_view import FoyerModelView
from app.web.routes import ACTIONS, READ
from views.base.by_actions import ByActions
from views.base.links import SCREENS
from views.base.record import RecordPage, Stat
from views.base.said import filled
from views.base.screen import asked_number
from views.base.verb_page import VerbPage
from views.wallets.csv import statement_csv
from views.wallets.verbs import PAGES, WalletVerbs
from views.wallets.words import in_words, slices, told

ENDING = "_flt_1_ending_cents"
SHOWN = (
    undefer(Wallet.free_cents),
    undefer(Wallet.ending_cents),
    selectinload(Wallet.user).selectinload(FoyerUser.organisation),
    selectinload(Wallet.organisation),
)


def owner_link(row: Wallet) -> Any:
    """The owner's name, which leads to their page."""
    noun, owner = ("user", row.user) if row.user is not None else ("organisation", row.organisation)
    assert owner is not None, "a wallet has one owner"
    return Markup('<a class="text-reset" href="{}">{}</a>').format(url_for(f"{SCREENS[noun]}.show", pk=owner.id), owner)


class WalletView(ByActions, WalletVerbs, RecordPage, VerbPage, FoyerModelView):
    """Opened for an owner, moved by verbs alone: no amount is ever typed over."""

    datamodel = filled(Wallet, along=SHOWN)
    route_base = "/wallets"
    imports = "wallets"
    include_route_methods = READ | ACTIONS | {"add", "statement", *PAGES}
    method_permission_name = PAGES | {"statement": "read"}
    show_template = "screens/wallets/wallet.html"
    list_template = "screens/wallets/list.html"
    singular = _("wallet")
    list_title = _("Wallets")
    add_title = _("Open a wallet")
    add_label = _("Open a wallet")
    list_columns = ["owner_name", "team_name", "unit", "free_cents", "reserved_cents", "ending_cents"]
    order_columns = ["unit", "free_cents", "reserved_cents", "ending_cents"]
    search_columns = ["user", "organisation", "unit", "currency", "is_shared", "free_cents", "reserved_cents", "ending_cents"]
    export_columns = (
        "owner_name",
        "team_name",
        "unit",
        "currency",
        "free_cents",
        "reserved_cents",
        "ending_cents",
        "balance_cents",
        "is_shared",
    )
    quick_search = "currency"
    quick_columns = ("user.last_name", "user.first_name", "user.email", "organisation.name", "organisation.code")
    quick_label = _("person or organisation")
    base_order = ("id", "desc")
    exportable = True
    label_columns = {
        "owner_name": _("Owner"),
        "team_name": _("Organisation"),
        "user": _("Person"),
        "unit": _("Pays for"),
        "free_cents": _("Can spend"),
        "reserved_cents": _("On hold"),
        "ending_cents": _("Ends in 14 days"),
        "balance_cents": _("Balance"),
        "is_shared": _("Shared with its people"),
    }
    description_columns = {
        "user": _("Either a person or an organisation."),
        "unit": _("Space pays for rooms; stuff for anything. What is there for printing is counted by PaperCut."),
    }
    add_columns = ["user", "organisation", "unit"]
    show_columns = ["currency"]
    formatters_columns = {
        "is_shared": lambda value, row: (gettext("Yes") if value else gettext("No")) if row.organisation_id else "",
    }
    empty_title = _("No wallets yet.")
    empty_text = _("A membership with a quota opens one by itself; so does whoever tops up somebody's credits.")
    empty_icon = "wallet"

    def create(self, asked: Any) -> Wallet:
        typed = self.given(asked)
        return self.made(
            open_wallet(unit=typed["unit"], user_id=typed["user_id"], organisation_id=typed["organisation_id"], by=current_actor())
        )  # type: ignore[no-any-return]

    def title_of(self, row: Wallet) -> str:
        return f"{row} · {unit_said(row.unit)}"

    def facts(self, row: Wallet) -> list[Any]:
        shared = ""
        if row.organisation_id is not None:
            shared = gettext("shared with its people") if row.is_shared else gettext("the organisation's alone")
        return [owner_link(row), row.team_name if row.user is not None else "", row.currency, shared]

    def stats(self, row: Wallet) -> list[Stat]:
        owes = row.free_cents < 0
        return [
            Stat(
                gettext("Can spend"),
                as_money(row.free_cents, row),
                tone="red" if owes else "",
                hint=gettext("A payment was taken back") if owes else "",
            ),
            Stat(gettext("On hold"), as_money(row.reserved_cents, row), hint=gettext("For bookings")),
            Stat(
                gettext("Ends in %(days)d days", days=SOON.days),
                as_money(row.ending_cents, row),
                tone="orange" if row.ending_cents > 0 else "",
            ),
        ]

    def story_of(self, row: Wallet) -> None:
        """The statement says it all."""

    def render_template(self, template: str, **kwargs: Any) -> Any:
        if template == self.show_template:
            kwargs |= self._page(kwargs["row"])
        if template == self.list_template:
            here = url_for("WalletView.list")
            kwargs["shortcuts"] = [
                (gettext("All"), here, ENDING not in request.args),
                (gettext("Ends soon"), f"{here}?{ENDING}=0", ENDING in request.args),
            ]
        return super().render_template(template, **kwargs)

    @expose("/statement/<pk>.csv")
    @has_access
    def statement(self, pk: str) -> Any:
        return statement_csv(self.datamodel.session, self.one(pk), by=current_actor())

    def _page(self, row: Wallet) -> dict[str, Any]:
        session, by, before = self.datamodel.session, current_actor(), asked_number("before", 10**9)
        lots, rows = live_lots(session, [row.id]), statement(session, row.id, before=before or None, count=PAGE + 1)
        page = rows[:PAGE]
        causes = causes_of(session, {each.cause for each in page}, wallet_id=row.id, by=by)
        here = url_for("WalletView.show", pk=row.id)
        return {
            "words": in_words(row, lots),
            "slices": slices(lots, row),
            "movements": told(page, causes, row),
            "newest": f"{here}#statement" if before else "",
            "older": f"{here}?before={page[-1].id}#statement" if len(rows) > PAGE else "",
        }
