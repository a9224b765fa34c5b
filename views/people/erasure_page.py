"""ErasurePage: the dry run of an erasure, the erasure itself and its receipt, for people who have no account."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _

from app.actions.privacy.try_again import try_again
from app.models import Erasure
from app.web.actor import current_actor
from app.web.interface import ScopedInterface
from app.web.refusals import attempt
from views.base.screen import Screen
from views.people.personal_data import ErasureForm, erasure_told, visits_said


class ErasurePage(Screen):
    """Also when the row is gone and only the receipt is left. Subclasses name the model and what erases one of it."""

    class_permission_name = "User"
    model: Any
    export_view = ""

    def erasure_of(self, pk: int) -> Erasure | None:
        raise NotImplementedError

    def plan_of(self, row: Any) -> Any:
        raise NotImplementedError

    def begin(self, pk: int, typed: str) -> Any:
        raise NotImplementedError

    def words(self, row: Any, pk: int) -> tuple[str, list[tuple[str, str]]]:
        """Title and crumbs; `row` is None once it is gone."""
        raise NotImplementedError

    @expose("/<int:pk>")
    @has_access
    def show(self, pk: int) -> Any:
        return self._page(pk, ErasureForm())

    @expose("/<int:pk>/progress")
    @has_access
    def progress(self, pk: int) -> Any:
        """The erasure, asked for while it moves."""
        return render_template("screens/personal_data_progress.html", **self._standing(pk, self._erasure(pk) or abort(404)))

    @expose("/<int:pk>/erase", methods=("POST",))
    @has_access
    def erase(self, pk: int) -> Any:
        form = ErasureForm()
        if form.validate() and attempt(form, lambda: self.begin(pk, form.typed.data)):
            flash(_("It has begun."), "success")
            return redirect(url_for(".show", pk=pk))
        return self._page(pk, form)

    @expose("/<int:pk>/again", methods=("POST",))
    @has_access
    def again(self, pk: int) -> Any:
        erasure = self._erasure(pk) or abort(404)
        return self.attempt(lambda: try_again(erasure.id, by=current_actor()), _("It goes on."), redirect(url_for(".show", pk=pk)))

    def _erasure(self, pk: int) -> Erasure | None:
        found = self.erasure_of(pk)
        return ScopedInterface(Erasure, self.session).get(found.id) if found is not None else None

    def _standing(self, pk: int, erasure: Erasure | None) -> dict[str, Any]:
        places = {name: url_for(f".{view}", pk=pk) for name, view in (("again", "again"), ("address", "progress"), ("erase", "erase"))}
        return erasure_told(erasure) | places | {"may_erase": True, "exports": None}

    def _page(self, pk: int, form: ErasureForm) -> Any:
        erasure = self._erasure(pk)
        row = None if erasure is not None else ScopedInterface(self.model, self.session).get(pk) or abort(404)
        title, crumbs = self.words(row, pk)
        plan = self.plan_of(row) if row is not None else None
        export = url_for(f".{self.export_view}", pk=pk) if self.export_view and row is not None else ""
        return self.render_template(
            "screens/personal_data.html",
            title=title,
            crumbs=crumbs,
            plan=plan,
            form=form,
            ticked=visits_said(),
            export=export,
            **self._standing(pk, erasure),
        )
