"""My data: everything that Foyer knows about whoever is signed in, as a file, after asking who it is once more."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.utils.limit import Limit
from flask_babel import gettext as _

from app.actions.privacy.export import ask_own_export, fetch_export
from app.core.errors import Missing
from app.queries.personal.exports import exports_asked
from app.web.limits import a_person
from app.web.refusals import attempt
from views.base.export_words import told
from views.portal.access import PresentForm
from views.portal.mine import Mine


class MyDataView(Mine):
    """/my/data. An export is fetched here by who asked for it, staff as well, and found by nobody else."""

    route_base = "/my/data"
    default_view = "show"
    limits = [Limit("20 per hour", key_func=a_person, methods=("POST",))]

    @expose("/", methods=("GET", "POST"))
    def show(self) -> Any:
        by, form = self.by(), PresentForm()
        if (
            request.method == "POST"
            and form.validate()
            and attempt(form, lambda: ask_own_export(present_password=form.present.data, by=by))
        ):
            flash(_("It is being made. Come back in a minute."), "success")
            return redirect(url_for("MyDataView.show"))
        return self.render_template("screens/my_data.html", title=_("My data"), form=form, **self._standing())

    @expose("/progress")
    def progress(self) -> Any:
        return render_template("screens/exports.html", **self._standing())

    @expose("/<public_id>.zip")
    def fetch(self, public_id: str) -> Any:
        by = self.by()
        try:
            row, content = fetch_export(uuid.UUID(public_id), by=by)
        except (Missing, ValueError):
            abort(404)
        answer = Response(content, mimetype="application/zip")
        answer.headers["Content-Disposition"] = f'attachment; filename="personal-data-{row.created_at:%Y-%m-%d}.zip"'
        answer.headers["Cache-Control"] = "no-store"
        return answer

    def _standing(self) -> dict[str, Any]:
        """The exports about oneself that one asked for."""
        me = self.me()
        exports = [told(row) for row in exports_asked(self.session, asked_by_id=me.id, user_id=me.id)]
        return {"exports": exports, "moves": any(each["moves"] for each in exports), "address": url_for("MyDataView.progress")}
