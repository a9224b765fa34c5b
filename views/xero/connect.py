"""Connect a company in Xero: there, back with a code, and a page that waits for what comes of it."""

from __future__ import annotations

import datetime as dt
import hmac
import secrets
from typing import Any

from flask import abort, current_app, flash, redirect, render_template, request, session, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _

from app.actions.xero.connect import keep_consent
from app.core.clock import now
from app.core.errors import FoyerError
from app.models import XeroConnection, XeroConsent
from app.queries.set_up.progress import is_open
from app.queries.xero_consent import way_to_xero
from app.web.actor import current_actor
from app.web.present_password import password_said
from views.base.screen import Screen

STATE = "xero_state"
WAY = dt.timedelta(minutes=20)  # to Xero and back


class XeroConnectView(Screen):
    """GET /xero/connect goes to Xero, GET /xero/back comes from there, GET /xero/consent/<consent> waits."""

    route_base = "/xero"
    default_view = "connect"
    class_permission_name = "Xero"
    method_permission_name = dict.fromkeys(("connect", "back_from_xero", "consent", "progress"), "write")

    @expose("/connect", methods=("GET", "POST"))
    @has_access
    def connect(self) -> Any:
        settings = current_app.extensions["settings"]
        if not way_to_xero(settings, ""):
            flash(_("Foyer has no app at Xero: set FOYER_XERO_CLIENT_ID and FOYER_XERO_CLIENT_SECRET."), "warning")
            return redirect(url_for("XeroView.books"))
        password_said()
        if request.method == "POST":  # browsers let no form of ours end at Xero, a link may
            return self.render_template("screens/xero/onward.html", title=_("Connect Xero"), crumbs=[("Xero", url_for("XeroView.books"))])
        state = secrets.token_urlsafe(24)
        session[STATE] = [state, int(now().timestamp())]
        return redirect(way_to_xero(settings, state))

    @expose("/back")
    @has_access
    def back_from_xero(self) -> Any:
        """Only who went to Xero from here comes back: a link with somebody else's code connects nothing."""
        expected, began = session.pop(STATE, None) or ("", 0)
        given = request.args.get("state", "")
        if not expected or now().timestamp() - began > WAY.total_seconds() or not hmac.compare_digest(expected.encode(), given.encode()):
            flash(_("This does not come from a connection that you began here. Connect again."), "warning")
        elif request.args.get("error"):
            flash(_("Xero was not allowed to let Foyer in."), "warning")
        else:
            try:
                kept = keep_consent(request.args.get("code", ""), by=current_actor())
                return redirect(url_for("XeroConnectView.consent", consent_id=kept.id))
            except FoyerError as refusal:
                flash(refusal.message, "warning")
        return redirect(url_for("XeroView.books"))

    @expose("/consent/<int:consent_id>")
    @has_access
    def consent(self, consent_id: int) -> Any:
        return self.render_template(
            "screens/xero/consent.html", title=_("Connect Xero"), crumbs=[("Xero", url_for("XeroView.books"))], **self._of(consent_id)
        )

    @expose("/consent/<int:consent_id>/progress")
    @has_access
    def progress(self, consent_id: int) -> Any:
        return render_template("screens/xero/consent_progress.html", **self._of(consent_id))

    def _of(self, consent_id: int) -> dict[str, Any]:
        row = self.session.get(XeroConsent, consent_id)
        if row is None or row.user_id != current_actor().id:
            abort(404)
        books = self.session.get(XeroConnection, row.xero_connection_id) if row.xero_connection_id else None
        return {"consent": row, "books": books, "sets_up": is_open(self.session)}
