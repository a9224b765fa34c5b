"""Expected guests as a list, and the page of one invitation."""

from __future__ import annotations

from typing import Any

from flask import redirect, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.access.permissions import Permission
from app.actions.visits.cancel import cancel_visit
from app.actions.visits.change import change_visit
from app.actions.visits.invite import invite_guests
from app.models import Visit
from app.web.actor import current_actor
from app.web.model_view import FoyerModelView, ScopedInterface, action
from app.web.place import chosen_location, location_choices
from app.web.refusals import attempt
from app.web.routes import ACTIONS, READ
from views.base.day_filters import DAY_FILTERS
from views.base.links import linked
from views.base.record import RecordPage
from views.base.verb_page import VerbPage
from views.desk.visit_forms import change_form, changed, invitation, invite_form, invited_said


class ExpectedGuestView(RecordPage, VerbPage, FoyerModelView):
    """Invited by the desk for anybody, and by members for themselves at /my/guests."""

    datamodel = ScopedInterface(Visit)
    route_base = "/visits"
    include_route_methods = READ | ACTIONS | {"invite", "change_page"}
    method_permission_name = dict.fromkeys(("invite", "edit_visit", "change_page", "cancel"), "write")
    singular = _("expected guest")
    list_title = _("Expected guests")
    add_label = _("Invite guests")
    list_columns = ["expected_at", "name", "company", "host", "location", "status"]
    export_columns = (
        "expected_at",
        "until_at",
        "name",
        "company",
        "email",
        "host",
        "location",
        "status",
        "note",
        "invited_by",
        "created_at",
    )
    search_columns = ["name", "company", "email", "host", "location", "status", "expected_at"]
    more_filters = {"expected_at": DAY_FILTERS}
    quick_search = "name"
    quick_columns = ("name", "company", "email")
    quick_label = _("name, company or mail")
    base_order = ("expected_at", "desc")
    exportable = True
    show_columns = ["expected_at", "until_at", "location", "host", "email", "company", "note", "invited_by", "created_at"]
    label_columns = {
        "expected_at": _("Expected"), "until_at": _("Until"), "host": _("Host"), "invited_by": _("Invited by"), "email": _("Mail"), "note": _("Note for the guest"),
    }  # fmt: skip
    formatters_columns = linked("location", "host")
    untold = frozenset({"pass_key", "secret_hash", "request_key", "email_key"})
    empty_title = _("Nobody is expected.")
    empty_text = _("Who is invited gets a pass by mail, and is in with one tap.")
    empty_icon = "user-plus"
    primary_action = "edit_visit"

    def url(self, method: str, **values: Any) -> str:
        """Inviting is a page of its own: several people, on several days."""
        if method != "add":
            return str(super().url(method, **values))
        return url_for("ExpectedGuestView.invite") if current_actor().may(Permission.VISIT_WRITE) else ""

    def may_act(self, name: str, row: Visit) -> bool:
        return Visit.moves.may(row, "cancel")

    def status_of(self, row: Visit) -> str:
        return str(row.status.value)

    @expose("/invite", methods=("GET", "POST"))
    @has_access
    def invite(self) -> Any:
        places = location_choices()
        form = invite_form([(each.id, each.name) for each in places], view=ExpectedGuestView)
        if not form.is_submitted() and (here := chosen_location()):
            form.location_id.data = here
        made: list[Any] = []
        if form.validate_on_submit() and attempt(form, lambda: made.extend(invite_guests(**invitation(form), by=current_actor()))):
            return self._invited(made)
        return self.render_template(
            "screens/one_form.html",
            title=gettext("Invite guests"),
            form=form,
            back=url_for("ExpectedGuestView.list"),
            button=gettext("Invite"),
        )

    def _invited(self, made: list[Visit]) -> Any:
        invited_said(made)
        if len(made) == 1:
            return redirect(url_for("ExpectedGuestView.show", pk=made[0].id))
        return redirect(url_for("ExpectedGuestView.list"))

    @action("edit_visit", _("Change"), icon="edit", multiple=False)
    def edit_visit(self, row: Visit) -> Any:
        return redirect(url_for("ExpectedGuestView.change_page", pk=row.id))

    @expose("/change/<pk>", methods=("GET", "POST"))
    @has_access
    def change_page(self, pk: str) -> Any:
        row = self.one(pk)
        form = change_form(row, [(each.id, each.name) for each in location_choices()], view=ExpectedGuestView)
        return self.verb_page(
            row,
            form,
            title=gettext("Change"),
            hint=gettext("Who has a mail address is told when the time, the place or the host is another one."),
            act=lambda: change_visit(row.id, **changed(form, row), by=current_actor()),
            done=gettext("Changed."),
        )

    @action("cancel", _("Cancel the visit"), _("The guest is told by mail, and the pass opens nothing any more. Go on?"), icon="ban")
    def cancel(self, rows: Any) -> Any:
        return self.each(rows, cancel_visit, done=gettext("%(count)d cancelled."))
