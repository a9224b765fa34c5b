"""/kiosk/<location code>: what the tablet at the door shows, and how it is paired.

One page holds every question, so that it goes on without a network; kiosk.js shows one at a time.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from flask import Response, jsonify, redirect, render_template, request, send_from_directory, url_for
from flask_appbuilder.baseviews import BaseView, expose
from flask_appbuilder.utils.limit import Limit
from flask_babel import gettext as _
from flask_limiter.util import get_remote_address

from app.access.visit_links import turns_at, visit_address
from app.actions.kiosks.hear import hear_of
from app.actions.kiosks.pair import pair_kiosk
from app.core import clock
from app.core.entity import db
from app.core.errors import Missing
from app.models import Kiosk
from app.queries.presence.kiosk_settings import kiosk_settings
from app.queries.presence.kiosks import kiosk_to_pair
from app.queries.presence.networks import networks
from app.queries.presence.terms import terms_in_force
from app.rendering.qr import qr_code
from app.translation import VISITOR_LANGUAGES
from app.web.headers import ALWAYS
from app.web.markup import asset
from views.bookings.ical import was_wrong
from views.kiosk.paired import counted, keep, speak, the_kiosk

SCRIPTS = ("kiosk.js", "kiosk_queue.js", "kiosk_guest.js", "kiosk_member.js", "kiosk_scan.js")
ASSETS = (*SCRIPTS, "kiosk.css", "kiosk_decode.js", "kiosk_worker.js", "vendor/jsqr.js")
CAMERA = ALWAYS["Permissions-Policy"].replace("camera=()", "camera=(self)")


class AtKioskView(BaseView):  # type: ignore[misc]
    """For tablets alone: without the cookie that pairing gives, a page that says what to do."""

    route_base = "/kiosk"
    default_view = "home"
    base_permissions: list[str] = []
    limits = [
        Limit("120 per minute", key_func=counted, methods=("GET",)),
        Limit("20 per 5 minutes", key_func=get_remote_address, deduct_when=was_wrong),
    ]

    @expose("/")
    def home(self) -> Any:
        kiosk = the_kiosk()
        return redirect(url_for(".show", code=kiosk.location.code)) if kiosk is not None else self._unpaired()

    @expose("/pair/<secret>", methods=("GET", "POST"))
    def pair(self, secret: str) -> Any:
        """A button pairs and not the address alone, which mail programs and messengers fetch to show a preview."""
        waiting = kiosk_to_pair(db.session(), secret)
        if waiting is None:
            return self._unpaired()
        if request.method == "GET":
            return render_template("kiosk/pair.html", title=_("Pair this tablet"), kiosk=waiting)
        try:
            kiosk, kept = pair_kiosk(secret)
        except Missing:
            return self._unpaired()
        return keep(redirect(url_for(".show", code=kiosk.location.code), 303), kept)

    @expose("/<code>")
    def show(self, code: str) -> Any:
        kiosk = the_kiosk()
        if kiosk is None or kiosk.location.code.lower() != code.lower():
            return self._unpaired()
        language = speak(request.args.get("language"))
        drawn = Response(
            render_template(
                "kiosk/kiosk.html",
                assets=SCRIPTS,
                languages=VISITOR_LANGUAGES,
                spoken=language,
                door=door(kiosk),
                **standing(kiosk, language),
            )
        )
        drawn.headers["Permissions-Policy"] = CAMERA
        return drawn

    @expose("/door")
    def door(self) -> Any:
        """For the page, which asks each time the code turns: the next one, and whether the page itself is still as it should be."""
        kiosk = the_kiosk()
        if kiosk is None:
            return jsonify({"message": _("This tablet is no kiosk any more. Please ask at the desk.")}), 404
        hear_of(kiosk)
        return jsonify(door(kiosk) | {"version": standing(kiosk, speak(request.args.get("language")))["version"]})

    @expose("/worker.js")
    def worker(self) -> Any:
        """Under /kiosk/, because a service worker looks after the folder that it comes from."""
        answer = send_from_directory("static", "kiosk_worker.js", max_age=0)
        answer.headers["Cache-Control"] = "no-cache"
        return answer

    def _unpaired(self) -> Any:
        return render_template("kiosk/unpaired.html", title=_("Kiosk")), 404


def door(kiosk: Kiosk) -> dict[str, Any]:
    """The code for phones, and in how many milliseconds it turns."""
    now = clock.now()
    return {"code": qr_code(visit_address(kiosk.location_id, now)), "turns_in": int((turns_at(now) - now).total_seconds() * 1000) + 500}


def standing(kiosk: Kiosk, language: str) -> dict[str, Any]:
    """What the page is made of; `version` is another one when any of it changes."""
    terms, settings, others = terms_in_force(db.session(), language), kiosk_settings(db.session()), networks(db.session())
    said = (
        kiosk.location.name,
        kiosk.location.code,
        language,
        terms.id if terms else 0,
        settings,
        others,
        tuple(VISITOR_LANGUAGES),
        [asset(name) for name in ASSETS],
    )
    return {
        "location": kiosk.location,
        "terms": terms,
        "settings": settings,
        "networks": others,
        "version": sha256(repr(said).encode()).hexdigest()[:16],
    }
