"""VerbPage: a small form that asks what a verb needs, and does it on one record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, request, url_for

from app.web.refusals import attempt, is_stale


class VerbPage:
    """Mixed in before FoyerModelView."""

    def verb_page(
        self: Any,
        row: Any,
        form: Any,
        *,
        title: str,
        act: Callable[[], Any],
        done: str,
        hint: str = "",
        effect: str = "",
        effect_title: str = "",
        back_label: str = "",
        version: Callable[[], str] | None = None,
    ) -> Any:
        """The form, or after a good one the record that `act` returns, if it returns another one. `effect` says beside it what it will do; `version` is of what the page
        shows, where that is more than the row."""
        made: list[Any] = []
        if request.method == "POST" and form.validate() and attempt(form, lambda: made.append(act())):
            flash(done, "success")
            target = made[0] if isinstance(made[0], type(row)) else row
            return redirect(url_for(f"{self.endpoint}.show", pk=target.id))
        if "version" in form and (request.method == "GET" or is_stale(form)):
            form.version.data = version() if version is not None else row.version
        back = url_for(f"{self.endpoint}.show", pk=row.id)
        crumbs = [(self.list_title, self.url("list")), (self.title_of(row), back)]
        return self.render_template(
            "screens/verb.html",
            title=title,
            subtitle=hint,
            form=form,
            back=back,
            crumbs=crumbs,
            effect=effect,
            effect_title=effect_title,
            back_label=back_label,
            facts=self.facts(row),
        )
