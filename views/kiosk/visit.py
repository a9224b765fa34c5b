"""/visit: the code at the door on a guest's own phone, and the pass that an invited guest got by mail."""

from __future__ import annotations

import uuid
from hashlib import sha256
from typing import Any

from flask import current_app, make_response, redirect, render_template, request, url_for
from flask_appbuilder.baseviews import BaseView, expose
from flask_appbuilder.forms import DynamicForm
from flask_appbuilder.utils.limit import Limit
from flask_babel import get_locale, lazy_gettext
from flask_babel import gettext as _
from flask_limiter.util import get_remote_address
from sqlalchemy import select
from wtforms import BooleanField, HiddenField, StringField
from wtforms.validators import InputRequired, Length

from app.access.actor import Actor
from app.access.permissions import Permission
from app.access.signed import signed, unsigned
from app.access.visit_links import location_of
from app.access.visit_passes import address_of
from app.actions.check_ins.guest import GuestSaid, guest_arrives
from app.actions.check_ins.leave import leave
from app.core import clock
from app.core.entity import db
from app.core.errors import FoyerError
from app.models import CheckIn, Location, Visit
from app.models.check_in import LeftBy, Source
from app.models.visit import VisitStatus
from app.queries.presence.by_pass import visit_by_pass
from app.queries.presence.terms import agreed, terms_in_force
from app.queries.presence.wifi import wifi_of
from app.rendering.qr import qr_code
from app.translation import VISITOR_LANGUAGES, speak_to_visitors
from app.web.forms import tidy
from app.web.numbers import whole
from app.web.refusals import show
from views.bookings.ical import was_wrong
from views.kiosk.no_wifi import why_no_wifi

# What this phone remembers, each in a cookie of its own: that it stood at a door just now, who they are, and that they are in.
AT_THE_DOOR, KNOWN, INSIDE, LANGUAGE = "visit_door", "visit_known", "visit_in", "visit_language"
SECONDS = {AT_THE_DOOR: 20 * 60, KNOWN: 90 * 24 * 3600, INSIDE: 24 * 3600}
NEEDED = InputRequired(lazy_gettext("This is needed."))


class VisitForm(DynamicForm):  # type: ignore[misc]
    email = StringField(
        lazy_gettext("Mail address"),
        filters=[tidy],
        validators=[NEEDED, Length(max=320)],
        render_kw={"type": "email", "autocomplete": "email"},
    )
    name = StringField(lazy_gettext("Name"), filters=[tidy], validators=[NEEDED, Length(max=200)], render_kw={"autocomplete": "name"})
    host = StringField(
        lazy_gettext("Whom do you visit?"),
        filters=[tidy],
        validators=[NEEDED, Length(max=200)],
        description=lazy_gettext("A person or a company."),
    )
    company = StringField(
        lazy_gettext("Your company"), filters=[tidy], validators=[Length(max=200)], render_kw={"autocomplete": "organization"}
    )
    accepts = BooleanField(lazy_gettext("I have read the terms and accept them."))
    terms_id = HiddenField()


