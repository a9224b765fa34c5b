"""Saved answers: what the desk says often."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _

from app.actions.network import require_whole_network
from app.models import SavedAnswer
from app.web.actor import current_actor
from app.web.model_view import FoyerModelView, ScopedInterface
from app.work import transaction


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

    def create(self, form: Any) -> Any:
        with transaction(by=current_actor()):
            row = super().create(form)
            _require_reach(row)
        return row

    def change(self, row: SavedAnswer, form: Any) -> Any:
        """Neither one for every location is changed, nor becomes one, by who works only at some."""
        with transaction(by=current_actor()):
            _require_reach(row)
            super().change(row, form)
            _require_reach(row)
        return row

    def remove(self, row: SavedAnswer) -> None:
        with transaction(by=current_actor()):
            _require_reach(row)
            super().remove(row)


def _require_reach(row: SavedAnswer) -> None:
    if row.location_id is None:
        require_whole_network(current_actor())
