"""The public form: a plain page, the same inside a frame of somebody's website, and the script that puts it there."""

from __future__ import annotations

import json
import secrets
from hashlib import sha256
from typing import Any

import structlog
from flask import Response, abort, make_response, render_template, request, url_for
from flask_appbuilder.baseviews import BaseView, expose
from flask_appbuilder.forms import DynamicForm
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy import select
from wtforms import DateField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from app.access.house_keys import key_for, keys_for
from app.actions.enquiries.receive import TooMany, count_caught, receive_enquiry
from app.core import clock
from app.core.entity import db
from app.core.errors import FoyerError
from app.models import LeadForm, Location
from app.rules.lead_form_token import TokenState, read_form_token, sign_form
from app.web.captcha import asked_by, policy_of
from app.web.forms import tidy
from app.web.refusals import show

log = structlog.get_logger()
NEEDED = InputRequired(lazy_gettext("This is needed."))
LONGEST_POST = 64 * 1024  # bytes
FORM_KEY = "lead-form"


class AskForm(DynamicForm):  # type: ignore[misc]
    """Without a session: inside a frame browsers keep no cookie of ours, and the signed token stands for it."""

    class Meta:
        csrf = False

    name = StringField(lazy_gettext("Your name"), filters=[tidy], validators=[NEEDED, Length(max=200)], render_kw={"autocomplete": "name"})
    email = StringField(
        lazy_gettext("Mail address"), filters=[tidy], validators=[Length(max=320)], render_kw={"type": "email", "autocomplete": "email"}
    )
    phone = StringField(
        lazy_gettext("Phone"), filters=[tidy], validators=[Length(max=40)], render_kw={"type": "tel", "autocomplete": "tel"}
    )
    company = StringField(lazy_gettext("Company"), filters=[tidy], validators=[Length(max=200)], render_kw={"autocomplete": "organization"})
    location = SelectField(lazy_gettext("Where?"), coerce=int, validators=[Optional()])
    places = IntegerField(
        lazy_gettext("For how many people?"),
        validators=[Optional()],
        render_kw={"type": "number", "min": "1", "max": "500", "inputmode": "numeric"},
    )
    wanted_on = DateField(lazy_gettext("From when?"), validators=[Optional()])
    message = TextAreaField(lazy_gettext("What are you looking for?"), filters=[tidy], validators=[Length(max=4000)], render_kw={"rows": 4})
    referred_by = StringField(lazy_gettext("Did somebody send you?"), filters=[tidy], validators=[Length(max=200)])


class AskView(BaseView):  # type: ignore[misc]
    """GET and POST /ask/<name>, GET /ask/<name>.js. The post is kept and answered; what it is worth is found out later, by a job."""

    route_base = "/ask"
    default_view = "ask"
    base_permissions: list[str] = []

    @expose("/<slug>.js")
    def script(self, slug: str) -> Any:
        """A frame where the script stands, as high as the form is."""
        form = _form(slug)
        facts = {"src": url_for("AskView.ask", slug=form.slug, embed=1, _external=True), "title": form.title}
        return Response(
            render_template("screens/leads/ask.js", facts=json.dumps(facts).replace("<", "\\u003c")), mimetype="text/javascript"
        )

    @expose("/<slug>", methods=("GET", "POST"))
    def ask(self, slug: str) -> Any:
        request.max_content_length = LONGEST_POST
        row, form = _form(slug), AskForm()
        self._choose(row, form)
        if request.method == "GET":
            return self._page(row, form)
        if request.form.get("website"):
            count_caught(row.id)
            log.info("enquiry of a program dropped", form=row.slug)
            return self._thanks(row)
        state = _state_of(request.form.get("token", ""), row.slug)
        try:
            if form.validate() and self._in_time(state, form) and self._kept(row, form):
                return self._thanks(row)
        except TooMany as stop:
            return _framed(
                row,
                make_response(
                    render_template("screens/leads/ask_later.html", title=row.title, reason=stop.message, embed=_embedded()), 429
                ),
            )
        return self._page(row, form, token=request.form.get("token", "") if state is TokenState.TOO_SOON else "")

    def _choose(self, row: LeadForm, form: AskForm) -> None:
        if row.location_id is not None:
            del form.location
            return
        places = db.session.execute(select(Location.id, Location.name).order_by(Location.name))
        form.location.choices = [(0, _("Please choose")), *((place.id, place.name) for place in places)]

    def _in_time(self, state: TokenState, form: AskForm) -> bool:
        """A page that is too old, or was filled in faster than people can, is shown again with what was typed."""
        if state is TokenState.VALID:
            return True
        words = {
            TokenState.TOO_SOON: _("That was quick. Please send it once more."),
            TokenState.EXPIRED: _("This page was open for more than a day. Please send it once more."),
        }
        form.form_errors.append(words.get(state, _("Something of this page got lost. Please send it once more.")))
        return False

    def _kept(self, row: LeadForm, form: AskForm) -> bool:
        said = {field.name: field.data for field in form}
        typed = json.dumps([request.form.get("once", ""), row.slug, *(str(value) for value in said.values())])
        said["location_id"] = said.pop("location", None) or None
        came = {"page": request.form.get("page", "")[:300], "source": request.args.get("source", "")[:80], "captcha_token": self._token()}
        try:
            receive_enquiry(row.id, key=sha256(typed.encode()).hexdigest(), sender=request.remote_addr or "", **said, **came)
        except TooMany:
            raise
        except FoyerError as refusal:
            show(form, refusal)
            return False
        return True

    def _token(self) -> str:
        names = ("g-recaptcha-response", "cf-turnstile-response", "captcha_token")
        return next((value for name in names if (value := request.form.get(name, ""))), "")[:4096]

    def _page(self, row: LeadForm, form: AskForm, *, token: str = "") -> Any:
        hidden = {
            "token": token or sign_form(row.slug, shown_at=clock.now(), key=key_for(FORM_KEY)),
            "once": request.form.get("once") or secrets.token_hex(16),
            "page": request.form.get("page") or (request.referrer or "")[:300],
        }
        words = {"title": row.title, "form": form, "row": row, "hidden": hidden, "embed": _embedded(), "captcha": asked_by(row)}
        return _framed(row, make_response(render_template("screens/leads/ask.html", **words), 422 if request.method == "POST" else 200))

    def _thanks(self, row: LeadForm) -> Any:
        words = row.thanks or _("We will write to you or call you soon.")
        return _framed(
            row, make_response(render_template("screens/leads/ask_thanks.html", title=_("Thank you"), words=words, embed=_embedded()))
        )


def _form(slug: str) -> LeadForm:
    return db.session.scalars(select(LeadForm).where(LeadForm.slug == slug.lower(), LeadForm.is_active)).one_or_none() or abort(404)


def _embedded() -> bool:
    return request.args.get("embed") == "1"


def _state_of(token: str, slug: str) -> TokenState:
    """Under whichever key of ours the page was shown."""
    told = (read_form_token(token, slug, now=clock.now(), key=key) for key in keys_for(FORM_KEY))
    return next((state for state in told if state is not TokenState.FORGED), TokenState.FORGED)


def _framed(row: LeadForm, answer: Response) -> Response:
    """Which websites may show it, and whose script may run in it."""
    answer.headers["Content-Security-Policy"] = policy_of(row)
    if row.origins:
        answer.headers["X-Frame-Options"] = ""  # it knows no list of websites; the policy above does
    return answer
