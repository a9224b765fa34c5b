"""Help: our words with what they mean, and the keys that save hands a way."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, url_for
from flask_appbuilder.baseviews import BaseView, expose
from flask_babel import gettext as _
from flask_login import current_user

from app.web.actor import current_actor
from views.help.glossary import GLOSSARY


class HelpView(BaseView):  # type: ignore[misc]
    """GET /help/, for staff."""

    route_base = "/help"
    default_view = "page"
    base_permissions: list[str] = []

    @expose("/")
    def page(self) -> Any:
        if not current_user.is_authenticated:
            return redirect(url_for("SignInView.login"))
        if not current_actor().is_staff:
            abort(403)
        return self.render_template(
            "screens/help.html", title=_("Words and keys"), words=sorted(GLOSSARY, key=lambda word: str(word.word).lower())
        )
