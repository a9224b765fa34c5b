"""The trial balance of credits at any instant: what wallets held against where it had come from and gone; together nothing."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from flask import request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _

from app.core import clock
from app.queries.wallets.trial_balance import tax_as_used, trial_balance
from app.rendering.words.units import unit_said
from app.web.actor import current_actor
from app.web.place import reader_zone
from views.base.screen import Screen
from views.wallets.words import account_said


class TrialBalanceView(Screen):
    """GET /trial-balance/?at=2026-06-30T23:59; to the second, on the clock of the reader's home."""

    route_base = "/trial-balance"
    default_view = "show"
    class_permission_name = "Ledger"
    method_permission_name = {"show": "read"}

    @expose("/")
    @has_access
    def show(self) -> Any:
        zone = ZoneInfo(reader_zone())
        at = asked_instant(request.args.get("at", ""), zone)
        return self.render_template(
            "screens/wallets/trial_balance.html",
            title=_("Trial balance"),
            at=(at or clock.now()).astimezone(zone),
            is_past=at is not None,
            zone=zone.key,
            balances=trial_balance(self.session, at, by=current_actor()),
            taxes=tax_as_used(self.session, zone.key, by=current_actor()),
            unit_said=unit_said,
            account_said=account_said,
            wallets_url=url_for("WalletView.list"),
        )


def asked_instant(text: str, zone: ZoneInfo) -> dt.datetime | None:
    """Up to the end of the minute or second that is named; None, which is now, for anything else."""
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    has_seconds = text[len("2026-06-30T23:59") :].startswith(":")
    whole = dt.timedelta(seconds=0 if has_seconds else 59, microseconds=999_999)
    try:
        return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(dt.UTC) + whole
    except OverflowError:
        return None
