"""What if: months that were billed once more with other prices, beside what was billed; nothing is written."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask import abort, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _
from sqlalchemy import select

from app.core.formats import money_said
from app.core.money import plain
from app.core.month import Month
from app.models import Location, Membership
from app.queries.months_to_correct import approved_months
from app.queries.what_ifs import WhatIfs, what_ifs
from app.rendering.reports.say import month_written, rounded_said
from app.rules.what_if import PriceChange, percent_of
from app.web.downloads import csv_download
from app.web.formats import as_month, format_money, reader
from app.web.numbers import whole, wholes
from app.web.place import chosen_location, location_choices
from views.base.screen import Screen

MOST = 12  # months at once


class WhatIfView(Screen):
    """GET /reports/what-if/?location=&from=&to=&percent=&membership=&agreed=; its answer is fetched from /result, and is a file at /result.csv."""

    route_base = "/reports/what-if"
    default_view = "show"
    class_permission_name = "Revenue"
    method_permission_name = dict.fromkeys(("show", "result", "result_csv"), "read")

    @expose("/")
    @has_access
    def show(self) -> Any:
        place = self._place()
        months = self._months(place) if place is not None else []
        memberships = self._memberships(place.id) if place is not None else []
        asked, problem = request.args.get("percent", "").strip(), ""
        if asked:
            try:
                percent_of(asked)
            except ValueError:
                problem = _("Write a change like +6 or -2.5.")
        return self.render_template(
            "screens/reports/what_if.html",
            title=_("What if"),
            places=location_choices(),
            place=place,
            months=[(str(each), month_written(each, str(reader()))) for each in reversed(months)],
            first=request.args.get("from") or (str(months[-3:][0]) if months else ""),
            last=request.args.get("to") or (str(months[-1]) if months else ""),
            percent=asked,
            problem=problem,
            memberships=memberships,
            chosen=set(request.args.getlist("membership")),
            agreed="agreed" in request.args,
            result_url=url_for(".result", **request.args.to_dict(flat=False)) if asked and months and not problem else "",
        )

    @expose("/result")
    @has_access
    def result(self) -> Any:
        """The part of the page that takes a moment."""
        found = self._found()
        return self.render_template(
            "screens/reports/what_if_result.html",
            found=found,
            finding=finding(found) if found.months else "",
            picture=picture(found),
            cents=lambda each: format_money(each, found.location.currency),
            as_month=as_month,
            csv_url=url_for(".result_csv", **request.args.to_dict(flat=False)),
        )

    @expose("/result.csv")
    @has_access
    def result_csv(self) -> Any:
        found = self._found()
        rows = (
            [
                each.name,
                each.code,
                *(Decimal(plain(cents)) for cents in (each.billed, each.would_be, each.difference, each.by_price, each.moved)),
            ]
            for each in found.organisations
        )
        return csv_download(
            f"what-if-{found.location.code}",
            [_("Customer"), _("Code"), _("Billed"), _("Would be"), _("Difference"), _("By prices"), _("Changed since")],
            rows,
        )

    def _found(self) -> WhatIfs:
        """What the address asks for. A percent or a place that makes no sense is not there."""
        place, words = self._place() or abort(404), request.args
        try:
            percent = percent_of(words.get("percent", ""))
            first, last = sorted((Month.parse(words.get("from", "")), Month.parse(words.get("to", ""))))
        except ValueError:
            abort(404)
        known = {each.id for each in self._memberships(place.id)}
        chosen = known.intersection(wholes(words.getlist("membership")))
        change = PriceChange(percent, frozenset(chosen) if chosen else None, agreed="agreed" in words)
        months = [each for each in self._months(place) if first <= each <= last][-MOST:]
        return what_ifs(self.session, place, months, change)

    def _place(self) -> Location | None:
        """The location that is asked for, else the chosen one, else the first."""
        ids = [each.id for each in location_choices()]
        wanted = request.args.get("location", "")
        asked = chosen_location() if not wanted else whole(wanted)
        chosen = asked if asked in ids else ids[0] if ids and not wanted else None
        return self.session.get(Location, chosen) if chosen is not None else None

    def _months(self, place: Location) -> list[Month]:
        """Those that were billed, oldest first."""
        return [each.month for each in approved_months(self.session, place.id, Month(2999, 12))]

    def _memberships(self, location_id: int) -> list[Any]:
        return list(
            self.session.execute(
                select(Membership.id, Membership.name).where(Membership.location_id == location_id).order_by(Membership.name)
            )
        )


def finding(found: WhatIfs) -> str:
    """In a sentence."""
    locale = str(reader())
    said = {
        "cents": rounded_said(abs(found.by_price), found.location.currency, locale),
        "percent": f"{abs(found.by_price_percent):g}",
        "billed": rounded_said(found.billed, found.location.currency, locale),
    }
    if found.by_price > 0:
        return _("These prices would have brought %(cents)s more: %(percent)s %% on the %(billed)s that were billed, without VAT.", **said)
    if found.by_price < 0:
        return _("These prices would have brought %(cents)s less: %(percent)s %% of the %(billed)s that were billed, without VAT.", **said)
    return _("These prices would have changed nothing of the %(billed)s that were billed, without VAT.", **said)


def picture(found: WhatIfs) -> dict[str, Any]:
    """Month by month, both sums side by side."""
    currency, locale = found.location.currency, str(reader())
    sums = {_("Billed"): [each.billed.net for each in found.months], _("Would be"): [each.would_be.net for each in found.months]}
    series = [
        {"name": name, "values": [each / 100 for each in cents], "texts": [money_said(each, currency, locale) for each in cents]}
        for name, cents in sums.items()
    ]
    return {"kind": "columns", "names": [month_written(each.month, locale) for each in found.months], "series": series}
