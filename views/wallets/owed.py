"""Credits owed: what the house still has to give for credits, and until when; on screen and as a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

from flask import url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _

from app.core.money import plain
from app.queries.wallets.owed import Owed, owed
from app.rendering.words.units import unit_said
from app.web.actor import current_actor
from app.web.downloads import csv_download, xlsx_download
from app.web.formats import as_month, format_money
from app.web.place import chosen_location, reader_zone
from views.base.days import asked_day
from views.base.screen import Screen
from views.wallets.words import source_said


class CreditsOwedView(Screen):
    """GET /credits-owed/?day=, and the same as .csv and .xlsx."""

    route_base = "/credits-owed"
    default_view = "show"
    class_permission_name = "Ledger"
    method_permission_name = {"show": "read", "csv": "read", "xlsx": "read"}

    @expose("/")
    @has_access
    def show(self) -> Any:
        day, rows = self._asked()
        return self.render_template(
            "screens/wallets/owed.html",
            title=_("Credits owed"),
            day=day,
            findings=findings(rows),
            places=[
                (place, currency, list(of_place))
                for (place, currency), of_place in groupby(rows, lambda each: (each.location, each.currency))
            ],
            unit_said=unit_said,
            source_said=source_said,
            csv_url=url_for(".csv", day=day.isoformat()),
            xlsx_url=url_for(".xlsx", day=day.isoformat()),
            wallets_url=url_for("WalletView.list"),
        )

    @expose("/export.csv")
    @has_access
    def csv(self) -> Any:
        day, rows = self._asked()
        return csv_download(f"credits-owed-{day}", head(), lines(rows))

    @expose("/export.xlsx")
    @has_access
    def xlsx(self) -> Any:
        day, rows = self._asked()
        return xlsx_download(f"credits-owed-{day}", str(day), head(), lines(rows))

    def _asked(self) -> tuple[dt.date, list[Owed]]:
        """Today for whatever is no day."""
        day = asked_day()
        return day, owed(self.session, day, reader_zone(), by=current_actor(), location_id=chosen_location())


def head() -> list[str]:
    return [_("Location"), _("Currency"), _("Pays for"), _("Source"), _("Ends in"), _("Owed")]


def lines(rows: Sequence[Owed]) -> list[list[Any]]:
    return [
        [each.location, each.currency, unit_said(each.unit), source_said(each.source), str(each.ends or ""), Decimal(plain(each.cents))]
        for each in rows
    ]


def findings(rows: Sequence[Owed]) -> list[str]:
    """What there is to say, a sentence a currency: how much, and how much of it ends first."""
    told = []
    for currency in sorted({each.currency for each in rows}):
        own = [each for each in rows if each.currency == currency]
        total = format_money(sum(each.cents for each in own), currency)
        months = sorted({each.ends for each in own if each.ends is not None})
        if not months:
            told.append(_("%(total)s is owed, and none of it ends.", total=total))
            continue
        first = format_money(sum(each.cents for each in own if each.ends == months[0]), currency)
        told.append(_("%(total)s is owed; %(first)s of it ends in %(month)s.", total=total, first=first, month=as_month(months[0])))
    return told
