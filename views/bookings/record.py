"""Bookings as a list, and the page of one: when, who, what it costs and how that came about, who pays, who comes."""

from __future__ import annotations

from typing import Any, ClassVar

from flask import render_template, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from markupsafe import Markup

from app.access.permissions import Permission
from app.core.entity import db
from app.core.formats import locale_of
from app.models import Booking
from app.models.booking import BookingStatus
from app.queries.bookings.extras import cents_of, extras_in_words, extras_now, extras_said
from app.queries.bookings.price_words import price_in_words
from app.queries.bookings.terms import Terms, kept_terms
from app.web.actor import current_actor
from app.web.formats import as_badge, as_long
from app.web.model_view import FoyerModelView
from app.web.routes import ACTIONS, READ
from views.base.day_filters import DAY_FILTERS, LastsInto
from views.base.links import linked
from views.base.record import RecordPage
from views.base.said import filled
from views.base.verb_page import VerbPage
from views.bookings.held import hold_said, terms_now
from views.bookings.offer_said import booking_when, paid_said, parts_said, price_said
from views.bookings.verbs import PAGES, VERBS, BookingVerbs

ROOM = Markup('<a class="text-reset" href="{}">{}</a>')


class BookingView(BookingVerbs, RecordPage, VerbPage, FoyerModelView):
    """Made by its own form, moved by verbs; nobody edits the columns of one by hand."""

    datamodel = filled(Booking)
    route_base = "/bookings"
    imports = "bookings"
    include_route_methods = READ | ACTIONS | {"panel", *PAGES}
    method_permission_name = dict.fromkeys((*VERBS, *PAGES), "write") | {"panel": "read"}
    list_title = _("Bookings")
    add_label = _("Book a room")
    list_columns = ["starts_at", "room", "title", "user", "organisation", "status", "charged_cents"]
    export_columns = (
        "code",
        "location",
        "room",
        "starts_at",
        "ends_at",
        "user",
        "organisation",
        "title",
        "people",
        "status",
        "charged_cents",
        "invoice_cents",
        "made_by",
        "override_reason",
        "cancel_reason",
    )
    search_columns = [
        "title",
        "code",
        "room",
        "user",
        "organisation",
        "status",
        "starts_at",
        "ends_at",
        "location",
        "blocks_room",
        "after_license",
    ]
    more_filters: ClassVar = {"starts_at": DAY_FILTERS, "ends_at": (LastsInto,)}
    quick_search = "title"
    base_order = ("starts_at", "desc")
    exportable = True
    label_columns = {
        "starts_at": _("When"), "ends_at": _("Until"), "user": _("For whom"), "charged_cents": _("Price of the room"), "invoice_cents": _("On an invoice"), "made_by": _("Booked by"),
        "is_open": _("Everybody may see the title"), "override_reason": _("Booked all the same because"), "cancel_reason": _("Cancelled because"), "people": _("How many people"),
        "blocks_room": _("Blocks its room"), "after_license": _("After a license has ended"),
    }  # fmt: skip
    show_fieldsets = [
        (_("Booking"), {"fields": ["starts_at", "room", "location", "people", "is_open", "note"]}),
        (_("For"), {"fields": ["user", "organisation", "made_by", "override_reason", "cancel_reason"]}),
    ]
    formatters_columns = linked("user", "organisation", "location") | {
        "starts_at": lambda _value, row: booking_when(row),
        "title": lambda _value, row: str(row.title or row.user or row.organisation or gettext("House")),
        "room": lambda _value, row: ROOM.format(url_for("RoomView.show", pk=row.room_id), row.room),
        "note": as_long,
        "status": lambda value, row: as_badge(value, text=hold_said(row)),
    }
    primary_action = "check_in"
    empty_text = _("Who books a room, and when, stands here.")

    def url(self, method: str, **values: Any) -> str:
        """The form of a booking is a page of its own: it prices while it is filled in."""
        if method != "add":
            return str(super().url(method, **values))
        known = {name: values.get(f"_flt_0_{name}") for name in ("user", "room")}
        return url_for("NewBookingView.new", **known) if current_actor().may(Permission.BOOKING_WRITE) else ""

    @expose("/panel/<int:pk>")
    @has_access
    def panel(self, pk: int) -> Any:
        """A booking in brief, beside the calendar."""
        row = self.one(pk)
        changes = url_for("ChangeBookingView.change", pk=row.id) if row.is_live and self.offers("cancel_page") else ""
        cancels = self.url("cancel_page", pk=row.id) if row.is_live else ""
        return render_template(
            "screens/bookings/panel.html",
            row=row,
            title=self.title_of(row),
            when=booking_when(row),
            money=money_of(row),
            hold=hold_said(row),
            page=url_for("BookingView.show", pk=row.id),
            changes=changes,
            cancels=cancels,
        )

    def title_of(self, row: Booking) -> str:
        return str(row.title or row.user or row.organisation or gettext("House"))

    def facts(self, row: Booking) -> list[Any]:
        hold = hold_said(row)
        return [
            *([hold] if hold else []),
            booking_when(row),
            row.room.name,
            row.location.name,
            *([] if hold else [price_said(row.cost_cents, row.currency)]),
        ]

    def status_of(self, row: Booking) -> str:
        return str(row.status.value)

    def render_template(self, template: str, **kwargs: Any) -> Any:
        if template == self.show_template:
            kwargs |= {"money": money_of(kwargs["row"])}
        return super().render_template(template, **kwargs)

    show_template = "screens/bookings/record.html"


def money_of(row: Booking) -> dict[str, Any]:
    """The price, what pays it, and how it came about when it was booked (B8, B10); with its extras. A hold costs something once it is confirmed."""
    extras = extras_now(db.session(), row)
    told = extras_in_words(extras, row.location)
    if row.status is BookingStatus.HELD and row.price:
        terms = terms_now(row, by=current_actor())
        cents = terms.quote(row.starts_at, row.ends_at).cost
        pays, room = [gettext("When it is confirmed.")], trace_of(row, terms)
    else:
        cents, pays, room = row.charged_cents, paid_said(row), trace_of(row, kept_terms(row)) if row.price else []
    return {
        "extras": extras_said(row),
        "price": price_said(cents + cents_of(extras), row.currency),
        "pays": pays,
        "trace": [*room, *told],
        "parts": parts_said(row.room.name, cents, extras, row.currency),
    }


def trace_of(row: Booking, terms: Terms) -> list[str]:
    return price_in_words(terms, terms.quote(row.starts_at, row.ends_at), row.currency, locale_of(row.location.country))
