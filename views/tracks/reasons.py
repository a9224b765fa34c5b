"""The reasons for which deals are lost, as a list that staff keep (C5)."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.access.permissions import Permission
from app.actions.abandon_reasons.change import change_abandon_reason
from app.actions.abandon_reasons.create import create_abandon_reason
from app.actions.abandon_reasons.remove import remove_abandon_reason
from app.models import AbandonReason
from app.web.actor import current_actor
from app.web.model_view import FoyerModelView, ScopedInterface
from views.base.by_actions import ByActions


class AbandonReasonView(ByActions, FoyerModelView):
    datamodel = ScopedInterface(AbandonReason)
    class_permission_name = "Track"
    route_base = "/abandon-reasons"
    singular = _("reason")
    list_title = _("Reasons for losing a deal")
    list_columns = ["name", "is_active"]
    search_columns = ["name", "is_active"]
    base_order = ("name", "asc")
    add_columns = edit_columns = show_columns = ["name", "is_active"]
    label_columns = {"is_active": _("In use")}
    description_columns = {"is_active": _("Out of use, it can be chosen no more; what was lost for it is still counted under its name.")}
    empty_text = _("Whoever abandons an opportunity chooses one of these.")
    create_with, change_with, remove_with = create_abandon_reason, change_abandon_reason, remove_abandon_reason

    def may_edit(self, row: AbandonReason) -> bool:
        """The list is everybody's: it takes somebody of the whole network."""
        return current_actor().location_ids is None and current_actor().may(Permission.TRACK_WRITE)

    def may_delete(self, row: AbandonReason) -> bool:
        return self.may_edit(row)
