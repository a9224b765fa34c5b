"""The lines of a draft: a form for each, with the first invoice beside it as it is filled in."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _

from app.actions.papers.lines import add_line, change_line, remove_line
from app.core.clock import today
from app.core.errors import FoyerError
from app.core.month import Month
from app.models import Paper, PaperLine
from app.models.paper import PaperStatus
from app.queries.papers.view import paper_view
from app.web.actor import current_actor
from app.work import rehearsal
from views.base.said import said
from views.base.screen import asked_number
from views.papers.forms import line_form
from views.papers.line import PaperLineView
from views.papers.words import explained_lines

EFFECT = "screens/papers/effect.html"


class PaperLines:
    """Mixed in before VerbPage."""

    def _line(self, row: Paper) -> PaperLine | None:
        """The line that the address names; None for a new one."""
        wanted = asked_number("line", 10**9)
        return next((line for line in row.lines if line.id == wanted), None) or abort(404) if wanted else None

    def _save(self, row: Paper, line: PaperLine | None, form: Any) -> PaperLine:
        if line is None:
            return add_line(row.id, **said(form), by=current_actor())
        return change_line(line.id, **said(form), by=current_actor())

    @expose("/line/<pk>", methods=("GET", "POST"))
    @has_access
    def line_page(self: Any, pk: str) -> Any:
        row = self.one(pk)
        if row.status is not PaperStatus.DRAFT:
            return redirect(url_for(f"{self.endpoint}.show", pk=row.id))
        line = self._line(row)
        form = line_form(PaperLineView, line)
        if request.method == "GET" and line is None:
            lead, day = row.opportunity.lead, today(row.location.zone)
            form.places.data = lead.places or 1
            form.starts_on.data = max(day, lead.wanted_on) if lead.wanted_on else Month.of(day).next.first
        return self.verb_page(
            row,
            form,
            title=_("Change a line") if line is not None else _("Add a line"),
            act=lambda: self._save(row, line, form),
            done=_("Saved."),
            effect=url_for(f"{self.endpoint}.effect", pk=row.id, line=line.id if line is not None else None),
            effect_title=_("The first invoice"),
        )

    @expose("/effect/<pk>", methods=("POST",))
    @has_access
    def effect(self: Any, pk: str) -> Any:
        """The figures with the line as the form has it: done, priced and undone."""
        row = self.one(pk)
        line = self._line(row)
        form = line_form(PaperLineView, line)
        if not form.validate():
            return render_template(EFFECT, refusal=_("Fill in the form to see it."))
        try:
            with rehearsal(by=current_actor()) as work:
                self._save(row, line, form)
                view = paper_view(work.session, row)
                told = explained_lines(view)
        except FoyerError as refusal:
            return render_template(EFFECT, refusal=refusal.message)
        return render_template(EFFECT, refusal="", view=view, told=told)

    @expose("/take-line/<pk>", methods=("POST",))
    @has_access
    def take_line(self: Any, pk: str) -> Any:
        """Take a line away."""
        row = self.one(pk)
        line = self._line(row) or abort(404)
        try:
            remove_line(line.id, by=current_actor())
        except FoyerError as refusal:
            flash(refusal.message, "warning")
        else:
            flash(_("The line is gone."), "success")
        return redirect(url_for(f"{self.endpoint}.show", pk=row.id))
