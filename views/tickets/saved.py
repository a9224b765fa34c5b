"""Saved answers: what the desk says often."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.models import SavedAnswer
from app.web.model_view import FoyerModelView, ScopedInterface


class SavedAnswerView(FoyerModelView):
    datamodel = ScopedInterface(SavedAnswer)
    route_base = "/saved-answers"
    class_permission_name = "Ticket"
    list_title = _("Saved answers")
    list_columns = ["name", "location", "text"]
    add_columns = ["name", "location", "text"]
    edit_columns = add_columns
    show_columns = add_columns
    search_columns = ["name", "location", "text"]
    base_order = ("name", "asc")
    label_columns = {"text": _("Words")}
    description_columns = {"location": _("Empty: for every location.")}
    empty_text = _("Words that you say often. They are chosen on a ticket, and changed before they are sent.")
