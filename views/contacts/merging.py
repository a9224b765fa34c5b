"""Merging: two contacts that are one person; what goes where is shown before it is done."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.forms import DynamicForm
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _

from app.actions.contacts.merge import merge_contacts
from app.core.errors import FoyerError
from app.models import Contact
from app.queries.contacts.merge_preview import merge_preview
from app.web.actor import current_actor
from app.web.filters import LONGEST
from app.web.lookup import matching

CHOICES = 20


class Merging:
    """GET /contacts/merge/<kept>?with=<gone> shows it, POST does it; without `with` it asks for the other one, ?q= searches."""

    VERBS = {"merge": "merge"}

    @expose("/merge/<pk>", methods=("GET", "POST"))
    @has_access
    def merge(self: Any, pk: str) -> Any:
        kept, other = self.one(pk), request.args.get("with", "")
        if kept.merged_into_id is not None:
            return redirect(url_for(".show", pk=kept.merged_into_id))
        crumbs = [(self.list_title, self.url("list")), (kept.name, url_for(".show", pk=kept.id))]
        if not other:
            return self.render_template(
                "screens/contacts/merge_with.html",
                title=_("Merge %(name)s with", name=kept.name),
                crumbs=crumbs,
                row=kept,
                found=self._others(kept),
            )
        gone = self.one(other)
        if gone.id == kept.id or gone.merged_into_id is not None:
            abort(404)
        if request.method == "POST":
            try:
                merge_contacts(kept.id, gone.id, by=current_actor())
            except FoyerError as refusal:
                flash(refusal.message, "warning")
            else:
                flash(_("%(gone)s is one with %(kept)s now.", gone=gone.name, kept=kept.name), "success")
            return redirect(url_for(".show", pk=kept.id))
        preview = merge_preview(self.datamodel.session, kept, gone)
        return self.render_template(
            "screens/contacts/merge.html",
            title=_("Merge two contacts"),
            crumbs=crumbs,
            kept=kept,
            gone=gone,
            preview=preview,
            form=DynamicForm(),
        )

    def _others(self: Any, kept: Contact) -> list[Contact]:
        """By name or address, among those that the actor may see."""
        search = request.args.get("q", "")[:LONGEST]
        query = self.datamodel.scoped(self.datamodel.session.query(Contact)).filter(Contact.id != kept.id, Contact.merged_into_id.is_(None))
        return list(matching(query, Contact, search).limit(CHOICES)) if search.strip() else []
