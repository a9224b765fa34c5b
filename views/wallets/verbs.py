"""The verbs of a wallet's page: each a small form that says what it will do to what can be spent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.actions.wallets.adjust import adjust_wallet
from app.actions.wallets.charge_back import charge_back
from app.actions.wallets.grant import grant_credits
from app.actions.wallets.return_credits import return_credits
from app.actions.wallets.share import share_wallet
from app.actions.wallets.top_up import top_up_wallet
from app.actions.wallets.transfer import transfer_credits
from app.models import Wallet
from app.queries.wallets.bought import bought_lots
from app.queries.wallets.debits import debits_of
from app.queries.wallets.lots import others_of
from app.web.actor import current_actor
from app.web.formats import zone_of
from app.web.model_view import action
from views.base.verbs_with_effect import VerbsWithEffect, pages
from views.wallets.effect import effect_on
from views.wallets.forms import AdjustForm, GrantForm, TopUpForm, charge_back_form, give_back_form, transfer_form

ACTS: dict[str, Callable[..., Any]] = {
    "top_up": top_up_wallet,
    "grant": grant_credits,
    "adjust": adjust_wallet,
    "transfer": transfer_credits,
    "give_back": return_credits,
    "charge_back": charge_back,
}
PAGES = pages(ACTS, "share", "unshare")


def end_of(day: dt.date | None, zone: ZoneInfo) -> dt.datetime | None:
    """The midnight after that day, as an instant."""
    return None if day is None else dt.datetime.combine(day + dt.timedelta(days=1), dt.time.min, zone).astimezone(dt.UTC)


class WalletVerbs(VerbsWithEffect):
    """Mixed in before RecordPage and VerbPage."""

    acts, shows = ACTS, staticmethod(effect_on)
    primary_action = "top_up"

    def buttons(self: Any, **where: Any) -> Any:
        """What people come for stands first; FAB has them by name."""
        order = [*ACTS, "share", "unshare"]
        return sorted(super().buttons(**where), key=lambda button: order.index(button.name))  # type: ignore[misc]

    def may_act(self: Any, name: str, row: Wallet) -> bool:
        """Whether the verb makes sense on this wallet now."""
        session, by = self.datamodel.session, current_actor()
        if name in ("share", "unshare"):
            return row.organisation_id is not None and row.is_shared is (name == "unshare")
        asks: dict[str, Callable[[], Any]] = {
            "transfer": lambda: others_of(session, row, by=by),
            "give_back": lambda: debits_of(session, row, by=by),
            "charge_back": lambda: bought_lots(session, row.id),
        }
        return bool(asks[name]()) if name in asks else True

    @action("top_up", _("Top up"), icon="cash", multiple=False)
    def top_up(self: Any, row: Wallet) -> Any:
        return self.to("top_up", row)

    @action("grant", _("Give"), icon="gift", multiple=False)
    def grant(self: Any, row: Wallet) -> Any:
        return self.to("grant", row)

    @action("adjust", _("Put right"), icon="adjustments", multiple=False)
    def adjust(self: Any, row: Wallet) -> Any:
        return self.to("adjust", row)

    @action("transfer", _("Transfer"), icon="arrows-exchange", multiple=False)
    def transfer(self: Any, row: Wallet) -> Any:
        return self.to("transfer", row)

    @action("give_back", _("Give back"), icon="arrow-back-up", multiple=False)
    def give_back(self: Any, row: Wallet) -> Any:
        return self.to("give_back", row)

    @action("charge_back", _("Payment taken back"), icon="ban", multiple=False)
    def charge_back(self: Any, row: Wallet) -> Any:
        return self.to("charge_back", row)

    @action("share", _("Share with its people"), icon="users", multiple=False)
    def share(self: Any, row: Wallet) -> Any:
        return self.each(row, lambda row_id, by: share_wallet(row_id, True, by=by), done=gettext("Its people can book with it."))

    @action("unshare", _("Keep for itself"), _("Its people can no longer book with it. Go on?"), icon="lock", multiple=False)
    def unshare(self: Any, row: Wallet) -> Any:
        return self.each(row, lambda row_id, by: share_wallet(row_id, False, by=by), done=gettext("It is the organisation's alone."))

    def named(self: Any, row: Wallet) -> dict[str, str]:
        return {"owner": str(row)}

    def form_of(self: Any, verb: str, row: Wallet) -> Any:
        plain = {"top_up": TopUpForm, "grant": GrantForm, "adjust": AdjustForm}
        if verb in plain:
            return plain[verb]()
        return {"transfer": transfer_form, "give_back": give_back_form, "charge_back": charge_back_form}[verb](row, self.datamodel.session)

    def act(self: Any, verb: str, row: Wallet, form: Any, *, rehearsed: bool = False) -> Any:
        typed = self.typed(form, rehearsed=rehearsed)
        if "expires_at" in typed:
            typed["expires_at"] = end_of(typed["expires_at"], zone_of(row))
        return ACTS[verb](row.id, **typed, by=current_actor())

    @expose("/top-up/<pk>", methods=("GET", "POST"))
    @has_access
    def top_up_page(self: Any, pk: str) -> Any:
        return self.ask("top_up", pk, gettext("Top up the wallet of %(owner)s"), gettext("It is in the wallet."))

    @expose("/grant/<pk>", methods=("GET", "POST"))
    @has_access
    def grant_page(self: Any, pk: str) -> Any:
        return self.ask("grant", pk, gettext("Give %(owner)s credits"), gettext("It is in the wallet."))

    @expose("/adjust/<pk>", methods=("GET", "POST"))
    @has_access
    def adjust_page(self: Any, pk: str) -> Any:
        return self.ask("adjust", pk, gettext("Put the wallet of %(owner)s right"), gettext("The wallet is put right."))

    @expose("/transfer/<pk>", methods=("GET", "POST"))
    @has_access
    def transfer_page(self: Any, pk: str) -> Any:
        return self.ask("transfer", pk, gettext("Transfer from %(owner)s"), gettext("It is in the other wallet."))

    @expose("/give-back/<pk>", methods=("GET", "POST"))
    @has_access
    def give_back_page(self: Any, pk: str) -> Any:
        return self.ask("give_back", pk, gettext("Give back to %(owner)s"), gettext("It is given back."))

    @expose("/charge-back/<pk>", methods=("GET", "POST"))
    @has_access
    def charge_back_page(self: Any, pk: str) -> Any:
        return self.ask("charge_back", pk, gettext("A payment of %(owner)s was taken back"), gettext("It is taken out of the wallet."))
