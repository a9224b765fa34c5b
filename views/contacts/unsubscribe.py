"""/unsubscribe/<token>: no more mails of the sales team, with one click and without a sign-in (RFC 8058)."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template
from flask_appbuilder.baseviews import BaseView, expose
from flask_appbuilder.utils.limit import Limit
from flask_babel import gettext as _
from flask_limiter.util import get_remote_address

from app.access.unsubscribe_links import unsubscribed
from app.actions.contacts.peace import unsubscribe


class UnsubscribeView(BaseView):  # type: ignore[misc]
    """GET asks, because scanners of mail follow links; POST does it, for mail programs and for the button, and needs no token of a form."""

    route_base = "/unsubscribe"
    default_view = "ask"
    base_permissions: list[str] = []
    limits = [Limit("60 per 5 minutes", key_func=get_remote_address)]

    @expose("/<token>", methods=("GET",))
    def ask(self, token: str) -> Any:
        if unsubscribed(token) is None:
            abort(404)
        return render_template("screens/contacts/unsubscribe.html", title=_("No more mails?"), done=False)

    @expose("/<token>", methods=("POST",))
    def stop(self, token: str) -> Any:
        """Answers alike however often it is asked."""
        unsubscribe(unsubscribed(token) or abort(404))
        return render_template("screens/contacts/unsubscribe.html", title=_("You will hear no more of us"), done=True)
