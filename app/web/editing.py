"""Editing: forms that keep what was typed, and what happens when they are sent."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, request
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _

from app.web.refusals import attempt, is_stale


class Editing:
    """A refusal goes to its field and the page comes back with status 200; saving leads to the record."""

    effect_title = ""  # above what `effect_url` answers

    # rows an actor may not touch although the verb is theirs
    def may_edit(self: Any, row: Any) -> bool:
        return True

    def may_delete(self: Any, row: Any) -> bool:
        return True

    def effect_url(self: Any, row: Any = None) -> str:
        """Where to ask, while a form is filled in, what saving it would do; empty where there is nothing to tell."""
        return ""

    def trimmed(self: Any, form: Any) -> Any:
        """The form without fields that this actor may not fill in."""
        return form

    def prefilled(self: Any, form: Any) -> None:
        """?_flt_0_organisation=7 on an add form chooses that organisation, if the actor may see it."""
        for name, text in request.args.items():
            column = name.removeprefix("_flt_0_")
            if column != name and column in form and self.datamodel.is_relation_many_to_one(column):
                form[column].data = self.datamodel.get_related_obj(column, text) or abort(404)

    @expose("/add", methods=("GET", "POST"))
    @has_access
    def add(self: Any) -> Any:
        form = self.trimmed(self.add_form.refresh())
        if request.method == "GET":
            self.prefilled(form)
        elif form.validate() and attempt(form, lambda: self.create(form)):
            flash(_("Saved."), "success")
            return redirect(self.get_redirect())
        return self.render_template(
            self.add_template,
            title=self.add_title,
            widgets=self._get_add_widget(form),
            effect=self.effect_url(),
            effect_title=self.effect_title,
        )

    @expose("/edit/<pk>", methods=("GET", "POST"))
    @has_access
    def edit(self: Any, pk: Any) -> Any:
        row = self.one(pk)
        if not self.may_edit(row):
            abort(403)
        form = self.trimmed(self.edit_form.refresh(row))
        form._id, title = row.id, self.title_of(row)
        if request.method == "GET":
            self.prefill_form(form, row.id)
        elif form.validate() and attempt(form, lambda: self.change(row, form)):
            flash(_("Saved."), "success")
            return redirect(self.url("show", pk=pk) or self.get_redirect())
        if is_stale(form):
            form.version.data = row.version
        crumbs = [(self.list_title, self.url("list")), (title, self.url("show", pk=pk))]
        back = self.url("show", pk=pk) or self.url("list")
        return self.render_template(
            self.edit_template,
            title=_("Edit %(name)s", name=title),
            crumbs=crumbs,
            back=back,
            widgets=self._get_edit_widget(form),
            row=row,
            effect=self.effect_url(row),
            effect_title=self.effect_title,
        )

    @expose("/delete/<pk>", methods=("POST",))
    @has_access
    def delete(self: Any, pk: Any) -> Any:
        row = self.one(pk)
        if not self.may_delete(row):
            abort(403)
        return self.removed(row)
