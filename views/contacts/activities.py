"""What becomes of a planned meeting or visit: changed, held, or called off."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _
from sqlalchemy import select
from wtforms.fields.choices import SelectChoice

from app.access.scope import narrowed
from app.actions.activities.cancel import cancel_meeting
from app.actions.activities.change import change_meeting
from app.actions.activities.hold import hold_meeting
from app.models import Activity
from app.web.actor import current_actor
from app.web.refusals import attempt
from app.web.safe_next import safe_next
from views.base.screen import Screen
from views.contacts.forms import MeetingForm, OutcomeForm, WhyForm
from views.contacts.verbs import choices_of


class ActivityView(Screen):
    """/activities/<activity>/change, /held and /cancel."""

    route_base = "/activities"
    default_view = "change"
    class_permission_name = "Contact"
    method_permission_name = dict.fromkeys(("change", "held", "cancel"), "write")

    @expose("/<int:activity_id>/change", methods=("GET", "POST"))
    @has_access
    def change(self, activity_id: int) -> Any:
        activity, form, by = self.activity(activity_id), MeetingForm(), current_actor()
        choices_of(form, self.session, activity.location, by)
        del form.room, form.kind
        if activity.host_id is not None and activity.host_id not in {each.value for each in form.host.choices}:
            form.host.choices = [SelectChoice(activity.host_id, str(activity.host)), *form.host.choices]
        if request.method == "GET":
            form.filled_from(activity)

        def act() -> Any:
            said = {name: form[name].data for name in ("subject", "minutes", "place", "text", "invites")}
            return change_meeting(
                activity.id, **said, starts_at=form.instant(activity.location.zone), host_id=form.host.data or None, by=by
            )

        return self._ask(activity, form, _("Change %(meeting)s", meeting=str(activity)), act, _("Changed: whoever is invited hears of it."))

    @expose("/<int:activity_id>/held", methods=("GET", "POST"))
    @has_access
    def held(self, activity_id: int) -> Any:
        activity, form = self.activity(activity_id), OutcomeForm()
        return self._ask(
            activity,
            form,
            _("%(meeting)s was held", meeting=str(activity)),
            lambda: hold_meeting(activity.id, outcome=form.outcome.data or "", by=current_actor()),
            _("Noted."),
        )

    @expose("/<int:activity_id>/cancel", methods=("GET", "POST"))
    @has_access
    def cancel(self, activity_id: int) -> Any:
        activity, form = self.activity(activity_id), WhyForm()
        return self._ask(
            activity,
            form,
            _("Call %(meeting)s off", meeting=str(activity)),
            lambda: cancel_meeting(activity.id, reason=form.reason.data or "", by=current_actor()),
            _("Called off: whoever was invited hears of it."),
        )

    def _ask(self, activity: Activity, form: Any, title: str, act: Callable[[], Any], done: str) -> Any:
        page = url_for("ContactView.show", pk=activity.contact_id)
        if request.method == "GET":
            form.back.data = request.args.get("back", "")
        back = safe_next(form.back.data, page)
        if request.method == "POST" and form.validate() and attempt(form, act):
            flash(done, "success")
            return redirect(back)
        crumbs = [(_("Contacts"), url_for("ContactView.list")), (activity.contact.name, page)]
        return self.render_template(
            "screens/verb.html",
            title=title,
            crumbs=crumbs,
            form=form,
            back=back,
            effect="",
            effect_title="",
            back_label="",
            facts=[activity.place, str(activity.location)],
        )

    def activity(self, activity_id: int) -> Activity:
        query = select(Activity).where(Activity.id == activity_id)
        found: Activity | None = self.session.scalars(narrowed(query, current_actor(), Activity)).one_or_none()
        return found or abort(404)