class VisitView(BaseView):  # type: ignore[misc]
    """The word in the code at the door turns: this phone has 20 minutes from the scan. What it may do is check one guest in at that place."""

    route_base = "/visit"
    default_view = "here"
    base_permissions: list[str] = []
    limits = [
        Limit("60 per hour", key_func=get_remote_address, methods=("POST",)),
        Limit("20 per 5 minutes", key_func=get_remote_address, deduct_when=was_wrong),
    ]

    def before(self) -> None:
        """What they chose here, else what their phone is set to."""
        chosen = request.args.get("language") or request.cookies.get(LANGUAGE)
        speak_to_visitors(chosen, *(tag.split("-")[0] for tag in request.accept_languages.values()))

    @expose("/<token>")
    def scanned(self, token: str) -> Any:
        self.before()
        location_id = location_of(token, clock.now())
        if location_id is not None:
            return _remember(redirect(url_for(".here")), AT_THE_DOOR, {"location": location_id, "key": uuid.uuid4().hex})
        visit = visit_by_pass(db.session(), token)
        if visit is not None:
            return self._pass(visit, token)
        return render_template("visit/over.html", title=_("Scan the code again")), 404

    @expose("/", methods=("GET", "POST"))
    def here(self) -> Any:
        self.before()
        door, place = self._door()
        if place is None:
            return render_template("visit/over.html", title=_("Scan the code again")), 404
        if (inside := self._inside(place.id)) is not None:
            return self._in(inside)
        form, me = VisitForm(), _remembered(KNOWN) or {}
        terms = terms_in_force(db.session(), _language())
        if request.method == "GET":
            form.process(data=me)
            form.terms_id.data = terms.id if terms is not None else ""
        elif form.validate() and (answer := self._arrived(form, place, door)) is not None:
            return answer
        needs_terms = terms is not None and (bool(form.accepts.errors) or not (me and agreed(db.session(), me["email"])))
        title = _("Welcome back") if me else _("Welcome to %(place)s", place=place.name)
        page = make_response(
            render_template(
                "visit/form.html", title=title, form=form, place=place, terms=terms if needs_terms else None, languages=VISITOR_LANGUAGES
            )
        )
        if request.args.get("language") in VISITOR_LANGUAGES:
            page.set_cookie(LANGUAGE, request.args["language"], max_age=SECONDS[KNOWN], path=self.route_base, httponly=True, samesite="Lax")
        return page

    @expose("/with/<secret>", methods=("POST",))
    def invited(self, secret: str) -> Any:
        """By the pass, on a phone that stands at the door."""
        self.before()
        door, place = self._door()
        visit = visit_by_pass(db.session(), secret)
        if place is None or visit is None:
            return render_template("visit/over.html", title=_("Scan the code again")), 404
        said = GuestSaid(
            pass_secret=secret, terms_id=whole(request.form.get("terms_id")), language=_language(), address=get_remote_address()
        )
        try:
            found, again = guest_arrives(said, location_id=place.id, source=Source.PHONE, key=_key(door, secret), by=_phone(place))
        except FoyerError as refusal:
            return self._pass(visit, secret, refusal.message)
        return self._came(found, again)

    @expose("/out", methods=("POST",))
    def out(self) -> Any:
        self.before()
        row = self._inside(None)
        if row is not None:
            leave(row.id, LeftBy.PHONE, by=_phone(row.location))
        answer = make_response(render_template("visit/left.html", title=_("Goodbye"), place=row.location if row is not None else None))
        answer.delete_cookie(INSIDE, path=self.route_base)
        return answer

    def _arrived(self, form: Any, place: Location, door: dict[str, Any]) -> Any:
        """None for a form that says what is wrong with it."""
        said = GuestSaid(
            email=form.email.data,
            name=form.name.data,
            company=form.company.data,
            host_name=form.host.data,
            language=_language(),
            terms_id=whole(form.terms_id.data) if form.accepts.data else None,
            address=get_remote_address(),
        )
        try:
            found, again = guest_arrives(said, location_id=place.id, source=Source.PHONE, key=_key(door, form.email.data), by=_phone(place))
        except FoyerError as refusal:
            if refusal.field == "terms":
                form.accepts.errors = [refusal.message]
            else:
                show(form, refusal)
            return None
        return _remember(self._came(found, again), KNOWN, {name: form[name].data for name in ("email", "name", "company", "host")})

    def _came(self, row: CheckIn, again: bool) -> Any:
        """Who is in already hears that alone: an address, typed by somebody else, brings neither WiFi nor a way to send its owner out."""
        if again:
            return make_response(render_template("visit/again.html", title=_("You are checked in already"), place=row.location))
        return _remember(redirect(url_for(".here"), 303), INSIDE, str(row.public_id))

    def _door(self) -> tuple[dict[str, Any], Location | None]:
        door = _remembered(AT_THE_DOOR) or {}
        return door, db.session.get(Location, door["location"]) if door else None

    def _inside(self, location_id: int | None) -> CheckIn | None:
        """The check-in that this phone made, while it is open."""
        public_id = _remembered(INSIDE)
        row = db.session.query(CheckIn).filter_by(public_id=public_id, left_at=None).one_or_none() if public_id else None
        return row if row is not None and location_id in (None, row.location_id) else None

    def _in(self, row: CheckIn) -> Any:
        wifi = wifi_of(db.session(), row.id)
        code = qr_code(wifi.code) if wifi is not None else ""
        why = why_no_wifi(row) if wifi is None else ""
        return render_template(
            "visit/in.html",
            title=_("You are in"),
            row=row,
            wifi=wifi,
            why=why,
            code=code,
            until=clock.local(wifi.until, row.location.zone) if wifi else None,
        )

    def _pass(self, visit: Visit, secret: str, refusal: str = "") -> Any:
        door = _remembered(AT_THE_DOOR) or {}
        terms = terms_in_force(db.session(), _language())
        return render_template(
            "visit/pass.html",
            title=_("Your pass for %(place)s", place=visit.location.name),
            visit=visit,
            holds=visit.status in (VisitStatus.EXPECTED, VisitStatus.MISSED),
            at=clock.local(visit.expected_at, visit.location.zone),
            code=qr_code(address_of(secret)),
            secret=secret if door.get("location") == visit.location_id else "",
            terms=terms if terms is not None and not agreed(db.session(), visit.email) else None,
            refusal=refusal,
        )


def _language() -> str:
    return str(get_locale() or "en")


def _phone(place: Location) -> Actor:
    return Actor(
        id=None,
        name=_("A phone at %(place)s", place=place.name),
        permissions=frozenset({Permission.CHECK_IN_WRITE}),
        location_ids=frozenset({place.id}),
    )


def _remember(answer: Any, kind: str, value: Any) -> Any:
    https = current_app.extensions["settings"].public_url.startswith("https://")
    answer.set_cookie(
        kind, signed(kind, value), max_age=SECONDS[kind], path=VisitView.route_base, httponly=True, samesite="Lax", secure=https
    )
    return answer


def _key(door: dict[str, Any], whose: str) -> str:
    """Of one person and one scan: tapped twice it is one arrival, and two who share a phone are two. Who left meanwhile, and comes back by the same
    scan, arrives once more: the number of times counts."""
    key = first = f"phone:{door['key']}:{sha256(whose.lower().encode()).hexdigest()[:16]}"
    times = 0
    while db.session.scalar(select(CheckIn.id).where(CheckIn.key == key, CheckIn.left_at.is_not(None))) is not None:
        times += 1
        key = f"{first}:{times}"
    return key


def _remembered(kind: str) -> Any:
    """None for nothing, and for what is too old."""
    return unsigned(kind, request.cookies.get(kind, ""), seconds=SECONDS[kind])
