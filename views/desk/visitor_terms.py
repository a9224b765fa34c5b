"""Terms for visitors: what guests agree to at the door, version by version; published texts stay as they are."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _
from markupsafe import Markup
from wtforms import BooleanField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length

from app.actions.visitor_terms.publish import LONGEST, publish_terms
from app.models import VisitorTerms
from app.translation import VISITOR_LANGUAGES
from app.web.forms import tidy
from app.web.model_view import FoyerModelView, ScopedInterface
from views.base.by_actions import ByActions


def as_text(text: str, row: Any = None) -> Markup:
    return Markup('<div class="portal-lines">{}</div>').format(text)


class VisitorTermsView(ByActions, FoyerModelView):
    datamodel = ScopedInterface(VisitorTerms)
    class_permission_name = "VisitorTerms"
    route_base = "/visitor-terms"
    include_route_methods = {"list", "show", "add"}
    singular = _("terms for visitors")
    list_title = _("Terms for visitors")
    list_columns = ["version", "language", "published_at", "published_by"]
    search_columns = ["version", "language", "text", "published_at"]
    quick_search = "text"
    base_order = ("version", "desc")
    show_columns = ["version", "language", "published_at", "published_by", "text"]
    add_columns = ["language", "text", "is_new"]
    add_form_extra_fields = {
        "language": SelectField(_("Language"), choices=list(VISITOR_LANGUAGES.items())),
        "text": TextAreaField(
            _("Text"), filters=[tidy], validators=[InputRequired(_("Write the terms.")), Length(max=LONGEST)], render_kw={"rows": 14}
        ),
        "is_new": BooleanField(
            _("A new version"),
            default=True,
            description=_("Every guest is asked to agree again. Without this it is the present version in another language."),
        ),
    }
    label_columns = {"published_at": _("Published"), "published_by": _("Published by")}
    formatters_columns = {"text": as_text}
    empty_title = _("Guests are not asked to agree to anything.")
    empty_text = _("Write what visitors agree to: house rules, data, pictures. Each version is kept, with who agreed to it and when.")
    empty_icon = "file-text"
    create_with = publish_terms
