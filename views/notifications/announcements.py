"""Announcements: what members of a location, or of all, find on their start page."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from markupsafe import Markup
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from app.actions.announcements.write import LONGEST, change_announcement, remove_announcement, write_announcement
from app.models import Announcement
from app.queries.announcements import reach
from app.rules.light_markup import as_html
from app.web.forms import tidy
from app.web.model_view import FoyerModelView
from views.base.by_actions import ByActions
from views.base.links import linked
from views.base.record import RecordPage, Stat
from views.base.said import filled


def as_markup(text: str, row: Any = None) -> Markup:
    """As members read it."""
    return Markup('<div class="comment-text">{}</div>').format(Markup(as_html(text)))  # noqa: S704 - it escapes everything that is not its own


class AnnouncementView(ByActions, RecordPage, FoyerModelView):
    datamodel = filled(Announcement, "starts_on", "ends_on")
    class_permission_name = "Announcement"
    route_base = "/announcements"
    singular = _("announcement")
    list_title = _("Announcements")
    list_columns = ["title", "location", "starts_on", "ends_on", "is_pinned"]
    search_columns = ["title", "body", "location", "starts_on", "ends_on", "is_pinned"]
    quick_search = "title"
    base_order = ("starts_on", "desc")
    show_columns = ["body", "location", "starts_on", "ends_on", "is_pinned", "written_by"]
    add_columns = edit_columns = ["title", "body", "location", "starts_on", "ends_on", "is_pinned"]
    add_form_extra_fields = edit_form_extra_fields = {
        "body": TextAreaField(
            _("Text"),
            filters=[tidy],
            validators=[InputRequired(_("Write the text.")), Length(max=LONGEST)],
            description=_("**bold**, *italic*, lists that begin with a dash, and addresses that begin with https."),
            render_kw={"rows": 8},
        ),
    }
    label_columns = {
        "is_pinned": _("Pinned"),
        "body": _("Text"),
        "starts_on": _("From"),
        "ends_on": _("Until"),
        "written_by": _("Written by"),
    }
    description_columns = {
        "location": _("Empty: members of every location."),
        "starts_on": _("Empty: from today."),
        "ends_on": _("Empty: for two weeks."),
        "is_pinned": _("Stands above the others."),
    }
    formatters_columns = {"body": as_markup} | linked("location")
    empty_title = _("Nothing is announced.")
    empty_text = _("What members of a location should know stands on their start page until they put it away or its last day is over.")
    empty_icon = "bell"
    create_with, change_with, remove_with = write_announcement, change_announcement, remove_announcement

    def create(self, asked: Any) -> Announcement:
        row: Announcement = self.made(super().create(asked))
        return row

    def stats(self, row: Announcement) -> list[Stat]:
        found = reach(self.datamodel.session, row)
        return [
            Stat(gettext("Members"), found.members, hint=gettext("for whom it is, as of today")),
            Stat(gettext("Had it on the page"), found.seen),
            Stat(gettext("Put it away"), found.dismissed),
        ]
