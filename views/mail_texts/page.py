"""Mails: a list of all that Foyer writes, and for each a page on which its words are changed, by location and language."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from flask import abort, flash, redirect, render_template, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _

from app.access.permissions import Permission
from app.actions.mail_texts.place import NONE, TextPlace, require_known
from app.actions.mail_texts.restore import restore_mail_text
from app.actions.mail_texts.send_trial import send_trial
from app.actions.mail_texts.write import write_mail_text
from app.core.errors import FoyerError, Missing, Refused, Stale
from app.queries.mail_texts.chosen import faults_of
from app.queries.mail_texts.titles import TOLD, VARIANTS
from app.queries.mail_texts.written import rewritten, text_at, written
from app.rules.mail_catalogue import MAILS
from app.translation import SPOKEN
from app.web.actor import current_actor
from app.web.interface import key_of
from app.web.present_password import password_said
from views.base.screen import Screen
from views.mail_texts.shown import begun, framed, placeholders, places_for, previewed, sample_of
from views.mail_texts.words import GROUPS


class MailTextView(Screen):
    """GET /mail-texts/ and /mail-texts/<mail>/; POST saves, goes back to the text behind it, or sends a test to whoever asks."""

    route_base = "/mail-texts"
    default_view = "list"
    class_permission_name = "MailText"
    method_permission_name = {"list": "read", "show": "read", "preview": "read", "put": "write"}

    @expose("/")
    @has_access
    def list(self) -> Any:
        by = current_actor()
        rows = written(self.session, by=by)
        own = {mail: [each for each in rows if each.mail == mail] for mail in MAILS}
        return self.render_template(
            "screens/mails/list.html",
            title=_("Mails"),
            groups=GROUPS,
            told=TOLD,
            variants=VARIANTS,
            own=own,
            broken={each.id for each in rows if faults_of(each)},
        )

    @expose("/<mail>/")
    @has_access
    def show(self, mail: str) -> Any:
        place = self._place(mail, request.args)
        return self._drawn(place)

    @expose("/<mail>/preview", methods=("POST",))
    @has_access
    def preview(self, mail: str) -> Any:
        """A fragment: the mail as it would go, or why it would not."""
        place = self._place(mail, request.form)
        content = sample_of(self.session, place, places_for(self.session, current_actor()))
        try:
            found = previewed(place, content, *_typed())
        except Refused as refusal:
            return render_template("screens/mails/preview.html", refusal=refusal.message, mail=None)
        return render_template("screens/mails/preview.html", refusal="", mail=found, framed=framed(found.html))

    @expose("/<mail>/", methods=("POST",))
    @has_access
    def put(self, mail: str) -> Any:
        """`verb` says what; a refusal leaves on the page what was typed."""
        place, by, verb = self._place(mail, request.form), current_actor(), request.form.get("verb")
        subject, body = _typed()
        seen = request.form.get("seen", "")
        if verb != "test":  # a text may say where to pay
            password_said()
        try:
            if verb == "restore":
                restore_mail_text(place, seen=seen, by=by)
                behind = begun(self.session, place, sample_of(self.session, place, places_for(self.session, by)))
                flash(_("Back to %(source)s: it goes out from now on.", source=behind.source), "success")
            elif verb == "test":
                found = previewed(place, sample_of(self.session, place, places_for(self.session, by)), subject, body)
                sent = send_trial(place, subject=found.subject, text=found.text, html=found.html, key=request.form.get("key", ""), by=by)
                return self._drawn(place, typed=(subject, body), done=_("A test is on its way to %(address)s.", address=sent.address))
            else:
                write_mail_text(place, subject=subject, body=body, seen=seen, by=by)
                flash(_("Saved. Mails that go out from now on say this."), "success")
        except Missing:
            abort(404)
        except FoyerError as refusal:
            self.session.rollback()
            return self._drawn(place, typed=(subject, body), refusal=refusal)
        return redirect(url_for(".show", mail=mail, **_address(place)))

    def _drawn(self, place: TextPlace, *, typed: tuple[str, str] | None = None, refusal: FoyerError | None = None, done: str = "") -> Any:
        by, places = current_actor(), places_for(self.session, current_actor())
        row = text_at(self.session, *place)
        content = sample_of(self.session, place, places)
        behind = begun(self.session, place, content)
        there = (row.subject, row.body) if row is not None else (behind.subject, behind.body)
        return self.render_template(
            "screens/mails/edit.html",
            title=TOLD[place.mail].title,
            crumbs=[(_("Mails"), url_for(".list"))],
            facts=[TOLD[place.mail].when, _("To: %(who)s", who=TOLD[place.mail].reader)],
            place=place,
            places=places,
            languages={code: each.name for code, each in SPOKEN.items()},
            variants=VARIANTS.get(place.mail, {}),
            address=_address,
            row=row,
            source=behind.source,
            seen=row.version if row is not None else NONE,
            key=uuid4().hex,
            subject=(typed or there)[0],
            body=(typed or there)[1],
            theirs=there if isinstance(refusal, Stale) else None,
            refusal=refusal,
            done=done,
            broken=bool(row is not None and faults_of(row)),
            placeholders=placeholders(place, content),
            history=rewritten(self.session, place.mail, place.variant, place.location_id),
            may_write=by.may(Permission.MAIL_TEXT_WRITE) and (place.location_id is not None or by.location_ids is None),
        )

    def _place(self, mail: str, given: Any) -> TextPlace:
        """Raises Missing as require_known does; without a word for it the variant is the first."""
        location_id = key_of(given.get("location"))
        if mail not in MAILS or (given.get("location") and location_id is None):
            abort(404)
        place = TextPlace(mail, given.get("variant", MAILS[mail].variants[0]), location_id, given.get("language", ""))
        require_known(self.session, place, by=current_actor())
        return place


def _typed() -> tuple[str, str]:
    subject, body = (request.form.get(name, "").replace("\x00", "").replace("\r\n", "\n") for name in ("subject", "body"))
    return subject, body


def _address(place: TextPlace, **other: Any) -> dict[str, Any]:
    """The words of the address that lead to this place, or to one that differs from it."""
    said = {"variant": place.variant, "location": place.location_id, "language": place.language} | other
    return {name: value for name, value in said.items() if value}
