"""What a phone keeps of /my for when there is no network: an empty page, the passes of the next two hours and the bookings of today. Never money."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from flask import Response, jsonify, render_template, request, url_for
from flask_appbuilder.baseviews import expose

from app.access.passes import STEP, pass_of
from app.core import clock
from app.models import FoyerUser
from app.queries.bookings.calendar import agenda
from app.queries.my_home import my_licenses
from app.queries.the_house import name_of_house
from app.rendering.qr import qr_code
from app.rules.wall_times import day_bounds
from app.web import sessions
from app.web.kept_pages import worker
from app.web.markup import asset
from app.web.place import reader_zone
from views.portal.booking_words import booking_said
from views.portal.home import home_of
from views.portal.mine import Mine

SHELL = ("vendor/tabler.min.css", "foyer.css", "icon.svg", "theme.js", "my_kept.js")
AHEAD = dt.timedelta(hours=2)
EACH = 2 * STEP  # seconds: a pass is good from a minute before its own to a minute after it
EARLY = STEP // 2  # so that a clock may be half a minute wrong on either side
MOST = 20  # bookings of one day
BLUE, WHITE = "#066fd1", "#ffffff"  # of the mark, and of a page that is still to come


class MyKeptView(Mine):
    """The worker and the empty page hold no person; `my.js` keeps what `kept` tells, and says when it goes."""

    route_base = "/my"
    default_view = "without_network"

    @expose("/without-network")
    def without_network(self) -> Any:
        self.me()
        return render_template("portal/without_network.html")

    @expose("/kept")
    def kept(self) -> Any:
        """Instants in milliseconds since 1970. With `?codes=yes` the passes as well, each with the instant from which it is shown."""
        me, by, now = self.me(), self.by(), clock.now()
        zone = self._zone(me)
        midnight = day_bounds(clock.local(now, zone).date(), zone)[1]
        lines = [booking_said(each, by) for each in agenda(self.session, now, by=by, most=MOST, only_own=True) if each.starts_at < midnight]
        told = {
            "person": str(me.id),
            "at": _milliseconds(now),
            "until": _milliseconds(min(sessions.over_at(), midnight)),
            "bookings": render_template("portal/kept_bookings.html", lines=lines),
        }
        return jsonify(told | ({"codes": passes(me, now)} if request.args.get("codes") else {}))

    @expose("/worker.js")
    def worker(self) -> Any:
        self.me()
        return worker(url_for(".without_network"), SHELL, ours="my-shell-", folder="/my/")

    @expose("/app.webmanifest")
    def manifest(self) -> Any:
        """For everybody: browsers fetch it without a cookie."""
        name = name_of_house(self.session)
        icons = [{"src": asset("icon.svg"), "sizes": "any", "type": "image/svg+xml"}]
        icons += [
            {"src": asset(f"icon-{side}.png"), "sizes": f"{side}x{side}", "type": "image/png", "purpose": "any maskable"}
            for side in (192, 512)
        ]
        said = {
            "id": "/my/",
            "name": name,
            "short_name": name,
            "start_url": "/my/",
            "scope": "/",
            "display": "standalone",
            "theme_color": BLUE,
            "background_color": WHITE,
            "icons": icons,
        }
        return Response(json.dumps(said), mimetype="application/manifest+json")

    def _zone(self, me: FoyerUser) -> str:
        place = home_of(me, my_licenses(self.session, by=self.by()))
        return place.zone if place else reader_zone()


def passes(me: FoyerUser, now: dt.datetime) -> list[tuple[int, str]]:
    """Of the next two hours, each shown from its instant until that of the next."""
    first = int(now.timestamp()) // STEP * STEP
    return [
        (1000 * (at - EARLY), qr_code(pass_of(me.id, dt.datetime.fromtimestamp(at, dt.UTC))))
        for at in range(first, first + int(AHEAD.total_seconds()), EACH)
    ]


def _milliseconds(at: dt.datetime) -> int:
    return int(at.timestamp() * 1000)
