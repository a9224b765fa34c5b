"""/room: the screen beside a room's door. Opened once by its secret address, which it then keeps in a cookie of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from flask import abort, current_app, flash, jsonify, redirect, render_template, request, url_for
from flask_appbuilder.baseviews import BaseView, expose
from flask_appbuilder.utils.limit import Limit
from flask_babel import gettext as _
from flask_limiter.util import get_remote_address
from flask_wtf.csrf import generate_csrf

from app.access.link_secrets import LONGEST, hashed
from app.actions.room_screens.book import book_at_door
from app.actions.room_screens.check_in import check_in_at_door
from app.actions.room_screens.end import end_at_door
from app.core import clock
from app.core.entity import db
from app.core.errors import FoyerError
from app.models.secret_link import LinkKind
from app.queries.bookings.house_rules import house_rules
from app.queries.room_screen import WALK_UP, RoomNow, State, room_now
from app.queries.secret_links import opened_by
from app.rendering.qr import qr_code
from app.web.numbers import whole
from views.bookings.ical import was_wrong

COOKIE = "room_screen"
GRACE = dt.timedelta(minutes=5)
KEPT = 400 * 24 * 3600  # seconds; browsers keep none longer
WORDS: dict[State, Callable[[], str]] = {
    State.FREE: lambda: _("Free"),
    State.BUSY: lambda: _("In use"),
    State.PREPARING: lambda: _("Free soon"),
    State.CLOSED: lambda: _("Closed"),
}


def the_screen() -> str:
    """Counted by its hash."""
    return f"screen:{hashed(request.cookies.get(COOKIE, ''))[:32]}"


class RoomScreenView(BaseView):  # type: ignore[misc]
    """The secret leaves the address bar at once, where anybody who waits could read it. It opens this room's page and nothing else."""

    route_base = "/room"
    default_view = "show"
    base_permissions: list[str] = []
    limits = [
        Limit("30 per hour", key_func=the_screen, methods=("POST",)),
        Limit("20 per 5 minutes", key_func=get_remote_address, deduct_when=was_wrong),
    ]

    @expose("/<secret>")
    def pair(self, secret: str) -> Any:
        if opened_by(db.session(), secret, LinkKind.ROOM_SCREEN) is None:
            return self._unpaired()
        answer = redirect(url_for(".show"))
        https = current_app.extensions["settings"].public_url.startswith("https://")
        answer.set_cookie(COOKIE, secret, max_age=KEPT, path=self.route_base, httponly=True, samesite="Lax", secure=https)
        return answer

    @expose("/")
    def show(self) -> Any:
        found = self._now()
        if found is None:
            return self._unpaired()
        return render_template("screens/rooms/screen.html", title=found.room, now=drawn(found), version=version(drawn(found)))

    @expose("/state")
    def state(self) -> Any:
        """For the page, which asks every 20 seconds and draws anew only what has changed."""
        found = drawn(self._now() or abort(404))
        return jsonify({"version": version(found), "html": found, "csrf": generate_csrf()})

    @expose("/book", methods=("POST",))
    def book(self) -> Any:
        return self._done(lambda: book_at_door(self._secret()), _("It is yours."))

    @expose("/check-in", methods=("POST",))
    def check_in(self) -> Any:
        return self._done(lambda: check_in_at_door(self._secret(), self._booking()), _("You are checked in."))

    @expose("/end", methods=("POST",))
    def end(self) -> Any:
        return self._done(lambda: end_at_door(self._secret(), self._booking()), _("Thank you. The room is free again."))

    def _secret(self) -> str:
        return request.cookies.get(COOKIE, "")[:LONGEST]

    def _booking(self) -> int:
        """What the person saw, so that nobody ends the meeting that has begun meanwhile."""
        return whole(request.form.get("booking", "")) or 0

    def _now(self) -> RoomNow | None:
        link = opened_by(db.session(), self._secret(), LinkKind.ROOM_SCREEN)
        return room_now(db.session(), link.room_id) if link is not None and link.room_id is not None else None

    def _done(self, verb: Callable[[], Any], words: str) -> Any:
        try:
            verb()
        except FoyerError as refusal:
            flash(refusal.message, "warning")
        else:
            flash(words, "success")
        return redirect(url_for(".show"), 303)

    def _unpaired(self) -> Any:
        return render_template("screens/rooms/unpaired.html", title=_("Screen of a room")), 404


def drawn(found: RoomNow) -> str:
    """The part of the page that changes. The code leads to the member's own booking, at their own price."""
    base = current_app.extensions["settings"].public_url.rstrip("/")

    def time(instant: Any) -> str:
        return f"{clock.local(instant, found.zone):%H:%M}"

    code = qr_code(f"{base}/my/bookings/new?{urlencode({'room': found.room_id} | next_times(found, house_rules(db.session()).grid))}")
    fault = qr_code(f"{base}/my/help/new?room={found.room_id}")
    return render_template("screens/rooms/screen_now.html", now=found, word=WORDS[found.state](), time=time, code=code, fault=fault)


def next_times(found: RoomNow, grid: int) -> dict[str, str]:
    """Half an hour from the next step of the grid on, or from the last one while it may still be booked (B9)."""
    step, there = dt.timedelta(minutes=grid), clock.local(found.at, found.zone).replace(second=0, microsecond=0, tzinfo=None)
    begun = there - dt.timedelta(minutes=there.minute % grid)
    start = begun if there - begun < GRACE else begun + step
    return {name: f"{time:%Y-%m-%dT%H:%M}" for name, time in (("start", start), ("end", start + max(step, WALK_UP)))}


def version(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]
