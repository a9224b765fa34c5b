"""Templates: the words of proposals, contracts and mails to leads, with a preview on a real opportunity."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.actions.templates.change import change_template
from app.actions.templates.check import check_text
from app.actions.templates.create import create_template
from app.actions.templates.remove import remove_template
from app.core.errors import FoyerError
from app.models import Template
from app.models.template import TemplateKind
from app.queries.papers.template_preview import filled_template, opportunities_for
from app.rules.paper_text import blocks
from app.rules.placeholders import KNOWN
from app.web.actor import current_actor
from app.web.interface import key_of
from app.web.model_view import FoyerModelView, ScopedInterface
from app.web.routes import READ, WRITE
from views.base.by_actions import ByActions
from views.base.links import linked
from views.papers.forms import BodyField
from views.papers.placeholder_words import meaning_of

HINT = _("An empty line begins a paragraph, # a heading, - a point of a list. Placeholders are filled in for each person.")
PREVIEW = "screens/papers/template_preview.html"


class TemplateView(ByActions, FoyerModelView):
    datamodel = ScopedInterface(Template)
    class_permission_name = "Template"
    route_base = "/templates"
    include_route_methods = READ | WRITE | {"preview"}
    method_permission_name = {"preview": "read"}
    singular = _("template")
    list_title = _("Templates")
    list_columns = ["name", "kind", "location", "language", "is_active"]
    search_columns = ["name", "kind", "location", "language", "is_active"]
    quick_search = "name"
    base_order = ("name", "asc")
    label_columns = {"is_active": _("In use"), "body": _("Text"), "kind": _("For")}
    description_columns = {"location": _("Empty: for every location that has none of its own."), "language": _("Two letters, such as en.")}
    add_columns = edit_columns = ["kind", "name", "location", "language", "subject", "body", "is_active"]
    show_columns = ["kind", "name", "location", "language", "subject", "is_active", "body"]
    add_form_extra_fields = edit_form_extra_fields = {"body": BodyField(_("Text"), description=HINT)}
    formatters_columns = {"location": lambda place: linked("location")["location"](place) or gettext("Every location")}
    empty_text = _("Without a template, proposals and contracts begin with plain words that can be changed in each.")
    empty_icon = "forms"
    create_with, change_with, remove_with = create_template, change_template, remove_template

    effect_title = _("How it reads")

    def effect_url(self, row: Any = None) -> str:
        return url_for("TemplateView.preview")

    @expose("/preview", methods=("POST",))
    @has_access
    def preview(self) -> Any:
        """A fragment beside the form: the placeholders, and the text filled in for the opportunity that is chosen."""
        kind = request.form.get("kind", "")
        if kind not in KNOWN:
            return render_template(PREVIEW, names=[], refusal="", found=None)
        names = [(name, meaning_of(name)) for name in KNOWN[kind]]
        by, session = current_actor(), self.datamodel.session
        offered = opportunities_for(session, key_of(request.form.get("location")), by=by)
        wanted = key_of(request.form.get("preview_of"))
        chosen = next((each for each in offered if each.id == wanted), offered[0] if offered else None)
        subject, body = (request.form.get(name, "").replace("\x00", "") for name in ("subject", "body"))
        try:
            for field, text in (("subject", subject), ("body", body)):
                check_text(kind, text, field=field)
        except FoyerError as refusal:
            return render_template(PREVIEW, names=names, refusal=refusal.message, found=None)
        found = filled_template(session, TemplateKind(kind), subject, body, chosen) if chosen is not None else None
        told = blocks(found.body) if found is not None else []
        return render_template(PREVIEW, names=names, refusal="", found=found, blocks=told, offered=offered, chosen=chosen)
