"""Enquiries: everything that came through forms and programs, and the quarantine, from which nothing is lost (S7)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.access.permissions import Permission
from app.actions.enquiries.call_spam import call_spam
from app.actions.enquiries.rescue import rescue_enquiry
from app.models import Enquiry
from app.models.enquiry import EnquiryState
from app.web.actor import current_actor
from app.web.model_view import FoyerModelView, ScopedInterface, action
from views.base.day_filters import DAY_FILTERS
from views.base.links import linked
from views.leads.words import reasons_said


def said_reasons(_signs: str, row: Any = None) -> str:
    return "" if row is None or row.judged_at is None else reasons_said(row)


class EnquiryView(FoyerModelView):
    """Nobody types these, and nobody deletes them: the quarantine forgets them when their time is over."""

    datamodel = ScopedInterface(Enquiry)
    class_permission_name = "Lead"
    route_base = "/enquiries"
    include_route_methods = {"list", "show", "export", "action", "action_post"}
    method_permission_name = {"rescue": "screen", "spam": "screen"}
    singular = _("enquiry")
    list_title = _("Enquiries")
    list_columns = ["name", "message", "signs", "state", "received_at", "form"]
    order_columns = ["name", "email", "points", "state", "received_at"]
    search_columns = ["name", "email", "phone", "company", "message", "state", "points", "form", "location", "origin", "received_at"]
    more_filters = {"received_at": DAY_FILTERS}
    quick_search = "name"
    quick_columns = ("name", "email", "company", "message")
    quick_label = _("name, mail or words")
    base_order = ("received_at", "desc")
    exportable = True
    show_fieldsets = [
        (_("Who"), {"fields": ["name", "company", "email", "phone"]}),
        (_("What they ask for"), {"fields": ["location", "places", "wanted_on", "message", "referred_by"]}),
        (_("How it stands"), {"fields": ["state", "lead", "points", "signs", "decided_by", "judged_at"]}),
        (_("How it came"), {"fields": ["form", "origin", "received_at", "page", "source", "sender"]}),
    ]
    label_columns = {
        "email": _("Mail"), "signs": _("What speaks against it"), "received_at": _("Came"), "judged_at": _("Judged"), "sender": _("Network address"), "page": _("On the page"),
        "places": _("For how many"), "wanted_on": _("From when"), "message": _("What they wrote"), "referred_by": _("Sent by, as they said"), "origin": _("Came by"),
        "source": _("Source"), "decided_by": _("Decided by"),
    }  # fmt: skip
    formatters_columns = {**linked("location"), "signs": said_reasons}
    primary_action = "rescue"
    empty_title = _("Nothing is here.")
    empty_text = _("What people ask through your forms passes by here; what looks like spam waits for your yes or no.")
    empty_icon = "shield"

    def may_act(self, name: str, row: Enquiry) -> bool:
        verb = {"rescue": "rescue", "spam": "call_spam"}[name]
        return Enquiry.moves.may(row, verb) and current_actor().may(Permission.LEAD_SCREEN)

    @action("rescue", _("Not spam"), icon="check")
    def rescue(self, rows: Any) -> Any:
        return self.each(rows, rescue_enquiry, done=gettext("%(count)d became leads; their senders are trusted from now on."))

    @action("spam", _("Spam"), icon="trash")
    def spam(self, rows: Any) -> Any:
        return self.each(rows, call_spam, done=gettext("%(count)d called spam."))


def enquiries_since(day: dt.date, state: EnquiryState, **others: Any) -> str:
    """The address of those that came from that day on and are now in that state."""
    return url_for("EnquiryView.list", _flt_0_state=state.value, _flt_5_received_at=day.isoformat(), **others)


def quarantine_list() -> str:
    """The address of what waits."""
    return url_for("EnquiryView.list", _flt_0_state=EnquiryState.QUARANTINED.value)
