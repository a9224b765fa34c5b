"""Doors: groups with the doors behind them, fobs, and who stood where."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.forms import DynamicForm
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import select
from wtforms.validators import DataRequired

from app.actions.doors.block_tag import block_tag
from app.actions.doors.choose_locks import choose_locks
from app.actions.doors.find_tag import find_tag
from app.actions.doors.give_tag import give_tag
from app.actions.doors.place_locks import place_locks
from app.actions.doors.take_back_tag import take_back_tag
from app.core.entity import db
from app.core.errors import FoyerError
from app.models import DoorEntry, DoorGroup, DoorLock, DoorTag
from app.rules.access import System
from app.web.actor import current_actor
from app.web.lookup import LookupField
from app.web.model_view import FoyerModelView, ScopedInterface, action
from app.web.place import location_choices
from app.web.routes import ACTIONS, READ
from views.access.groups import AccessGroup
from views.access.looks import look_note
from views.base.links import linked
from views.base.record import RecordPage, Stat
from views.base.verb_page import VerbPage

GONE = -1  # a location that is none


def lock_names() -> dict[str, str]:
    """Of all doors of the site, read once for a page."""
    if "lock_names" not in g:
        g.lock_names = {row.external_id: row.name for row in db.session.execute(select(DoorLock.external_id, DoorLock.name))}
    return dict(g.lock_names)


def doors_said(locks: Any) -> str:
    names = lock_names()
    return ", ".join(sorted(names.get(each, str(each)) for each in locks or []))


class DoorGroupView(AccessGroup, FoyerModelView):
    """Who can open the front door, and why. Memberships give groups; here the doors behind them are chosen."""

    datamodel = ScopedInterface(DoorGroup)
    class_permission_name = "Door"
    system = System.DOORS
    route_base = "/doors"
    method_permission_name = AccessGroup.method_permission_name | {"choose": "write", "choose_page": "write", "places_page": "write"}
    include_route_methods = READ | ACTIONS | {"people", "choose_page", "places_page"}
    singular = _("door group")
    list_title = _("Doors")
    list_columns = ["name", "locks", "reason", "read_at"]
    search_columns = ["name", "read_at"]
    order_columns = ["name", "read_at"]
    quick_search = "name"
    base_order = ("name", "asc")
    show_columns = ["name", "locks", "wanted_locks", "reason", "read_at"]
    label_columns = {
        "locks": _("Doors behind it"), "wanted_locks": _("Chosen here"), "read_at": _("Last read at Salto"), "reason": _("Why not yet"),
    }  # fmt: skip
    formatters_columns = {"locks": doors_said, "wanted_locks": doors_said}
    empty_title = _("No doors yet.")
    empty_text = _("Name door groups in a membership, and they appear here with everybody who has them.")
    empty_icon = "door"

    def facts(self, row: DoorGroup) -> list[Any]:
        return [look_note(System.DOORS)]

    def more_stats(self, row: DoorGroup) -> list[Stat]:
        return [Stat(gettext("Doors"), len(row.locks))]

    @action("choose", _("Choose the doors"), icon="door", multiple=False)
    def choose(self, row: DoorGroup) -> Any:
        return redirect(url_for(f"{self.endpoint}.choose_page", pk=row.id))

    @expose("/choose/<pk>", methods=("GET", "POST"))
    @has_access
    def choose_page(self, pk: str) -> Any:
        """Every door of the site with a box; what was ticked stays ticked when it is refused."""
        row = self.one(pk)
        ticked = (
            request.form.getlist("lock")
            if request.method == "POST"
            else list(row.wanted_locks if row.wanted_locks is not None else row.locks)
        )
        if request.method == "POST":
            try:
                choose_locks(row.id, ticked, by=current_actor())
            except FoyerError as refusal:
                flash(refusal.message, "warning")
            else:
                flash(gettext("Salto is told."), "success")
                return redirect(url_for(f"{self.endpoint}.show", pk=row.id))
        back = url_for(f"{self.endpoint}.show", pk=row.id)
        locks = sorted(lock_names().items(), key=lambda each: each[1])
        return self.render_template(
            "screens/access/choose_locks.html",
            title=gettext("Doors of %(group)s", group=row.name),
            locks=locks,
            ticked=ticked,
            back=back,
            places=self.url("places_page"),
            crumbs=[(self.list_title, self.url("list")), (row.name, back)],
        )

    @expose("/places", methods=("GET", "POST"))
    @has_access
    def places_page(self) -> Any:
        """Every door of the site with its location; what was chosen stays chosen when it is refused."""
        doors = db.session.execute(
            select(DoorLock.external_id, DoorLock.name, DoorLock.location_id).order_by(DoorLock.name, DoorLock.id)
        ).all()
        locations = location_choices()
        chosen = {each.external_id: each.location_id for each in doors}
        if request.method == "POST":
            by_number = {"": None} | {str(each.id): each.id for each in locations}
            chosen |= {each: by_number.get(request.form[f"place-{each}"], GONE) for each in chosen if f"place-{each}" in request.form}
            try:
                place_locks(chosen, by=current_actor())
            except FoyerError as refusal:
                flash(refusal.message, "warning")
            else:
                flash(gettext("Saved."), "success")
                return redirect(self.url("list"))
        return self.render_template(
            "screens/access/places_of_locks.html", title=gettext("Where the doors are"), doors=doors, chosen=chosen,
            locations=locations, back=self.url("list"), crumbs=[(self.list_title, self.url("list"))],
        )  # fmt: skip


class GiveForm(DynamicForm):  # type: ignore[misc]
    """Who gets the fob."""


class DoorTagView(VerbPage, RecordPage, FoyerModelView):
    """Whose fob is this? Searched for by its number; given, taken back, blocked when it is lost."""

    datamodel = ScopedInterface(DoorTag)
    class_permission_name = "Door"
    route_base = "/fobs"
    method_permission_name = dict.fromkeys(("give", "give_page", "take_back", "block", "find"), "give")
    include_route_methods = READ | ACTIONS | {"give_page"}
    singular = _("fob")
    list_title = _("Fobs")
    list_columns = ["number", "state", "user", "since", "location"]
    search_columns = ["number", "state", "user", "location", "since"]
    quick_search = "number"
    base_order = ("number", "asc")
    show_columns = ["number", "state", "user", "since", "location", "note"]
    label_columns = {"user": _("Person"), "since": _("Since"), "number": _("Number")}
    formatters_columns = linked("user", "location")
    empty_title = _("No fobs yet.")
    empty_text = _("Fobs that are enrolled at Salto appear here within the hour.")
    empty_icon = "key"
    primary_action = "give"

    def may_act(self, name: str, row: DoorTag) -> bool:
        return name not in DoorTag.moves.verbs or DoorTag.moves.may(row, name)

    def status_of(self, row: DoorTag) -> str:
        return row.state.value

    @action("give", _("Give"), icon="user-plus", multiple=False)
    def give(self, row: DoorTag) -> Any:
        return redirect(url_for(f"{self.endpoint}.give_page", pk=row.id))

    @expose("/give/<pk>", methods=("GET", "POST"))
    @has_access
    def give_page(self, pk: str) -> Any:
        row = self.one(pk)
        person = LookupField(_("Person"), view=DoorTagView, column="user", validators=[DataRequired(_("Choose one."))])
        form = type("GiveForm", (GiveForm,), {"user": person})()
        return self.verb_page(
            row,
            form,
            title=gettext("Give the fob %(number)s", number=row.number),
            hint=gettext("It opens what the person's licenses open."),
            act=lambda: give_tag(row.id, user_id=form.user.data.id, by=current_actor()),
            done=gettext("Salto is told. It opens within a minute."),
        )

    @action("take_back", _("Take back"), icon="arrow-back-up")
    def take_back(self, rows: Any) -> Any:
        return self.each(rows, take_back_tag, done=gettext("%(count)d taken back."))

    @action("block", _("Block"), _("It opens nothing any more, and is given to nobody until it is found. Go on?"), icon="lock")
    def block(self, rows: Any) -> Any:
        return self.each(rows, block_tag, done=gettext("%(count)d blocked."))

    @action("find", _("Found again"), icon="lock-open")
    def find(self, rows: Any) -> Any:
        return self.each(rows, find_tag, done=gettext("%(count)d free again."))


class DoorEntryView(FoyerModelView):
    """Read back from Salto every five minutes; nobody changes it."""

    datamodel = ScopedInterface(DoorEntry)
    class_permission_name = "Door"
    route_base = "/door-entries"
    include_route_methods = {"list", "show", "export"}
    singular = _("entry")
    list_title = _("Entries")
    list_columns = ["at", "user", "door", "opened", "location"]
    search_columns = ["at", "user", "door", "opened", "location"]
    quick_search = "door"
    base_order = ("at", "desc")
    exportable = True
    show_columns = ["at", "user", "door", "opened", "location"]
    label_columns = {"at": _("When"), "user": _("Person"), "door": _("Door"), "opened": _("Opened")}
    formatters_columns = linked("user", "location")
    empty_title = _("Nobody stood at a door yet.")
    empty_text = _("Entries are read back from Salto every five minutes.")
    empty_icon = "history"
